"""Audit events in chains, one a client and one a practice; and the head of each chain."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.audit.catalogue import Kind
from portal.database import Base, PracticeOwned, stored_by_value


class AuditEvent(PracticeOwned, Base):
    """One thing that happened. Triggers refuse to change or delete it."""

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("chain_id", "previous_hash"),
        CheckConstraint("sequence >= 1", name="sequence_counts_from_one"),
        Index("ix_audit_event_client", "practice_id", "client_id", "at"),
    )

    chain_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[uuid.UUID | None]
    actor_id: Mapped[uuid.UUID | None]
    kind: Mapped[Kind] = mapped_column(stored_by_value(Kind))
    subject_id: Mapped[uuid.UUID | None]
    request_id: Mapped[str | None]
    at: Mapped[datetime]
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditHead(PracticeOwned, Base):
    """The last event of a chain, moved by a trigger: a cut tail shows as a head without a body."""

    __tablename__ = "audit_head"

    chain_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
