"""What a practitioner keeps of clients in care no more: whose records, and until when."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import widen
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.caseload.models import CareRelationship

MANY = 1000  # more clients than anybody ever had; a list must end somewhere


class Ended(NamedTuple):
    """Care that has ended, and until when its practitioner keeps their own records of it."""

    care: CareRelationship
    kept_until: datetime

    @property
    def id(self) -> uuid.UUID:
        return self.care.id

    @property
    def practice_id(self) -> uuid.UUID:
        return self.care.practice_id

    @property
    def client_id(self) -> uuid.UUID:
        return self.care.client_id

    @property
    def practitioner_id(self) -> uuid.UUID:
        return self.care.practitioner_id


class AskedFor(NamedTuple):
    """A record that is asked for, by its id, in care that has ended."""

    ended: Ended
    id: uuid.UUID

    @property
    def practice_id(self) -> uuid.UUID:
        return self.ended.practice_id

    @property
    def client_id(self) -> uuid.UUID:
        return self.ended.client_id

    @property
    def practitioner_id(self) -> uuid.UUID:
        return self.ended.practitioner_id


class Former(NamedTuple):
    """Care that has ended, with the client it was with."""

    ended: Ended
    client: User


def years_kept() -> int:
    """Return for how many years after its end a practitioner can read their records of care."""
    years: int = current_app.extensions["settings"].retention_years
    return years


def find_ended(session: Session, care_id: uuid.UUID) -> Ended | None:
    """Return care that has ended, while its records are kept, whoever asks; the Door decides."""
    care = session.scalars(
        select(CareRelationship).where(
            CareRelationship.id == care_id,
            CareRelationship.started_at.is_not(None),
            CareRelationship.ended_at.is_not(None),
        )
    ).one_or_none()
    return None if care is None else _kept(care)


def find_in_records(session: Session, care_id: uuid.UUID, record_id: uuid.UUID) -> AskedFor | None:
    """Return the care in which a record is asked for; the file itself is not opened yet."""
    ended = find_ended(session, care_id)
    return None if ended is None else AskedFor(ended, record_id)


def client_of(session: Session, ended: Ended) -> User:
    """Return the client, whose file this session may open from here on.

    Ask only for a practitioner who treated them: what of the file is theirs to read, the queries
    after this say, and they say it by the author.
    """
    widen(session, ended.client_id)
    return session.scalars(select(User).where(User.id == ended.client_id)).one()


def former_clients(session: Session, practitioner: Viewer) -> list[Former]:
    """Return whose records a practitioner keeps and who is not in care with them, latest first."""
    care = session.scalars(
        select(CareRelationship)
        .where(
            CareRelationship.practitioner_id == practitioner.user_id,
            CareRelationship.started_at.is_not(None),
            CareRelationship.ended_at.is_not(None),
            CareRelationship.client_id.not_in(practitioner.client_ids),
        )
        .order_by(CareRelationship.ended_at.desc(), CareRelationship.id)
        .limit(MANY)
    ).all()
    kept = [ended for ended in map(_kept, care) if ended is not None]
    return [Former(ended, one) for ended, one in _with_clients(session, kept)]


def _with_clients(session: Session, kept: Sequence[Ended]) -> list[tuple[Ended, User]]:
    latest = {ended.client_id: ended for ended in reversed(kept)}
    widen(session, *latest)
    people = {one.id: one for one in session.scalars(select(User).where(User.id.in_(latest)))}
    return [(ended, people[ended.client_id]) for ended in kept if latest[ended.client_id] is ended]


def _kept(care: CareRelationship) -> Ended | None:
    assert care.ended_at is not None
    until = clock.years_after(care.ended_at, years_kept())
    return Ended(care, until) if clock.now() < until else None
