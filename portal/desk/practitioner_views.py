"""The practitioner's desk, and the page about one client with what is agreed there."""

from datetime import timedelta
from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.disclosure import Shows
from portal.access.door import Door, session, shown
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.caseload import services
from portal.caseload.forms import AgreementForm, AppointmentForm
from portal.caseload.models import Appointment
from portal.caseload.queries import find_appointment
from portal.desk import client_page, ending
from portal.desk.lately import clients_in, lately
from portal.desk.queries import ClientFile, find_file
from portal.desk.waiting import desk as desk_of
from portal.entrusting.queries import emergencies_with
from portal.safety.queries import open_of
from portal.web.templating import timezone

door = Door("practitioner_desk", __name__, prefix="/practice")


@door.get("/desk", permission=Permission.CASELOAD_READ, discloses=Kind.DESK_OPENED)
def desk(viewer: Viewer) -> ResponseReturnValue:
    """Show what waits, and who comes today."""
    today = clock.today(timezone())
    day = (
        clock.midnight(today, timezone()),
        clock.midnight(today + timedelta(days=1), timezone()),
    )
    now, waiting = clock.now(), desk_of(session(), viewer, day=day)
    opened = emergencies_with(session(), viewer.client_ids, now)
    news = lately(session(), viewer)
    named: list[Any] = [*waiting.clients, *(one for one, _who in opened), *clients_in(news)]
    shown({one.client_id: one for one in reversed(named)}.values())
    return render_template("desk/desk.html", desk=waiting, now=now, emergencies=opened, news=news)


@door.get(
    "/clients/<uuid:client_id>",
    permission=Permission.CLIENT_READ,
    find=find_file,
    discloses=Kind.CLIENT_OPENED,
)
def client(viewer: Viewer, file: ClientFile) -> ResponseReturnValue:
    """Show one client: in words, what they shared, goals, reports, and what is agreed."""
    return client_page.page(viewer, file)


@door.post(
    "/clients/<uuid:client_id>/appointments",
    permission=Permission.APPOINTMENT_WRITE,
    find=find_file,
    discloses=Kind.CLIENT_OPENED,
)
def set_appointment(viewer: Viewer, file: ClientFile) -> ResponseReturnValue:
    """Note when the two meet next; an appointment that was next before is moved there."""
    form = AppointmentForm(zone=timezone())
    if not form.validate_on_submit():
        return make_response(client_page.page(viewer, file, appointment_form=form), 400)
    assert viewer.user_id is not None
    starts_at, place = form.starts_at, form.place.data
    current = file.next_with(viewer)
    if current is None:
        services.set_appointment(
            file.client, practitioner_id=viewer.user_id, starts_at=starts_at, place=place
        )
    else:
        services.move_appointment(
            current, actor_id=viewer.user_id, starts_at=starts_at, place=place
        )
    flash(_("The next appointment is set. Your client sees it too."))
    return _back_to(file)


@door.post(
    "/appointments/<uuid:appointment_id>/cancel",
    permission=Permission.APPOINTMENT_CANCEL,
    find=find_appointment,
    discloses=Shows.NOTHING,
)
def cancel_appointment(viewer: Viewer, appointment: Appointment) -> ResponseReturnValue:
    """Take an appointment out."""
    assert viewer.user_id is not None
    client_id = appointment.client_id
    services.cancel_appointment(appointment, actor_id=viewer.user_id)
    flash(_("The appointment is taken out."))
    return redirect(url_for(".client", client_id=client_id))


@door.post(
    "/clients/<uuid:client_id>/agreement",
    permission=Permission.APPOINTMENT_WRITE,
    find=find_file,
    discloses=Kind.CLIENT_OPENED,
)
def change_agreement(viewer: Viewer, file: ClientFile) -> ResponseReturnValue:
    """Write down how often and when the practitioner reads."""
    form = AgreementForm()
    if not form.validate_on_submit():
        return make_response(client_page.page(viewer, file, agreement_form=form), 400)
    services.change_agreement(file.care_with(viewer), agreement=form.agreement.data)
    flash(_("Your client now sees this above the page they write on."))
    return _back_to(file)


@door.get(
    "/clients/<uuid:client_id>/end",
    permission=Permission.CARE_END,
    find=find_file,
    discloses=Kind.CLIENT_OPENED,
)
def end(viewer: Viewer, file: ClientFile) -> ResponseReturnValue:
    """Say what ending care means, before it ends."""
    reviews = open_of(session(), file.id)
    return render_template("desk/end.html", client=file.client, reviews=reviews)


@door.post(
    "/clients/<uuid:client_id>/end",
    permission=Permission.CARE_END,
    find=find_file,
    discloses=Shows.NOTHING,
)
def end_care(viewer: Viewer, file: ClientFile) -> ResponseReturnValue:
    """End care: from the next click on, nothing of this client opens."""
    assert viewer.user_id is not None
    ending.end_care(session(), file.care_with(viewer), actor_id=viewer.user_id)
    flash(_("Care has ended. You open nothing of this client from now on, but your own records."))
    return redirect(url_for("practitioner_caseload.caseload"))


def _back_to(file: ClientFile) -> ResponseReturnValue:
    return redirect(url_for(".client", client_id=file.id))
