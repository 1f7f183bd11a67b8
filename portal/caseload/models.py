"""Care relationships, appointments, and one sealed summary for each relationship."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Dialect, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from portal.access.reach import Part, Reach
from portal.database import (
    Base,
    ClientOwned,
    Identified,
    PracticeOwned,
    reference,
    stored_by_value,
)
from portal.vault.sealed import SealedBytes, SealedJson, SealedOptionalText
from portal.vault.vault import Owner


class CareRole(StrEnum):
    """What a practitioner is to a client."""

    PRIMARY = "primary"


class Parts(TypeDecorator[frozenset[Part]]):
    """A set of parts of a file, stored as their names with spaces between."""

    impl = String(80)
    cache_ok = True

    def process_bind_param(self, value: frozenset[Part] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Part] | None:
        return None if value is None else frozenset(map(Part, value.split()))


class CareRelationship(Identified, PracticeOwned, Base):
    """A client in care with a practitioner: invited, then started, then ended.

    `carried` is what of the time before it may be seen: everything where there was none, else what
    the client let come along. Not ClientOwned: the row guard itself is fed from here.
    """

    __tablename__ = "care_relationship"
    __table_args__ = (
        Index("ix_care_relationship_practitioner", "practitioner_id", "ended_at"),
        Index("ix_care_relationship_client", "client_id", "ended_at"),
    )

    client_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    practitioner_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    role: Mapped[CareRole] = mapped_column(stored_by_value(CareRole))
    agreement_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    agreement = SealedOptionalText()
    invited_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(reference("user.id"))
    carried: Mapped[frozenset[Part]] = mapped_column(Parts, default=frozenset)

    @property
    def reach(self) -> Reach:
        """Say how far back it sees; ask this of a relationship that has started."""
        assert self.started_at is not None
        return Reach(self.started_at, self.carried)

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)


class Appointment(Identified, ClientOwned, Base):
    """When client and practitioner meet, and where."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index("ix_appointment_next", "practice_id", "client_id", "starts_at"),
        Index("ix_appointment_day", "practice_id", "practitioner_id", "starts_at"),
    )

    practitioner_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    starts_at: Mapped[datetime]
    place_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    place = SealedOptionalText()

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)


class ClientSummary(Identified, ClientOwned, Base):
    """What the caseload shows of a client, written in the transaction of what it sums up.

    There is one for each care relationship, as each may see another stretch of time. `content`
    holds only what is shared: see summary.py.
    """

    __tablename__ = "client_summary"
    __table_args__ = (UniqueConstraint("care_relationship_id"),)

    care_relationship_id: Mapped[uuid.UUID] = mapped_column(reference("care_relationship.id"))
    content_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    content = SealedJson()
    updated_at: Mapped[datetime]

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)
