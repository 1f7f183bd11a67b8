"""Transfers: a colleague proposed as the next practitioner, and what the client said."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.access.reach import Part
from portal.caseload.models import Parts
from portal.database import Base, Identified, PracticeOwned, reference, stored_by_value


class TransferState(StrEnum):
    """Where a proposal stands; only the client's yes changes anything."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class Transfer(Identified, PracticeOwned, Base):
    """One proposal, for one care relationship. `carried` is what the client lets come along.

    Not ClientOwned, as a care relationship is not: whoever proposed it learns of the answer when
    the client is in care with them no more.
    """

    __tablename__ = "transfer"
    __table_args__ = (Index("ix_transfer_client", "client_id", "state"),)

    client_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    care_relationship_id: Mapped[uuid.UUID] = mapped_column(
        reference("care_relationship.id"), index=True
    )
    proposer_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    colleague_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    state: Mapped[TransferState] = mapped_column(stored_by_value(TransferState))
    carried: Mapped[frozenset[Part]] = mapped_column(Parts, default=frozenset)
    proposed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
