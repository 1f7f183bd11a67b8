"""The page about one client, with the forms on it as they stand or as they were refused."""

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.access.door import session
from portal.access.viewer import Viewer
from portal.caseload.forms import AgreementForm, AppointmentForm
from portal.caseload.models import Appointment
from portal.desk.measured import is_worth_a_conversation, measure_lines
from portal.desk.phrases import coming, on_day
from portal.desk.queries import ClientFile
from portal.journey.queries import goals_apart
from portal.reflections.queries import shared_of
from portal.reports.queries import own_and_brought
from portal.safety.queries import reviews_of
from portal.web.templating import day_long, timezone
from portal.web.words import number, sentence

LATEST = 20


def page(
    viewer: Viewer,
    file: ClientFile,
    *,
    appointment_form: AppointmentForm | None = None,
    agreement_form: AgreementForm | None = None,
) -> str:
    """Render the page; a form that was refused comes back as it was sent."""
    assert viewer.user_id is not None
    care, next_one = file.care_with(viewer), file.next_with(viewer)
    ongoing, ended = goals_apart(session(), file.id, care.reach)
    reports, brought = own_and_brought(session(), file.id, care.reach, reader_id=viewer.user_id)
    return render_template(
        "desk/client.html",
        client=file.client,
        care=care,
        overview=overview(viewer, file),
        reflections=shared_of(session(), file.id, care.reach, limit=LATEST),
        latest=LATEST,
        measures=measure_lines(file.summary_for(viewer)),
        talk=is_worth_a_conversation(file.summary_for(viewer)),
        goals=ongoing,
        ended_goals=len(ended),
        reviews=reviews_of(session(), file.id, care.reach),
        reports=reports,
        brought=brought,
        next_appointment=next_one,
        appointment_form=appointment_form or _as_it_stands(next_one),
        agreement_form=agreement_form or AgreementForm(formdata=None, agreement=care.agreement),
    )


def _as_it_stands(appointment: Appointment | None) -> AppointmentForm:
    if appointment is None:
        return AppointmentForm(zone=timezone(), formdata=None)
    local = clock.local(appointment.starts_at, timezone())
    return AppointmentForm(
        zone=timezone(),
        formdata=None,
        day=local.date(),
        at=local.time(),
        place=appointment.place,
    )


def overview(viewer: Viewer, file: ClientFile) -> list[str]:
    """Say in a few sentences where things stand."""
    care, next_one = file.care_with(viewer), file.next_with(viewer)
    summary = file.summary_for(viewer)
    began = care.started_at or care.invited_at
    sentences = [_("In care with you here since %(day)s.", day=day_long(began))]
    if summary.last_word_at is None:
        sentences.append(_("Nothing has been shared yet."))
    else:
        sentences.append(_("The last word came %(day)s.", day=on_day(summary.last_word_at)))
    if count := len(summary.intents) + summary.replies:
        things = ngettext("One thing waits.", "%(many)s things wait.", count, many=number(count))
        sentences.append(sentence(things))
    if next_one is None:
        sentences.append(_("No appointment is set."))
    else:
        sentences.append(_("You meet %(day)s.", day=coming(next_one.starts_at)))
    return sentences
