"""Pages of the practitioner about a client's measures: where they stand, asking, asking no more."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.disclosure import Shows
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.caseload.queries import find_client
from portal.measures import queries, services
from portal.measures.asking import offering, overview_page
from portal.measures.asking.forms import AskForm
from portal.measures.models import MeasureAssignment
from portal.safety import hours_page
from portal.web.templating import timezone

door = Door("practitioner_measures", __name__, prefix="/practice")


@door.get(
    "/clients/<uuid:client_id>/measures",
    permission=Permission.CLIENT_READ,
    find=find_client,
    discloses=Kind.MEASURE_OPENED,
)
def measures(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Show where the measures stand in words, and what is asked."""
    return overview_page.page(viewer, client)


@door.get(
    "/clients/<uuid:client_id>/measures/ask",
    permission=Permission.MEASURE_ASSIGN,
    find=find_client,
    discloses=Kind.MEASURE_OPENED,
)
def ask(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Offer what may be asked of the client."""
    return _ask_page(viewer, client, _form(viewer, client))


@door.post(
    "/clients/<uuid:client_id>/measures/ask",
    permission=Permission.MEASURE_ASSIGN,
    find=find_client,
    discloses=Kind.MEASURE_OPENED,
)
def assign(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Ask the client for a measure; one that asks about safety asks for hours to look in first."""
    form = _form(viewer, client)
    if not form.validate():
        return make_response(_ask_page(viewer, client, form), 400)
    assert viewer.user_id is not None
    try:
        services.assign(client, form.plan, practitioner_id=viewer.user_id)
    except services.HoursMissing:
        return make_response(hours_page.first(viewer), 409)
    except services.AlreadyAsked:
        flash(_("Your client is asked for this already, so nothing was added."))
    else:
        flash(_("Your client finds it on their pages from that day on."))
    return redirect(url_for(".measures", client_id=client.id))


@door.post(
    "/measures/asked/<uuid:assignment_id>/end",
    permission=Permission.MEASURE_CHANGE,
    find=queries.find_assignment,
    discloses=Shows.NOTHING,
)
def end(viewer: Viewer, assignment: MeasureAssignment) -> ResponseReturnValue:
    """Ask no more; what was answered stays."""
    assert viewer.user_id is not None
    try:
        services.end_assignment(assignment, actor_id=viewer.user_id)
    except services.Closed:
        flash(_("This was not asked any more."))
    else:
        flash(_("Your client is not asked for this any more. What they answered stays."))
    return redirect(url_for(".measures", client_id=assignment.client_id))


def _form(viewer: Viewer, client: User) -> AskForm:
    choices = offering.offered(session(), viewer, client.id)
    return AskForm.offering(choices, clock.today(timezone()))


def _ask_page(viewer: Viewer, client: User, form: AskForm) -> str:
    slugs = [slug for slug, _name in form.measure.choices or ()]
    first = offering.needing_hours(session(), viewer, slugs)
    return render_template("measures/ask.html", client=client, form=form, needing_hours=first)
