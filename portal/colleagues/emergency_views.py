"""Opening a client’s file in an emergency: asked for aloud, to read for an hour, never to write."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.disclosure import Shows
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.reach import EVERYTHING, Reach
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.caseload.queries import coming_appointments, find_client, practitioners_of
from portal.colleagues.forms import EmergencyForm
from portal.colleagues.telling import tell_of_emergency
from portal.entrusting import emergencies
from portal.journey.queries import goals_apart
from portal.reflections.queries import shared_of

door = Door("practitioner_emergency", __name__, prefix="/practice")
LATEST = 20


@door.get("/emergency", permission=Permission.EMERGENCY_OPEN, discloses=Shows.NOTHING)
def emergency(viewer: Viewer) -> ResponseReturnValue:
    """Say what opening a file in an emergency means, and ask whose and why."""
    return _page(EmergencyForm())


@door.post(
    "/emergency",
    permission=Permission.EMERGENCY_OPEN,
    discloses=Shows.NOTHING,
    confirmed=True,
)
def open_file(viewer: Viewer) -> ResponseReturnValue:
    """Open the file of whoever is named, and tell those who must know.

    A try that finds nobody is no bad form: it answers 200, so that its record is kept.
    """
    form = EmergencyForm()
    if not form.validate_on_submit():
        return make_response(_page(form), 400)
    try:
        access = emergencies.open_in_emergency(
            session(), viewer, called=form.called.data, reason=form.reason.data
        )
    except emergencies.TooManyTries:
        form.called.errors = (_too_often(),)
        return _page(form)
    except emergencies.InCareAlready:
        form.called.errors = (_("They are in care with you: find them on your caseload."),)
        return _page(form)
    except emergencies.NotFound as problem:
        form.called.errors = (_more_than_one() if problem.many else _nobody(),)
        return _page(form)
    tell_of_emergency(session(), access)
    return redirect(url_for(".file", client_id=access.client_id), 303)


@door.get(
    "/emergency/<uuid:client_id>",
    permission=Permission.EMERGENCY_READ,
    find=find_client,
    discloses=Kind.CLIENT_OPENED,
)
def file(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Show what whoever treats this client sees, without anything to write with."""
    whole = Reach(client.created_at, EVERYTHING)
    ongoing, _ended = goals_apart(session(), client.id)
    return render_template(
        "colleagues/emergency_file.html",
        client=client,
        treating=[practitioner for _care, practitioner in practitioners_of(session(), client.id)],
        appointments=coming_appointments(session(), client.id, clock.now()),
        goals=ongoing,
        reflections=shared_of(session(), client.id, whole, limit=LATEST),
        latest=LATEST,
    )


@door.post("/emergency/close", permission=Permission.EMERGENCY_OPEN, discloses=Shows.NOTHING)
def close(viewer: Viewer) -> ResponseReturnValue:
    """Close what is open, before the hour is over."""
    emergencies.end_emergency(session(), viewer)
    flash(_("The file is closed again. The client will be told that you opened it."))
    return redirect(url_for("practitioner_desk.desk"), 303)


def _page(form: EmergencyForm) -> str:
    return render_template("colleagues/emergency.html", form=form)


def _too_often() -> str:
    return _("You have asked five times within a day. Ask whoever runs the practice.")


def _nobody() -> str:
    return _("Nobody here is called that. Look at the spelling, or try the email address.")


def _more_than_one() -> str:
    return _("More than one client is called that. Write the email address instead.")
