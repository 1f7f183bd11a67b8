"""Private notes: about a client, perhaps about one reflection; for their author alone."""

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import AuthorOwned, Base, Identified, reference
from portal.vault.models import Lane
from portal.vault.sealed import SealedBytes, SealedOptionalText, SealedText
from portal.vault.vault import Owner

MAX_LENGTH = 20_000
"""Code points in one note: the longest session's notes, twice over."""


class PrivateNote(Identified, AuthorOwned, Base):
    """One process note, sealed under the client's second key."""

    __tablename__ = "private_note"
    __table_args__ = (Index("ix_private_note_client", "practice_id", "author_id", "client_id"),)

    reflection_id: Mapped[uuid.UUID | None] = mapped_column(reference("reflection.id"))
    quote_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    quote = SealedOptionalText()
    body_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    body = SealedText()
    written_at: Mapped[datetime]

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id, Lane.PRIVATE_NOTES)
