"""Questions about care over time: what goes on, what has been, what ends with it."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.caseload.models import Appointment, CareRelationship

EVER = 1000  # more people than anybody was ever in care with; a list must end somewhere


class InCare(NamedTuple):
    """A care relationship, and the practitioner it is with."""

    relationship: CareRelationship
    practitioner: User

    @property
    def client_id(self) -> uuid.UUID:
        return self.relationship.client_id


def care_going_on(session: Session, client_id: uuid.UUID) -> Sequence[CareRelationship]:
    """Return a client's care relationships that have started and not ended, longest first."""
    return session.scalars(
        select(CareRelationship)
        .where(
            CareRelationship.client_id == client_id,
            CareRelationship.started_at.is_not(None),
            CareRelationship.ended_at.is_(None),
        )
        .order_by(CareRelationship.started_at)
    ).all()


def find_going_on(session: Session, care_id: uuid.UUID) -> InCare | None:
    """Return a care relationship that has started and not ended, whoever asks."""
    row = session.execute(
        select(CareRelationship, User)
        .join(User, User.id == CareRelationship.practitioner_id)
        .where(
            CareRelationship.id == care_id,
            CareRelationship.started_at.is_not(None),
            CareRelationship.ended_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else InCare(*row)


def appointments_to_come(
    session: Session, care: CareRelationship, now: datetime
) -> Sequence[Appointment]:
    """Return the coming appointments of the two in a care relationship, soonest first."""
    return session.scalars(
        select(Appointment)
        .where(
            Appointment.client_id == care.client_id,
            Appointment.practitioner_id == care.practitioner_id,
            Appointment.starts_at >= now,
        )
        .order_by(Appointment.starts_at)
    ).all()


def care_history(session: Session, client_id: uuid.UUID) -> Sequence[tuple[CareRelationship, User]]:
    """Return everybody who was ever in care with a client, now first, then the latest ended."""
    rows = session.execute(
        select(CareRelationship, User)
        .join(User, User.id == CareRelationship.practitioner_id)
        .where(CareRelationship.client_id == client_id, CareRelationship.started_at.is_not(None))
        .order_by(
            CareRelationship.ended_at.is_not(None),
            CareRelationship.ended_at.desc(),
            CareRelationship.started_at,
        )
        .limit(EVER)
    ).all()
    return [(care, practitioner) for care, practitioner in rows]
