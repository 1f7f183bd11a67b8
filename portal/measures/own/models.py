"""Measures of the client's own: one to three lines from 0 to 10, worded by the two together."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, ClientOwned, Identified, reference, stored_by_value
from portal.vault.sealed import SealedBytes, SealedJson, SealedText
from portal.vault.vault import Owner


class OwnState(StrEnum):
    """Where a wording stands: one side proposes it, the other agrees or lets it go."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    LET_GO = "let_go"


class OwnMeasure(Identified, ClientOwned, Base):
    """One version of a measure in the client's own words.

    Versions of one measure share `measure_id`; changed words are the next `number`, so that a
    score always says which words it answers. `lines` are dicts with `words`, `low` and `high`.
    """

    __tablename__ = "own_measure"
    __table_args__ = (
        UniqueConstraint("measure_id", "number"),
        Index("ix_own_measure_client", "practice_id", "client_id"),
    )

    measure_id: Mapped[uuid.UUID]
    number: Mapped[int]
    proposer_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    state: Mapped[OwnState] = mapped_column(stored_by_value(OwnState))
    proposed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    title_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    title = SealedText()
    lines_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    lines = SealedJson()

    @property
    def slug(self) -> str:
        """What an assignment calls the measure, in whichever version."""
        return slug_of(self.measure_id)

    @property
    def version(self) -> str:
        """The version as instruments say it."""
        return str(self.number)

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)


OWN = "own-"
"""No instrument's slug begins like this."""


def slug_of(measure_id: uuid.UUID) -> str:
    """Return the slug of a measure of the client's own."""
    return f"{OWN}{measure_id}"


def id_in(slug: str) -> uuid.UUID | None:
    """Return the id of the measure that a slug names, if it is one of the client's own."""
    if not slug.startswith(OWN):
        return None
    try:
        return uuid.UUID(slug.removeprefix(OWN))
    except ValueError:
        return None
