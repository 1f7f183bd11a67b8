"""Pages on which a client answers a measure, at their own pace, and sends what they chose."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, can, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.measures import queries
from portal.measures.answering import answering_page
from portal.measures.answering import services as answering
from portal.measures.answering.forms import SendForm, sent_answers
from portal.measures.answering.heeding import heed
from portal.measures.models import Administration, AdministrationState, Pace
from portal.measures.questions import Sheet
from portal.measures.services import Closed, agree_on_scores
from portal.measures.sheets import sheet_answered
from portal.safety.queries import review_of_answers
from portal.web.errors import wants_json

door = Door("client_answering", __name__, prefix="/my")
ANSWERS = "/measures/answers/<uuid:administration_id>"


@door.get(
    f"{ANSWERS}/questions",
    permission=Permission.MEASURE_READ,
    find=queries.find_administration,
)
def questions(viewer: Viewer, administration: Administration) -> ResponseReturnValue:
    """Show where the client goes on: one question, or all of them."""
    if not can(Permission.MEASURE_ANSWER, administration):
        return answering_page.unread(administration)
    if administration.state is not AdministrationState.OPEN:
        return answering_page.elsewhere(administration)
    sheet = sheet_answered(session(), administration)
    number = request.args.get("question", type=int)
    is_alone = administration.pace is Pace.ONE
    if is_alone and answering_page.place_of(administration, sheet, number) is None:
        return answering_page.to_looking_over(administration)
    return answering_page.questions(administration, sheet, number)


@door.post(
    f"{ANSWERS}/questions",
    permission=Permission.MEASURE_READ,
    find=queries.find_administration,
)
def save(viewer: Viewer, administration: Administration) -> ResponseReturnValue:
    """Save what was chosen on the page, and lead on; to the calm card before anything else."""
    if not can(Permission.MEASURE_ANSWER, administration):
        return answering_page.unread(administration)
    sheet = sheet_answered(session(), administration)
    number, edition = (request.form.get(name, 0, type=int) for name in ("question", "edition"))
    sent = sent_answers(sheet, request.form)
    is_positive = bool(sheet.positive(sent.answers))
    if sent.is_refused and not is_positive:
        return answering_page.questions(administration, sheet, number, sent.answers)
    try:
        past = 0 if sent.is_refused else _past(administration, sheet, number)
        saved = answering.save(administration, sheet, sent.answers, edition=edition, past=past)
    except answering.Crossed as problem:
        return answering_page.crossed(administration, sheet, sent.answers, problem.numbers)
    except Closed:
        heed(administration, sheet, sent.answers, administration.answers or {})
        return answering_page.too_late(administration, is_positive=is_positive)
    review = review_of_answers(session(), administration.id) if is_positive else None
    if wants_json():
        return answering_page.kept(saved, edition=edition, told=review is not None)
    if saved.left:
        flash(_("Some answers from another window stayed as they were. Look them over, please."))
    if sent.is_refused:
        return answering_page.look_again(administration, number)
    return _onward(administration, sheet, number)


@door.get(
    f"{ANSWERS}/look-over",
    permission=Permission.MEASURE_READ,
    find=queries.find_administration,
)
def look_over(viewer: Viewer, administration: Administration) -> ResponseReturnValue:
    """Show all answers before they are sent."""
    if not can(Permission.MEASURE_ANSWER, administration):
        return answering_page.unread(administration)
    if administration.state is not AdministrationState.OPEN:
        return answering_page.elsewhere(administration)
    sheet = sheet_answered(session(), administration)
    form = SendForm(formdata=None, remark=administration.remark)
    return answering_page.look_over(administration, sheet, form)


@door.post(
    f"{ANSWERS}/look-over",
    permission=Permission.MEASURE_READ,
    find=queries.find_administration,
)
def send(viewer: Viewer, administration: Administration) -> ResponseReturnValue:
    """Send the answers as they were looked over, or keep what was said and lead elsewhere."""
    if not can(Permission.MEASURE_ANSWER, administration):
        return answering_page.unread(administration)
    form, sheet = SendForm(), sheet_answered(session(), administration)
    if not form.validate():
        return answering_page.look_over(administration, sheet, form, 400)
    try:
        _agree(administration, form)
        if "do" in request.form:
            answering.keep_remark(administration, form.remark.data)
            card = answering_page.to_unseen_card(administration)
            return card or _away(administration, request.form["do"])
        answering.complete(administration, remark=form.remark.data, edition=form.edition.data or 0)
    except answering.Stale:
        return answering_page.look_over(administration, sheet, form, 409)
    except Closed:
        return answering_page.elsewhere(administration)
    flash(_("Sent. Thank you for taking the time."))
    card = answering_page.to_unseen_card(administration)
    return card or answering_page.to_answered(administration)


def _agree(administration: Administration, form: SendForm) -> None:
    """Keep when the client would like to see their scores, if they said so."""
    assignment, chosen = administration.assignment, form.showing.data
    if chosen and assignment and can(Permission.MEASURE_CHOOSE, assignment):
        agree_on_scores(assignment, chosen)


def _onward(administration: Administration, sheet: Sheet, number: int) -> ResponseReturnValue:
    """Lead on from what was saved: to the calm card first, while the client has not seen it."""
    do = request.form.get("do", "next")
    card = answering_page.to_unseen_card(administration)
    if do in set(Pace):
        answering.go_at(administration, Pace(do))
    if card is not None:
        return card
    if do == "later":
        return _away(administration, do)
    if do in set(Pace):
        return answering_page.to_question(administration, number)
    return _next(administration, sheet, number + (-1 if do == "back" else 1))


def _past(administration: Administration, sheet: Sheet, number: int) -> int:
    """Return the last question that the client goes past, none where they stay or go back."""
    if request.form.get("do", "next") != "next":
        return 0
    is_alone = administration.pace is Pace.ONE
    return min(number, len(sheet.questions)) if is_alone else len(sheet.questions)


def _away(administration: Administration, do: str) -> ResponseReturnValue:
    """Lead to the question of that number, or off until another time."""
    if do.isdecimal():
        return answering_page.to_question(administration, request.form.get("do", type=int))
    flash(_("Your answers are kept. Go on whenever it suits you."))
    return redirect(url_for("client_measures.measures"), 303)


def _next(administration: Administration, sheet: Sheet, number: int) -> ResponseReturnValue:
    is_there = any(one.number == number for one in sheet.questions)
    if administration.pace is Pace.ONE and is_there:
        return answering_page.to_question(administration, number)
    return answering_page.to_looking_over(administration)
