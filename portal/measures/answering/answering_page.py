"""The pages on which a client answers: a question, all of them, two that crossed, looking over."""

from collections.abc import Collection
from typing import Any

from flask import Response, abort, flash, jsonify, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.door import session
from portal.measures.answer_words import answer_in_words
from portal.measures.answering.forms import SendForm
from portal.measures.answering.services import Saved
from portal.measures.answering.words import how_far
from portal.measures.models import Administration, AdministrationState, Pace
from portal.measures.questions import Answers, Question, Sheet
from portal.safety.models import SafetyReview
from portal.safety.queries import reviews_of_answers
from portal.web.errors import wants_json
from portal.web.templating import at_time

MAIN = "main"


def questions(
    administration: Administration, sheet: Sheet, number: int | None, sent: Answers | None = None
) -> Response:
    """Show one question, or all of them; `sent` is what was refused, in place of what is saved."""
    saved: Answers = administration.answers or {}
    shown = _shown(administration, sheet, number)
    page = render_template(
        "measures/questions.html",
        administration=administration,
        sheet=sheet,
        shown=shown,
        answers=saved if sent is None else {**saved, **sent},
        is_alone=administration.pace is Pace.ONE,
        is_refused=sent is not None,
        how_far=how_far(sheet, saved),
        **said_so_far(administration),
    )
    return make_response(page, 200 if sent is None else 400)


def crossed(
    administration: Administration, sheet: Sheet, sent: Answers, numbers: Collection[str]
) -> Response:
    """Show what was just chosen beside what another window has saved: neither is lost."""
    if wants_json():
        answer = jsonify(error="crossed")
    else:
        answer = make_response(
            render_template(
                "measures/crossed.html",
                administration=administration,
                sheet=sheet,
                sent=sent,
                saved=administration.answers or {},
                crossed=[one for one in sheet.questions if str(one.number) in numbers],
                words=answer_in_words,
                is_apart=bool(reviews_of_answers(session(), administration.id)),
            )
        )
    answer.status_code = 409
    return answer


def look_over(
    administration: Administration, sheet: Sheet, form: SendForm, status: int = 200
) -> Response:
    """Show all answers before they are sent."""
    answers: Answers = administration.answers or {}
    page = render_template(
        "measures/look_over.html",
        administration=administration,
        sheet=sheet,
        answers=answers,
        left_open=sheet.left_open(answers),
        words=answer_in_words,
        form=form,
        is_stale=status == 409,
        **said_so_far(administration),
    )
    return make_response(page, status)


def kept(saved: Saved, *, edition: int, told: bool) -> Response:
    """Tell the script that the answers are safe, and whether somebody looks at one of them.

    Where another window's answers were left, the page stays at its edition: the next step shows
    the two beside each other.
    """
    is_crossed = bool(saved.left)
    return jsonify(
        saved_at=at_time(clock.now()),
        edition=edition if is_crossed else saved.edition,
        is_crossed=is_crossed,
        review=told,
    )


def too_late(administration: Administration, *, is_positive: bool) -> ResponseReturnValue:
    """Lead to the card if it has not been seen, or to where the answers stand.

    A script is only told: it would see the card, or what is said once, in place of the client.
    """
    if wants_json():
        review = said_so_far(administration)["review"] if is_positive else None
        return jsonify(is_closed=True, review=review is not None)
    return to_unseen_card(administration) or elsewhere(administration)


def said_so_far(administration: Administration) -> dict[str, Any]:
    """Return the open review of these answers, and whether somebody sees, or saw, one of them."""
    found = reviews_of_answers(session(), administration.id)
    return {"review": next((one for one in found if one.is_open), None), "is_apart": bool(found)}


def to_card(review: SafetyReview) -> ResponseReturnValue:
    """Lead to the calm card, before anything else."""
    return redirect(url_for("client_safety.card", review_id=review.id), 303)


def to_unseen_card(administration: Administration) -> ResponseReturnValue | None:
    """Lead to the calm card of these answers, if there is one that the client has not seen."""
    found = reviews_of_answers(session(), administration.id)
    unseen = [one for one in found if one.card_seen_at is None]
    return to_card(unseen[0]) if unseen else None


def look_again(administration: Administration, number: int) -> ResponseReturnValue:
    """Lead to the card, or back to the question, where one answer was refused and others kept."""
    flash(_("One of these answers was not among those offered. Look them over, please."))
    return to_unseen_card(administration) or to_question(administration, number)


def to_question(administration: Administration, number: int | None) -> ResponseReturnValue:
    """Lead to a question, or to all of them where they stand on one page."""
    alone = number if administration.pace is Pace.ONE else None
    page = "client_answering.questions"
    place = MAIN if alone or not number else f"answer-{number}"
    where = url_for(page, administration_id=administration.id, question=alone, _anchor=place)
    return redirect(where, 303)


def to_looking_over(administration: Administration) -> ResponseReturnValue:
    """Lead to where the answers are looked over."""
    page = "client_answering.look_over"
    return redirect(url_for(page, administration_id=administration.id, _anchor=MAIN), 303)


def elsewhere(administration: Administration) -> ResponseReturnValue:
    """Lead to where answers stand that were sent or put aside meanwhile, or were a mistake."""
    if administration.state is AdministrationState.COMPLETED:
        flash(_("These answers had been sent already, and stay as they were."))
        return to_answered(administration)
    if administration.state is AdministrationState.TAKEN_OUT:
        flash(_("That score had been typed in by mistake. It is not shown any more."))
    elif said_so_far(administration)["is_apart"]:
        flash(
            _(
                "You had put this aside. The answer that somebody looks at stays with them; "
                "nothing else is kept."
            )
        )
    else:
        flash(_("You had put this aside. Nothing more is kept of it."))
    return _to_measure(administration)


def unread(administration: Administration) -> ResponseReturnValue:
    """Lead to where it stands that nobody would read it, and who can help now; tell a script so."""
    if wants_json():
        abort(403)
    return _to_measure(administration)


def to_answered(administration: Administration) -> ResponseReturnValue:
    """Lead to the answers as they were sent."""
    return redirect(url_for("client_measures.answered", administration_id=administration.id), 303)


def place_of(administration: Administration, sheet: Sheet, number: int | None) -> Question | None:
    """Return the question of that number; without one, the first that the client has not come to.

    None where they have come to all: what they skipped is offered where they look it over.
    """
    found = [one for one in sheet.questions if one.number == number]
    left = sheet.left_open(administration.answers or {})
    return next(iter(found or [one for one in left if one.number > administration.reached]), None)


def _to_measure(administration: Administration) -> ResponseReturnValue:
    if administration.assignment_id is None:
        return redirect(url_for("client_measures.measures"), 303)
    return redirect(
        url_for("client_measures.measure", assignment_id=administration.assignment_id), 303
    )


def _shown(
    administration: Administration, sheet: Sheet, number: int | None
) -> tuple[Question, ...]:
    if administration.pace is Pace.ALL:
        return sheet.questions
    return (place_of(administration, sheet, number) or sheet.questions[-1],)
