"""Wrapped keys: one a practice, and two a client (the file, and private notes about them)."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, ClientOwned, Identified, PracticeOwned, stored_by_value


class Lane(StrEnum):
    """Which of a client's two keys: what client and practitioner share, or the private notes."""

    FILE = "file"
    PRIVATE_NOTES = "private_notes"


class PracticeKey(Identified, PracticeOwned, Base):
    """A practice's key, wrapped by a root key. It wraps client keys and seals staff names."""

    __tablename__ = "practice_key"

    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class ClientKey(Identified, ClientOwned, Base):
    """A client's key, wrapped by the practice's. Erasing a client destroys it, never the row."""

    __tablename__ = "client_key"
    __table_args__ = (UniqueConstraint("client_id", "lane"),)

    lane: Mapped[Lane] = mapped_column(stored_by_value(Lane))
    practice_key_id: Mapped[uuid.UUID]
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]

    @classmethod
    def entrusted(cls, client_ids: Any, thing_ids: Any) -> ColumnElement[bool]:
        """Say which keys may be loaded: those that open what is entrusted, never private notes."""
        return cls.client_id.in_(client_ids) & (cls.lane == Lane.FILE)
