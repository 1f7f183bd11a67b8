"""Questions about what the practice has stated of licences."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.viewer import Role
from portal.accounts.models import User
from portal.measures.licences.models import LicenceStatement

MANY = 100


def statements(session: Session) -> Sequence[LicenceStatement]:
    """Return what the practice states now, the latest first; what was taken back is not there."""
    return session.scalars(
        select(LicenceStatement)
        .where(LicenceStatement.taken_back_at.is_(None))
        .order_by(LicenceStatement.stated_at.desc(), LicenceStatement.id.desc())
        .limit(MANY)
    ).all()


def admins_alone(session: Session, practice_id: uuid.UUID) -> None:
    """Let no other admin of the practice state anything until this commits."""
    admins = select(User.id).where(User.practice_id == practice_id, User.role == Role.ADMIN)
    session.scalars(admins.order_by(User.id).with_for_update(key_share=True)).all()
