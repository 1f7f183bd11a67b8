"""The pages of one safety review: read it, say that it was seen, close it with words."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.access.disclosure import Shows
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.caseload.going_on import care_history
from portal.caseload.queries import find_client
from portal.safety import queries, services
from portal.safety.answers import answers_on
from portal.safety.forms import ClosingForm
from portal.safety.models import SafetyReview
from portal.safety.telling import told_of
from portal.web.errors import show
from portal.web.forms import A_YEAR
from portal.web.templating import timezone

door = Door("practitioner_safety", __name__, prefix="/practice")


@door.get(
    "/safety/<uuid:review_id>",
    permission=Permission.SAFETY_READ,
    find=queries.find_review,
    discloses=Kind.SAFETY_OPENED,
)
def review(viewer: Viewer, review: SafetyReview) -> ResponseReturnValue:
    """Show one review: what of, since when, who was told, and what is to be written."""
    return _page(review, _form(review, formdata=None))


@door.post(
    "/safety/<uuid:review_id>/acknowledge",
    permission=Permission.SAFETY_CLOSE,
    find=queries.find_review,
    discloses=Shows.NOTHING,
)
def acknowledge(viewer: Viewer, review: SafetyReview) -> ResponseReturnValue:
    """Say that it was seen; the client reads so, and nobody else is told any more."""
    if services.acknowledge(review, viewer):
        flash(
            _("Noted. Your client sees that you have seen this. It stays open until you close it.")
        )
    return redirect(url_for(".review", review_id=review.id), 303)


@door.post(
    "/safety/<uuid:review_id>/close",
    permission=Permission.SAFETY_CLOSE,
    find=queries.find_review,
    discloses=Kind.SAFETY_OPENED,
)
def close(viewer: Viewer, review: SafetyReview) -> ResponseReturnValue:
    """Close this one review, with words."""
    form = _form(review)
    if not form.validate_on_submit():
        return make_response(_page(review, form), 400)
    try:
        services.close(review, viewer, form.closing)
    except services.ReviewClosed:
        form.form_errors.append(_("Somebody closed this meanwhile. What you wrote was not kept."))
        return make_response(_page(review, form), 409)
    flash(_("Closed, with your words."))
    return redirect(url_for("practitioner_desk.desk"), 303)


@door.post(
    "/safety/<uuid:review_id>/put-away",
    permission=Permission.SAFETY_CLOSE,
    find=queries.find_review,
    discloses=Shows.NOTHING,
)
def put_away(viewer: Viewer, review: SafetyReview) -> ResponseReturnValue:
    """Put away what was to be looked at again."""
    services.put_away(review)
    return redirect(url_for("practitioner_desk.desk"), 303)


@door.blueprint.errorhandler(404)
def gone(problem: NotFound) -> Response:
    """Give closing words back where the review is open to whoever wrote them no more."""
    if request.endpoint == f"{door.blueprint.name}.close":
        problem.page = "safety/gone.html"  # type: ignore[attr-defined]
    return show(problem)


def _form(review: SafetyReview, **values: Any) -> ClosingForm:
    """Return the form; whoever covers does not see when care began, and goes a year back."""
    since = (care.started_at for care, _who in care_history(session(), review.client_id))
    known = [one for one in since if one is not None]
    return ClosingForm(
        zone=timezone(), since=min(known, default=review.opened_at - A_YEAR), **values
    )


def _page(review: SafetyReview, form: ClosingForm) -> str:
    told = told_of(review)
    ids = {who for who, _why in told}
    ids |= {one for one in (review.acknowledged_by_id, review.closed_by_id) if one}
    return render_template(
        "safety/review.html",
        review=review,
        answers=answers_on(review),
        client=find_client(session(), review.client_id),
        form=form,
        told=told,
        people=queries.colleagues_by_id(session(), ids),
    )
