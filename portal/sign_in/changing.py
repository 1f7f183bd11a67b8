"""Choosing another password while signed in: whoever came in with the old one is out."""

import uuid

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.sign_in.devices.services import end_all_but
from portal.sign_in.factors.telling import tell


def change_password(session: Session, user: User, *, password_hash: str) -> None:
    """Set another password. Every sign-in ends, and every one that is half-way."""
    user.password, user.fs_uniquifier = password_hash, uuid.uuid4().hex
    end_all_but(session, user.id, device_id=None)
    tell(session, user, Kind.PASSWORD_RESET, user.id)
