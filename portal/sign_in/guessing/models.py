"""How often somebody tried, apart from the accounts: it is kept for addresses that nobody has."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, stored_by_value
from portal.sign_in.guessing.budgets import Guess


class Throttle(Base):
    """How often something was tried in a row, and until when nothing more is tried.

    The key is a keyed hash of an address or a network: the table names nobody. It belongs to no
    practice, because addresses that nobody has are counted like any other.
    """

    __tablename__ = "throttle"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries_are_counted"),
        Index("ix_throttle_age", "kind", "last_at"),
    )

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    kind: Mapped[Guess] = mapped_column(stored_by_value(Guess))
    tries: Mapped[int]
    began_at: Mapped[datetime]
    last_at: Mapped[datetime]
    closed_until: Mapped[datetime | None]
