"""Prompts put aside: by one practitioner, for a reason, on one occasion."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import AuthorOwned, Base, Identified
from portal.vault.sealed import SealedBytes, SealedJson, SealedText
from portal.vault.vault import Owner

LONGEST = 500
"""Code points in a reason."""


class PromptAside(Identified, AuthorOwned, Base):
    """A prompt that its reader has put aside.

    `about` says which: the measure's `slug`, the `rule`, and the `occasion`, the score that brought
    it up. It is sealed, because a rule's name tells how a client is. A new score may bring the
    same rule up again. The row is its author's alone, as the prompt is.
    """

    __tablename__ = "prompt_aside"
    __table_args__ = (Index("ix_prompt_aside_client", "practice_id", "author_id", "client_id"),)

    about_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    about = SealedJson()
    reason_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    reason = SealedText()
    put_aside_at: Mapped[datetime]

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)
