"""Pages of the client who is struggling with safety: before they press, and the calm card after."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.door import Door, begin_writing, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.safety import queries, services, wording
from portal.safety.forms import CallForm
from portal.safety.models import Cause, SafetyReview
from portal.safety.promises import due_at, promises_to

door = Door("client_safety", __name__, prefix="/my")
for name, words in (
    ("in_which_hours", wording.in_which_hours),
    ("within_hours", wording.within),
    ("ago", wording.ago),
    ("why_review", wording.why),
):
    door.blueprint.add_app_template_filter(words, name)


@door.get("/safety", permission=Permission.SAFETY_ASK)
def asking(viewer: Viewer) -> ResponseReturnValue:
    """Say who answers at once, and who looks when, before anything is pressed."""
    assert viewer.user_id is not None
    now = clock.now()
    promises = promises_to(session(), viewer.user_id, now)
    return render_template(
        "safety/asking.html",
        promises=promises,
        due_at=due_at(promises, now),
        now=now,
        said=queries.own_reviews(session(), viewer.user_id),
    )


@door.post("/safety", permission=Permission.SAFETY_ASK)
def ask(viewer: Viewer) -> ResponseReturnValue:
    """Have a person look. Where nobody treats the client, nobody would: the page says so again."""
    assert viewer.user_id is not None
    if not promises_to(session(), viewer.user_id, clock.now()):
        return redirect(url_for(".asking"), 303)
    review = services.open_review(session(), client_id=viewer.user_id, cause=Cause.ASKED)
    return redirect(url_for(".card", review_id=review.id), 303)


@door.get("/safety/<uuid:review_id>", permission=Permission.SAFETY_READ, find=queries.find_review)
def card(viewer: Viewer, review: SafetyReview) -> ResponseReturnValue:
    """Show the calm card: thanks, who answers at once, who looks here and by when.

    That it was shown is kept, as every other page leads here until it was.
    """
    page = _card(review, CallForm(formdata=None, words=review.call_words))
    if review.card_seen_at is None:
        begin_writing()
        services.note_card_seen(review)
    return page


@door.post(
    "/safety/<uuid:review_id>/call", permission=Permission.SAFETY_CALL, find=queries.find_review
)
def call(viewer: Viewer, review: SafetyReview) -> ResponseReturnValue:
    """Note that the client would like to be called. Where nobody would, the card says so again."""
    form = CallForm()
    if not form.validate_on_submit():
        return make_response(_card(review, form), 400)
    if not promises_to(session(), review.client_id, clock.now()):
        return redirect(url_for(".card", review_id=review.id), 303)
    review = services.ask_to_call(review, words=form.words.data)
    flash(_("Noted. Whoever looks at this sees that you would like to be called."))
    return redirect(url_for(".card", review_id=review.id), 303)


def _card(review: SafetyReview, form: CallForm) -> str:
    promises = promises_to(session(), review.client_id, clock.now())
    seen_by = [one for one in (review.acknowledged_by_id, review.closed_by_id) if one]
    return render_template(
        "safety/card.html",
        review=review,
        form=form,
        promises=promises,
        people=queries.colleagues_by_id(session(), seen_by) if seen_by else {},
    )
