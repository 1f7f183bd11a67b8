"""Questions about care: who treats whom, who is on a caseload, when they meet next."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.viewer import Role, Viewer
from portal.accounts import queries as accounts
from portal.accounts.models import Invitation, User
from portal.accounts.queries import keeps_consent
from portal.caseload.models import Appointment, CareRelationship, ClientSummary
from portal.vault.sealed import vault_of

CONSENT_VERSION = 1
MANY = 1000  # more clients than anybody has; a list must end somewhere


class CaseloadRow(NamedTuple):
    """A client on a caseload. `summary` is missing while the invitation is open."""

    client: User
    care: CareRelationship
    summary: ClientSummary | None
    next_appointment_at: datetime | None

    @property
    def practice_id(self) -> uuid.UUID:
        return self.client.practice_id

    @property
    def client_id(self) -> uuid.UUID:
        return self.client.id

    @property
    def id(self) -> uuid.UUID:
        return self.client.id


def caseload(session: Session, practitioner: Viewer, now: datetime) -> list[CaseloadRow]:
    """Return the practitioner's clients, invited ones included, ended ones not.

    Reads one sealed summary a client, never their history.
    """
    vault_of(session).prefetch(practitioner.file_ids)
    next_at = (
        select(func.min(Appointment.starts_at))
        .where(
            Appointment.practice_id == CareRelationship.practice_id,
            Appointment.client_id == CareRelationship.client_id,
            Appointment.practitioner_id == CareRelationship.practitioner_id,
            Appointment.starts_at >= now,
        )
        .correlate(CareRelationship)
        .scalar_subquery()
    )
    rows = session.execute(
        select(User, CareRelationship, ClientSummary, next_at)
        .join(CareRelationship, CareRelationship.client_id == User.id)
        .outerjoin(ClientSummary, ClientSummary.care_relationship_id == CareRelationship.id)
        .where(
            CareRelationship.practitioner_id == practitioner.user_id,
            CareRelationship.ended_at.is_(None),
            keeps_consent(CareRelationship.client_id),
        )
        .order_by(CareRelationship.invited_at, CareRelationship.id)
        .limit(MANY)
    ).all()
    return [CaseloadRow(*row) for row in rows]


def count_of_withdrawn(session: Session, practitioner: Viewer) -> int:
    """Return how many of the practitioner's clients have taken their consent back for now."""
    counted = select(func.count()).where(
        CareRelationship.practitioner_id == practitioner.user_id,
        CareRelationship.ended_at.is_(None),
        ~keeps_consent(CareRelationship.client_id),
    )
    return session.scalars(counted.select_from(CareRelationship)).one()


def find_client(session: Session, client_id: uuid.UUID) -> User | None:
    """Return a client, whoever asks; the Door decides."""
    return session.scalars(
        select(User).where(User.id == client_id, User.role == Role.CLIENT)
    ).one_or_none()


def care_between(
    session: Session, client_id: uuid.UUID, practitioner_id: uuid.UUID
) -> CareRelationship | None:
    """Return the care relationship of the two that has not ended."""
    return session.scalars(
        select(CareRelationship).where(
            CareRelationship.client_id == client_id,
            CareRelationship.practitioner_id == practitioner_id,
            CareRelationship.ended_at.is_(None),
        )
    ).one_or_none()


def care_of(session: Session, invitation: Invitation) -> CareRelationship | None:
    """Return the care relationship that an invitation is for; a colleague's is for none."""
    return session.scalars(
        select(CareRelationship).where(CareRelationship.id == invitation.care_relationship_id)
    ).one_or_none()


def summary_of(session: Session, care: CareRelationship) -> ClientSummary | None:
    """Return what is kept of a client for the caseload of one practitioner."""
    return session.scalars(
        select(ClientSummary).where(ClientSummary.care_relationship_id == care.id)
    ).one_or_none()


def practitioners_of(
    session: Session, client_id: uuid.UUID
) -> Sequence[tuple[CareRelationship, User]]:
    """Return a client's practitioners now, with the care relationship, longest first."""
    return [
        (care, practitioner)
        for care, practitioner in session.execute(
            select(CareRelationship, User)
            .join(User, User.id == CareRelationship.practitioner_id)
            .where(
                CareRelationship.client_id == client_id,
                CareRelationship.started_at.is_not(None),
                CareRelationship.ended_at.is_(None),
            )
            .order_by(CareRelationship.started_at)
        )
    ]


def coming_appointments(
    session: Session, client_id: uuid.UUID, now: datetime, limit: int = 6
) -> Sequence[tuple[Appointment, User]]:
    """Return a client's coming appointments, with whom, soonest first."""
    rows = session.execute(
        select(Appointment, User)
        .join(User, User.id == Appointment.practitioner_id)
        .where(Appointment.client_id == client_id, Appointment.starts_at >= now)
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(limit)
    ).all()
    return [(appointment, practitioner) for appointment, practitioner in rows]


def next_appointment(session: Session, client_id: uuid.UUID, now: datetime) -> Appointment | None:
    """Return a client's next appointment."""
    coming = coming_appointments(session, client_id, now, limit=1)
    return coming[0][0] if coming else None


def find_appointment(session: Session, appointment_id: uuid.UUID) -> Appointment | None:
    """Return an appointment, whoever asks; the Door decides."""
    return session.scalars(
        select(Appointment).where(Appointment.id == appointment_id)
    ).one_or_none()


def colleagues(session: Session) -> Sequence[User]:
    """Return the practitioners and admins who work here now."""
    return session.scalars(
        select(User)
        .where(User.role != Role.CLIENT, User.active)
        .order_by(User.created_at, User.id)
        .limit(MANY)
    ).all()


def unanswered(session: Session, practitioner: Viewer) -> Sequence[tuple[Invitation, User]]:
    """Return whom a practitioner invited and who has not come in yet, the newest first."""
    assert practitioner.user_id is not None
    vault_of(session).prefetch(practitioner.invited_ids)
    return accounts.invitations_by(session, practitioner.user_id)
