"""Questions about sign-ins: which row a token belongs to, and where somebody is signed in now."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.access.viewer import Role
from portal.sign_in.devices.lifetimes import ABSOLUTE, IDLE
from portal.sign_in.devices.models import DeviceSession

DEVICE = (
    DeviceSession.id,
    DeviceSession.token_hash,
    DeviceSession.signed_in_at,
    DeviceSession.seen_at,
    DeviceSession.confirmed_at,
)
"""What every request reads of a sign-in, in the order of `Device`."""

MANY = 100  # more places than anybody is signed in at; a list must end somewhere


def has_token(token_hash: Any) -> ColumnElement[bool]:
    """Tell whether a row is the sign-in of a token, and was not ended."""
    return and_(
        DeviceSession.ended_at.is_(None),
        or_(DeviceSession.token_hash == token_hash, DeviceSession.former_hash == token_hash),
    )


def live_devices(
    session: Session, user_id: uuid.UUID, role: Role, now: datetime
) -> Sequence[DeviceSession]:
    """Return where somebody is signed in now, the latest seen first."""
    return session.scalars(
        select(DeviceSession)
        .where(
            DeviceSession.user_id == user_id,
            DeviceSession.ended_at.is_(None),
            DeviceSession.seen_at > now - IDLE[role],
            DeviceSession.signed_in_at > now - ABSOLUTE,
        )
        .order_by(DeviceSession.seen_at.desc(), DeviceSession.id.desc())
        .limit(MANY)
    ).all()


def signed_in_at(session: Session, device_id: uuid.UUID) -> datetime:
    """Return when a sign-in began."""
    return session.scalars(
        select(DeviceSession.signed_in_at).where(DeviceSession.id == device_id)
    ).one()


def find_device(session: Session, device_id: uuid.UUID) -> DeviceSession | None:
    """Return a sign-in, whoever asks; the Door decides."""
    return session.scalars(select(DeviceSession).where(DeviceSession.id == device_id)).one_or_none()
