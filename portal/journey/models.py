"""Goals of the work, in the client's words."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, ClientOwned, Identified, stored_by_value
from portal.vault.sealed import SealedBytes, SealedOptionalText, SealedText
from portal.vault.vault import Owner


class GoalState(StrEnum):
    """Where a goal stands; it may end in three ways, none of them better."""

    ONGOING = "ongoing"
    DONE = "done"
    CHANGED = "changed"
    LET_GO = "let_go"


class Goal(Identified, ClientOwned, Base):
    """One goal. `closing_words` are what the client says of it at its end, if anything."""

    __tablename__ = "goal"
    __table_args__ = (Index("ix_goal_client", "practice_id", "client_id"),)

    words_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    words = SealedText()
    closing_words_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    closing_words = SealedOptionalText()
    state: Mapped[GoalState] = mapped_column(stored_by_value(GoalState))
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)
