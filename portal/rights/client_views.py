"""The client's rights: acknowledging what this place is, and seeing who opened what."""

import uuid
from collections.abc import Sequence

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts import queries as accounts
from portal.audit.models import AuditEvent
from portal.audit.queries import events_of_client, every_event_of_client
from portal.caseload import queries as caseload
from portal.caseload.going_on import care_history
from portal.entrusting import emergencies
from portal.entrusting.models import EmergencyAccess
from portal.entrusting.queries import emergencies_to_tell, find_emergency
from portal.rights import access_log, consent, queries, services
from portal.rights.forms import ConsentForm
from portal.sign_in.factors.queries import wants_to_be_asked
from portal.web.attachment import CSV, attachment
from portal.web.table_file import csv_file
from portal.web.templating import timezone

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


@door.get("/privacy/consent", permission=Permission.OWN_FILE_READ)
def consenting(viewer: Viewer) -> ResponseReturnValue:
    """Say what stops when consent is taken back, before it is."""
    if not viewer.has_consented:
        return redirect(url_for(".welcome"))
    return render_template("rights/withdraw.html")


@door.post("/privacy/consent", permission=Permission.OWN_FILE_READ)
def withdraw_consent(viewer: Viewer) -> ResponseReturnValue:
    """Take consent back. It can be given again at any time."""
    assert viewer.user_id is not None
    services.withdraw_consent(accounts.user(session(), viewer.user_id))
    flash(_("You took back your consent. Nobody opens anything of yours any more."))
    return redirect(url_for(".privacy"))


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
    return render_template(
        "rights/privacy.html",
        days=access_log.days_of(events, _names_in(events), timezone()),
        newest=NEWEST if len(events) == NEWEST else None,
        consents=queries.consents_of(session(), viewer.user_id),
        words=consent.words(),
        care=care_history(session(), viewer.user_id),
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


@door.get("/privacy/record.csv", permission=Permission.OWN_FILE_READ, confirmed=True)
def record(viewer: Viewer) -> ResponseReturnValue:
    """Give the whole record to keep, as a table. Its name names nobody."""
    assert viewer.user_id is not None
    events = every_event_of_client(session(), viewer.user_id, without=access_log.NOT_TOLD)
    rows = access_log.rows_of(events, _names_in(events), timezone())
    header = [_("When"), _("Who"), _("What"), _("About, by its number here")]
    name = f"record-{clock.today(timezone()):%Y-%m}.csv"
    return attachment(csv_file(header, rows), name=name, kind=CSV)


def _names_in(events: Sequence[AuditEvent]) -> dict[uuid.UUID, str]:
    people = accounts.users_by_id(session(), {one.actor_id for one in events if one.actor_id})
    return {person_id: person.name for person_id, person in people.items()}
