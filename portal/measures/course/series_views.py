"""Pages of the practitioner about one measure's course: scores, answers, looking at it together."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.disclosure import Shows
from portal.access.door import Door
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.measures import queries, services
from portal.measures.course import series_page
from portal.measures.models import Administration

door = Door("practitioner_series", __name__, prefix="/practice/measures")
find = queries.find_administration


@door.get(
    "/<uuid:administration_id>",
    permission=Permission.MEASURE_READ,
    find=find,
    discloses=Kind.MEASURE_OPENED,
)
def series(viewer: Viewer, administration: Administration) -> ResponseReturnValue:
    """Show the course of a measure, found by one of its scores: its name is in no address."""
    return series_page.page(viewer, administration)


@door.get(
    "/<uuid:administration_id>/answers",
    permission=Permission.MEASURE_READ,
    find=find,
    discloses=Kind.MEASURE_ANSWERS_OPENED,
)
def answers(viewer: Viewer, administration: Administration) -> ResponseReturnValue:
    """Show what was answered to each question."""
    return render_template("measures/answers.html", **series_page.answers(administration))


@door.post(
    "/<uuid:administration_id>/talked",
    permission=Permission.MEASURE_TALK,
    find=find,
    discloses=Shows.NOTHING,
)
def talked(viewer: Viewer, administration: Administration) -> ResponseReturnValue:
    """Note that the two looked at a score together; the client sees it from then on."""
    assert viewer.user_id is not None
    services.talked_about(administration, actor_id=viewer.user_id)
    flash(_("Noted. Your client sees this score from now on."))
    return redirect(url_for(".series", administration_id=administration.id))
