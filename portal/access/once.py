"""One-time keys of forms: a form sent twice does its work once and answers the same both times."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal import clock
from portal.database import Base, PracticeOwned, reference


class SpentKey(PracticeOwned, Base):
    """A key that was used, and where its answer led."""

    __tablename__ = "spent_key"

    user_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    location: Mapped[str]
    spent_at: Mapped[datetime]


def answer_given(session: Session, user_id: uuid.UUID, key: str) -> str | None:
    """Return where the first use of `key` led, or None while it is unused."""
    return session.scalars(
        select(SpentKey.location).where(SpentKey.user_id == user_id, SpentKey.key == key)
    ).one_or_none()


def spend(
    session: Session, practice_id: uuid.UUID, user_id: uuid.UUID, key: str, location: str
) -> None:
    """Remember that `key` was used; a second use at the same moment fails at flush."""
    session.add(
        SpentKey(
            practice_id=practice_id,
            user_id=user_id,
            key=key,
            location=location,
            spent_at=clock.now(),
        )
    )
