"""The client's rights: acknowledging what this place is, and seeing who opened what."""

from flask import current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts import queries as accounts
from portal.audit.queries import events_of_client
from portal.caseload import queries as caseload
from portal.entrusting import emergencies
from portal.entrusting.models import EmergencyAccess
from portal.entrusting.queries import emergencies_to_tell, find_emergency
from portal.rights import access_log, consent, queries, services
from portal.rights.forms import ConsentForm
from portal.sign_in.factors.queries import wants_to_be_asked

door = Door("client_rights", __name__, prefix="/my")

NEWEST = 100


@door.get("/welcome", permission=Permission.CONSENT_GIVE)
def welcome(viewer: Viewer) -> ResponseReturnValue:
    """Say what this place is and is not, before anything else."""
    if viewer.has_consented:
        return redirect(url_for("client_desk.today"))
    return _welcome_page(viewer, ConsentForm(current=consent.fingerprint()), 200)


@door.post("/welcome", permission=Permission.CONSENT_GIVE)
def acknowledge(viewer: Viewer) -> ResponseReturnValue:
    """Take the acknowledgement, and lead on to Today."""
    form = ConsentForm(current=consent.fingerprint())
    if not form.validate_on_submit():
        return _welcome_page(viewer, form, 400)
    assert viewer.user_id is not None
    services.give_consent(
        session(),
        accounts.user(session(), viewer.user_id),
        version=caseload.CONSENT_VERSION,
        text_sha256=form.current,
    )
    return redirect(url_for("client_desk.today"))


def _welcome_page(viewer: Viewer, form: ConsentForm, status: int) -> ResponseReturnValue:
    assert viewer.user_id is not None
    form.seen.data = form.current
    page = render_template(
        "rights/welcome.html",
        form=form,
        words=consent.words(),
        practitioners=caseload.practitioners_of(session(), viewer.user_id),
    )
    return make_response(page, status)


@door.get("/privacy", permission=Permission.OWN_FILE_READ)
def privacy(viewer: Viewer) -> ResponseReturnValue:
    """Show who opened what and when, what was acknowledged, and who is in care with whom."""
    assert viewer.user_id is not None
    events = events_of_client(session(), viewer.user_id, limit=NEWEST, without=access_log.NOT_TOLD)
    people = accounts.users_by_id(session(), {one.actor_id for one in events if one.actor_id})
    names = {person_id: person.name for person_id, person in people.items()}
    zone = current_app.config["BABEL_DEFAULT_TIMEZONE"]
    return render_template(
        "rights/privacy.html",
        days=access_log.days_of(events, names, zone),
        newest=NEWEST if len(events) == NEWEST else None,
        consents=queries.consents_of(session(), viewer.user_id),
        words=consent.words(),
        care=caseload.care_history(session(), viewer.user_id),
        offers_second_factor=wants_to_be_asked(session(), viewer),
        emergencies=emergencies_to_tell(session(), viewer.user_id, clock.now()),
    )


@door.post(
    "/emergencies/<uuid:access_id>/seen",
    permission=Permission.EMERGENCY_ACKNOWLEDGE,
    find=find_emergency,
)
def acknowledge_emergency(viewer: Viewer, access: EmergencyAccess) -> ResponseReturnValue:
    """Put the notice away that the file was opened in an emergency; the record keeps it."""
    emergencies.acknowledge(access)
    return redirect(url_for(".privacy"), 303)
