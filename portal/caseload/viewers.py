"""Who asks: the account behind a sign-in that goes on, and what it may see, in one statement."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import Part, Reach
from portal.access.viewer import Role, Viewer
from portal.accounts.models import WITHDRAWN, User
from portal.accounts.queries import keeps_consent
from portal.caseload.entrusted import may_hold_something, with_what_is_entrusted
from portal.caseload.models import CareRelationship
from portal.caseload.queries import CONSENT_VERSION
from portal.database import Moment
from portal.sign_in.devices.lifetimes import Device
from portal.sign_in.devices.models import DeviceSession
from portal.sign_in.devices.queries import DEVICE, has_token
from portal.sign_in.factors.queries import has_second_factor


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
    .join(
        DeviceSession,
        and_(DeviceSession.user_id == User.id, DeviceSession.role == User.role),
    )
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
    .where(
        User.fs_uniquifier == bindparam("uniquifier"),
        User.active,
        has_token(bindparam("token_hash")),
    )
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
