"""Questions about care: who treats whom, who is on a caseload, when they meet next."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.access.viewer import Role, Viewer
from portal.accounts.models import User
from portal.caseload.models import Appointment, CareRelationship, ClientSummary

CONSENT_VERSION = 1


def user_and_viewer(session: Session, uniquifier: str) -> tuple[User, Viewer] | None:
    """Return the active account behind a sign-in, and its viewer, in one statement."""
    rows = session.execute(
        select(User, CareRelationship)
        .outerjoin(
            CareRelationship,
            and_(
                or_(
                    CareRelationship.practitioner_id == User.id,
                    CareRelationship.client_id == User.id,
                ),
                CareRelationship.ended_at.is_(None),
            ),
        )
        .where(User.fs_uniquifier == uniquifier, User.active)
    ).all()
    if not rows:
        return None
    return rows[0][0], _viewer(rows[0][0], [care for _, care in rows if care is not None])


def _viewer(user: User, care: list[CareRelationship]) -> Viewer:
    started = [one for one in care if one.started_at is not None]
    if user.role is Role.CLIENT:
        return Viewer(
            user_id=user.id,
            practice_id=user.practice_id,
            role=user.role,
            client_ids=frozenset({user.id}),
            practitioner_ids=frozenset(one.practitioner_id for one in started),
            has_consented=user.consent_version >= CONSENT_VERSION,
        )
    return Viewer(
        user_id=user.id,
        practice_id=user.practice_id,
        role=user.role,
        client_ids=frozenset(one.client_id for one in started),
        invited_ids=frozenset(one.client_id for one in care if one.started_at is None),
        has_consented=True,
    )


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


def caseload(session: Session, practitioner_id: uuid.UUID, now: datetime) -> list[CaseloadRow]:
    """Return the practitioner's clients, invited ones included, ended ones not."""
    next_at = (
        select(func.min(Appointment.starts_at))
        .where(
            Appointment.practice_id == CareRelationship.practice_id,
            Appointment.client_id == CareRelationship.client_id,
            Appointment.starts_at >= now,
        )
        .correlate(CareRelationship)
        .scalar_subquery()
    )
    rows = session.execute(
        select(User, CareRelationship, ClientSummary, next_at)
        .join(CareRelationship, CareRelationship.client_id == User.id)
        .outerjoin(ClientSummary, ClientSummary.client_id == User.id)
        .where(
            CareRelationship.practitioner_id == practitioner_id,
            CareRelationship.ended_at.is_(None),
        )
    ).all()
    return [CaseloadRow(*row) for row in rows]


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


def next_appointments(
    session: Session, practitioner_id: uuid.UUID, now: datetime, limit: int = 12
) -> Sequence[Appointment]:
    """Return the practitioner's coming appointments, soonest first."""
    return session.scalars(
        select(Appointment)
        .where(Appointment.practitioner_id == practitioner_id, Appointment.starts_at >= now)
        .order_by(Appointment.starts_at)
        .limit(limit)
    ).all()


def next_appointment(
    session: Session, client_id: uuid.UUID, now: datetime
) -> Appointment | None:
    """Return a client's next appointment."""
    return session.scalars(
        select(Appointment)
        .where(Appointment.client_id == client_id, Appointment.starts_at >= now)
        .order_by(Appointment.starts_at)
        .limit(1)
    ).one_or_none()


def appointments_in(
    session: Session, client_id: uuid.UUID, start: datetime, end: datetime
) -> Sequence[Appointment]:
    """Return a client's appointments from `start` up to, not including, `end`."""
    return session.scalars(
        select(Appointment)
        .where(
            Appointment.client_id == client_id,
            Appointment.starts_at >= start,
            Appointment.starts_at < end,
        )
        .order_by(Appointment.starts_at)
    ).all()


def colleagues(session: Session) -> Sequence[User]:
    """Return the practice's practitioners and admins."""
    return session.scalars(
        select(User).where(User.role != Role.CLIENT).order_by(User.created_at)
    ).all()
