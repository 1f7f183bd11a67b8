"""Starting and ending care, appointments, and keeping a client's summary."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import EVERYTHING
from portal.access.scope import widen
from portal.access.viewer import Viewer
from portal.accounts import services as accounts
from portal.accounts.models import Invitation, User
from portal.accounts.queries import open_invitations_to
from portal.accounts.services import InvitationClosed, Invited
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.caseload import queries
from portal.caseload.going_on import appointments_to_come
from portal.caseload.models import Appointment, CareRelationship, CareRole, ClientSummary
from portal.caseload.summary import Standing, Summary
from portal.database import session_of


def invite_client(
    session: Session, practitioner: Viewer, *, email: str, name: str, agreement: str | None
) -> Invited:
    """Open a client's file and make the link that brings them in, in place of an older one.

    It is made alike for an address that has an account already: that shows when it is accepted.
    """
    assert practitioner.practice_id is not None
    assert practitioner.user_id is not None
    for older in open_invitations_to(session, practitioner.user_id, email):
        take_back_invitation(session, older, actor_id=practitioner.user_id)
    client = accounts.add_client(session, practitioner.practice_id, name=name)
    care = CareRelationship(
        practice_id=client.practice_id,
        client_id=client.id,
        practitioner_id=practitioner.user_id,
        role=CareRole.PRIMARY,
        invited_at=clock.now(),
        carried=EVERYTHING,
    )
    care.agreement = agreement or None
    session.add(care)
    invited = accounts.invite(
        session,
        client,
        email=email,
        author_id=practitioner.user_id,
        care_relationship_id=care.id,
    )
    _record(care, Kind.CLIENT_INVITED, practitioner.user_id)
    return invited


def start_care(session: Session, invitation: Invitation) -> None:
    """Start the care relationship that an accepted invitation belongs to, if it is a client's."""
    care = queries.care_of(session, invitation)
    if care is not None:
        care.started_at = clock.now()
        _record(care, Kind.CARE_STARTED, care.client_id)


def come_into_care(session: Session, invitation: Invitation, client: User) -> None:
    """Let somebody who has an account take an invitation up: they keep their file and their name.

    What was shared before is not carried along. The file that waited for them stays empty.
    """
    if not invitation.is_open(clock.now()):
        raise InvitationClosed
    widen(session, invitation.user_id)  # the agreement was sealed for the file that waited
    waiting = queries.care_of(session, invitation)
    assert waiting is not None
    accounts.use(invitation)
    if queries.care_between(session, client.id, waiting.practitioner_id) is None:
        care = CareRelationship(
            practice_id=client.practice_id,
            client_id=client.id,
            practitioner_id=waiting.practitioner_id,
            role=waiting.role,
            invited_at=waiting.invited_at,
            started_at=clock.now(),
        )
        care.agreement = waiting.agreement
        session.add(care)
        _record(care, Kind.CARE_STARTED, client.id)
    end_care(waiting, actor_id=client.id)


def decline_invitation(session: Session, invitation: Invitation, client: User) -> None:
    """Let somebody who has an account say no; whoever invited them sees that it is closed."""
    widen(session, invitation.user_id)
    take_back_invitation(session, invitation, actor_id=client.id)


def renew_invitation(session: Session, invitation: Invitation, *, actor_id: uuid.UUID) -> Invited:
    """Make a new link; the old one is void. Raises InvitationClosed where nobody waits for it."""
    care = queries.care_of(session, invitation)
    if care is not None and care.ended_at is not None:
        raise InvitationClosed
    return accounts.renew(session, invitation, actor_id=actor_id)


def take_back_invitation(session: Session, invitation: Invitation, *, actor_id: uuid.UUID) -> None:
    """Void an invitation that went astray. Raises InvitationClosed if somebody came in with it."""
    if invitation.used_at is not None:
        raise InvitationClosed
    accounts.void(invitation)
    care = queries.care_of(session, invitation)
    if care is not None and care.ended_at is None:
        end_care(care, actor_id=actor_id)


def end_care(care: CareRelationship, *, actor_id: uuid.UUID) -> None:
    """End a care relationship: the practitioner reads nothing more from the next click on.

    Appointments that were to come are taken out, and what the caseload summed up is gone.
    """
    session, moment = session_of(care), clock.now()
    care.ended_at, care.ended_by_id = moment, actor_id
    for appointment in appointments_to_come(session, care, moment):
        session.delete(appointment)
    summary = queries.summary_of(session, care)
    if summary is not None:
        session.delete(summary)
    _record(care, Kind.CARE_ENDED, actor_id)


def set_appointment(
    client: User, *, practitioner_id: uuid.UUID, starts_at: datetime, place: str | None
) -> Appointment:
    """Note when the two meet next."""
    appointment = Appointment(
        practice_id=client.practice_id,
        client_id=client.id,
        practitioner_id=practitioner_id,
        starts_at=starts_at,
    )
    appointment.place = place or None
    session_of(client).add(appointment)
    _record(appointment, Kind.APPOINTMENT_SET, practitioner_id)
    return appointment


def move_appointment(
    appointment: Appointment, *, actor_id: uuid.UUID, starts_at: datetime, place: str | None
) -> None:
    """Note that the two meet at another time or place."""
    appointment.starts_at, appointment.place = starts_at, place or None
    _record(appointment, Kind.APPOINTMENT_SET, actor_id)


def cancel_appointment(appointment: Appointment, *, actor_id: uuid.UUID) -> None:
    """Take an appointment out; nothing is set in its place."""
    _record(appointment, Kind.APPOINTMENT_SET, actor_id)
    session_of(appointment).delete(appointment)


def change_agreement(care: CareRelationship, *, agreement: str | None) -> None:
    """Write down how often and when the practitioner reads; it stands above the editor."""
    care.agreement = agreement or None
    _record(care, Kind.AGREEMENT_CHANGED, care.practitioner_id)


def keep_summary(session: Session, care: CareRelationship, summary: Summary) -> None:
    """Store what one practitioner's caseload shows of a client; their measures stay as they are."""
    row = _summary_row(session, care)
    measures = Summary.from_json(row.content).measures
    row.content, row.updated_at = replace(summary, measures=measures).to_json(), clock.now()


def keep_measures(
    session: Session,
    care: CareRelationship,
    measures: Iterable[Standing],
    *,
    instead_of: str | None,
) -> None:
    """Store where measures stand, instead of one of them by its slug, or instead of all."""
    row = _summary_row(session, care)
    summary = Summary.from_json(row.content)
    others = [one for one in summary.measures if instead_of not in {None, one.slug}]
    found = sorted([*others, *measures], key=lambda one: (one.name.casefold(), one.slug))
    row.content, row.updated_at = replace(summary, measures=tuple(found)).to_json(), clock.now()


def _summary_row(session: Session, care: CareRelationship) -> ClientSummary:
    row = queries.summary_of(session, care)
    if row is None:
        row = ClientSummary(
            practice_id=care.practice_id,
            client_id=care.client_id,
            care_relationship_id=care.id,
        )
        row.content, row.updated_at = Summary().to_json(), clock.now()
        session.add(row)
    return row


def _record(row: CareRelationship | Appointment, kind: Kind, actor_id: uuid.UUID) -> None:
    record(session_of(row), Happening(kind, row.practice_id, actor_id, row.client_id, row.id))
