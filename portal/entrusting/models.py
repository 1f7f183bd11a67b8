"""Cover and what is handed over to it, access in an emergency, and items for supervision.

None of these is ClientOwned: the row guard itself is fed from here.
"""

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BetweenColleagues, Identified, PracticeOwned, reference
from portal.vault.sealed import SealedBytes, SealedOptionalText, SealedText
from portal.vault.vault import Owner


class Cover(Identified, PracticeOwned, Base):
    """A colleague who stands in for a practitioner for some days, and sees what is handed over."""

    __tablename__ = "cover"
    __table_args__ = (
        Index("ix_cover_practitioner", "practitioner_id", "ends_at"),
        Index("ix_cover_colleague", "colleague_id", "ends_at"),
    )

    practitioner_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    colleague_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    named_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Handover(Identified, PracticeOwned, Base):
    """One shared reflection in the hands of a cover, for as long as the cover lasts."""

    __tablename__ = "handover"
    __table_args__ = (
        Index("ix_handover_cover", "cover_id", "taken_back_at"),
        Index("ix_handover_reflection", "reflection_id", "taken_back_at"),
    )

    cover_id: Mapped[uuid.UUID] = mapped_column(reference("cover.id"))
    client_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    reflection_id: Mapped[uuid.UUID] = mapped_column(reference("reflection.id"))
    handed_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class EmergencyAccess(Identified, PracticeOwned, Base):
    """A practitioner who opened the file of a client of a colleague, for an hour at most.

    `seen_at` is when the client put the notice away.
    """

    __tablename__ = "emergency_access"
    __table_args__ = (
        Index("ix_emergency_access_practitioner", "practitioner_id", "ends_at"),
        Index("ix_emergency_access_client", "client_id", "opened_at"),
    )

    client_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    practitioner_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    reason_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    reason = SealedText()
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)


class SupervisionItem(Identified, BetweenColleagues, Base):
    """Words of a client as they were shown to a supervisor: a copy without the client's name.

    Sealed under the client's key, so that erasing the client erases it too.
    """

    __tablename__ = "supervision_item"
    __table_args__ = (
        Index("ix_supervision_item_author", "author_id", "shared_at"),
        Index("ix_supervision_item_supervisor", "supervisor_id", "ends_at"),
        Index("ix_supervision_item_reflection", "reflection_id"),
    )

    reflection_id: Mapped[uuid.UUID] = mapped_column(reference("reflection.id"))
    words_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    words = SealedText()
    question_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    question = SealedOptionalText()
    written_at: Mapped[datetime]
    shared_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)


class OpenReview(PracticeOwned, Base):
    """That a safety review waits: by this whoever covers is found before anybody is known.

    It says whose, and nothing of what. `told_id` is the colleague who was told because nobody had
    looked in time.
    """

    __tablename__ = "open_review"
    __table_args__ = (
        Index("ix_open_review_client", "client_id", "ended_at"),
        Index("ix_open_review_told", "told_id", "ended_at"),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(reference("safety_review.id"), primary_key=True)
    client_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    told_id: Mapped[uuid.UUID | None] = mapped_column(reference("user.id"))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
