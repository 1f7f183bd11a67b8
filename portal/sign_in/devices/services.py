"""Opening and ending sign-ins: whoever changes how they come in ends those elsewhere (R13)."""

import secrets
import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Role, Viewer
from portal.accounts.models import User
from portal.accounts.queries import token_hash
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.sign_in.devices.lifetimes import ABSOLUTE, lasts_until
from portal.sign_in.devices.models import DeviceSession
from portal.sign_in.devices.queries import has_token, signed_in_at

KEPT_FOR = ABSOLUTE + timedelta(days=1)
"""How long after a sign-in its row is of any use."""


def new_token() -> str:
    """Return 256 random bits, for the browser alone to keep."""
    return secrets.token_urlsafe(32)


def open_device(session: Session, user: User, *, token: str, label: str) -> DeviceSession:
    """Make the row of a sign-in that has just succeeded; rows long over are cleared away."""
    moment = clock.now()
    session.execute(
        delete(DeviceSession).where(
            DeviceSession.user_id == user.id, DeviceSession.signed_in_at < moment - KEPT_FOR
        ),
        execution_options={"synchronize_session": False},
    )
    device = DeviceSession(
        practice_id=user.practice_id,
        user_id=user.id,
        file_id=user.id if user.role is Role.CLIENT else None,
        role=user.role,
        token_hash=token_hash(token),
        signed_in_at=moment,
        seen_at=moment,
        confirmed_at=moment,
    )
    device.label = label
    session.add(device)
    return device


def confirm_device(session: Session, *, token: str, fresh_token: str) -> bool:
    """Note that the owner proved who they are, and replace the token. False if it is over.

    The old token opens pages for some seconds more, since other tabs may be on their way with it.
    """
    fresh = {
        "token_hash": token_hash(fresh_token),
        "former_hash": DeviceSession.token_hash,  # as it was before this statement
        "confirmed_at": clock.now(),
    }
    done = session.execute(
        update(DeviceSession)
        .where(has_token(token_hash(token)))
        .values(fresh)
        .returning(DeviceSession.id),
        execution_options={"synchronize_session": False},
    )
    return done.first() is not None


def end_by_token(session: Session, token: str) -> None:
    """End the sign-in of a token; where there is none, there is nothing to end."""
    _end(session, has_token(token_hash(token)))


def end_device(session: Session, device_id: uuid.UUID) -> None:
    """End one sign-in: the next click there asks to sign in again."""
    _end(session, DeviceSession.id == device_id)


def end_all_but(session: Session, user_id: uuid.UUID, *, device_id: uuid.UUID | None) -> None:
    """End every sign-in of somebody but one, or all of them where `device_id` is None."""
    others = [] if device_id is None else [DeviceSession.id != device_id]
    _end(session, DeviceSession.user_id == user_id, *others)


def sign_out(session: Session, user: User, device: DeviceSession) -> None:
    """End a sign-in at its owner's wish; a client finds it in their record."""
    end_device(session, device.id)
    _record_elsewhere(session, user, device.id)


def sign_out_elsewhere(session: Session, user: User, *, device_id: uuid.UUID | None) -> None:
    """End every other sign-in at its owner's wish."""
    end_all_but(session, user.id, device_id=device_id)
    _record_elsewhere(session, user, user.id)


def _record_elsewhere(session: Session, user: User, subject_id: uuid.UUID) -> None:
    client_id = user.id if user.role is Role.CLIENT else None
    kind = Kind.SIGNED_OUT_ELSEWHERE
    record(session, Happening(kind, user.practice_id, user.id, client_id, subject_id))


def stay(session: Session, viewer: Viewer, moment: datetime) -> Viewer:
    """Note that the viewer is there; return the viewer with the new end of the sign-in."""
    assert viewer.device_id is not None
    assert viewer.role is not None
    note_seen(session, viewer.device_id, moment)
    since = signed_in_at(session, viewer.device_id)
    until = lasts_until(viewer.role, signed_in_at=since, seen_at=moment)
    return replace(viewer, seen_at=moment, lasts_until=until)


def note_seen(session: Session, device_id: uuid.UUID, moment: datetime) -> None:
    """Write down that somebody was there at `moment`; a sign-in that was ended stays ended."""
    session.execute(
        update(DeviceSession)
        .where(
            DeviceSession.id == device_id,
            DeviceSession.ended_at.is_(None),
            DeviceSession.seen_at < moment,
        )
        .values(seen_at=moment),
        execution_options={"synchronize_session": False},
    )


def _end(session: Session, *which: ColumnElement[bool]) -> None:
    session.execute(
        update(DeviceSession)
        .where(DeviceSession.ended_at.is_(None), *which)
        .values(ended_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
