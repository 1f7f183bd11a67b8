"""Questions about care: who treats whom, who is on a caseload, when they meet next."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import Part, Reach
from portal.access.viewer import Role, Viewer
from portal.accounts import queries as accounts
from portal.accounts.models import WITHDRAWN, Invitation, User
from portal.accounts.queries import keeps_consent
from portal.caseload.entrusted import may_hold_something, with_what_is_entrusted
from portal.caseload.models import Appointment, CareRelationship, ClientSummary
from portal.database import Moment
from portal.sign_in.devices.lifetimes import Device
from portal.sign_in.devices.models import DeviceSession
from portal.sign_in.devices.queries import DEVICE, has_token
from portal.sign_in.factors.queries import has_second_factor
from portal.vault.sealed import vault_of

CONSENT_VERSION = 1
MANY = 1000  # more clients than anybody has; a list must end somewhere


class Care(NamedTuple):
    """What a viewer is made of: who is in care with whom, since when, and what came along."""

    client_id: uuid.UUID
    practitioner_id: uuid.UUID
    started_at: datetime | None
    carried: frozenset[Part]


CARE = 2 + len(DEVICE)
"""Where in a row of the statement below the care begins."""

# Built once, as every request begins with it.
_BEHIND_A_SIGN_IN = (
    select(
        User,
        has_second_factor(),
        *DEVICE,
        CareRelationship.client_id,
        CareRelationship.practitioner_id,
        CareRelationship.started_at,
        CareRelationship.carried,
    )
    .add_columns(may_hold_something(bindparam("moment", type_=Moment)).label("may_hold"))
    .join(DeviceSession, and_(DeviceSession.user_id == User.id, has_token(bindparam("token_hash"))))
    .outerjoin(
        CareRelationship,
        and_(
            or_(
                CareRelationship.practitioner_id == User.id,
                CareRelationship.client_id == User.id,
            ),
            CareRelationship.ended_at.is_(None),
            keeps_consent(CareRelationship.client_id),
        ),
    )
    .where(User.fs_uniquifier == bindparam("uniquifier"), User.active)
)


def user_and_viewer(
    session: Session, uniquifier: str, token_hash: bytes
) -> tuple[User, Viewer] | None:
    """Return the active account behind a sign-in that goes on, and its viewer, in one statement."""
    moment = clock.now()
    behind = {"uniquifier": uniquifier, "token_hash": token_hash, "moment": moment}
    rows: Sequence[Any] = session.execute(_BEHIND_A_SIGN_IN, behind).all()
    if not rows:
        return None
    user, has_factor, *device = rows[0][:CARE]
    care = [Care(*row[CARE:-1]) for row in rows if row[CARE] is not None]
    known = replace(_viewer(user, care), has_second_factor=has_factor)
    if rows[0].may_hold:
        known = with_what_is_entrusted(session, known, moment)
    viewer = Device(*device).of(known, token_hash, moment)
    return None if viewer is None else (user, viewer)


def _viewer(user: User, care: list[Care]) -> Viewer:
    started = [one for one in care if one.started_at is not None]
    if user.role is Role.CLIENT:
        return Viewer(
            user_id=user.id,
            practice_id=user.practice_id,
            role=user.role,
            client_ids=frozenset({user.id}),
            practitioner_ids=frozenset(one.practitioner_id for one in started),
            reach={one.practitioner_id: _reach(one) for one in started},
            has_consented=user.consent_version >= CONSENT_VERSION,
            has_withdrawn=user.consent_version == WITHDRAWN,
        )
    return Viewer(
        user_id=user.id,
        practice_id=user.practice_id,
        role=user.role,
        client_ids=frozenset(one.client_id for one in started),
        reach={one.client_id: _reach(one) for one in started},
        invited_ids=frozenset(one.client_id for one in care if one.started_at is None),
        has_consented=True,
    )


def _reach(care: Care) -> Reach:
    assert care.started_at is not None
    return Reach(care.started_at, care.carried)


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


def appointments_of_day(
    session: Session, practitioner: Viewer, start: datetime, end: datetime
) -> Sequence[tuple[Appointment, User]]:
    """Return whom a practitioner meets from `start` up to, not including, `end`, soonest first."""
    rows = session.execute(
        select(Appointment, User)
        .join(User, User.id == Appointment.client_id)
        .where(
            Appointment.practitioner_id == practitioner.user_id,
            Appointment.starts_at >= start,
            Appointment.starts_at < end,
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(MANY)
    ).all()
    return [(appointment, client) for appointment, client in rows]


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
