"""Telling the owner of an account what was done: in the record, and by a mail without content."""

import uuid

from sqlalchemy.orm import Session

from portal.access.viewer import Role
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.notices.services import post_words


def tell(
    session: Session, user: User, kind: Kind, subject_id: uuid.UUID, *, by_practice: bool = False
) -> None:
    """Record what somebody, or the practice for them, did with their second factors."""
    actor_id = None if by_practice else user.id
    client_id = user.id if user.role is Role.CLIENT else None
    record(session, Happening(kind, user.practice_id, actor_id, client_id, subject_id))
    post_words(session, user.practice_id, user.email, "notices/sign_in_changed.txt")
