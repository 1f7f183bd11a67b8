"""Mails that wait to be sent, sealed under the practice's key."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, Identified, PracticeOwned
from portal.vault.sealed import SealedBytes, SealedText
from portal.vault.vault import Owner


class OutgoingMail(Identified, PracticeOwned, Base):
    """One mail. It is tried until it goes out or is given up; its words are then destroyed."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index("ix_outgoing_mail_due", "sent_at", "due_at"),)

    recipient_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    recipient = SealedText()
    subject_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    subject = SealedText()
    body_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    body = SealedText()
    attempts: Mapped[int]
    written_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id)
