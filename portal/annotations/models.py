"""Annotations on a passage of a revision (or on the whole), and the replies under them."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.database import Base, Identified, OfReflection, reference
from portal.reflections.models import Reflection, Revision
from portal.vault.sealed import SealedBytes, SealedOptionalText, SealedText
from portal.vault.vault import Owner

MAX_LENGTH = 10_000
"""Code points in one annotation or reply: a long letter."""


class Annotation(Identified, OfReflection, Base):
    """A practitioner's words on a passage: code points `start` to `end` of one revision.

    Without a passage (`start` is None) it answers the reflection as a whole.
    """

    __tablename__ = "annotation"
    __table_args__ = (
        Index("ix_annotation_reflection", "practice_id", "reflection_id"),
        Index("ix_annotation_unseen", "practice_id", "client_id", "seen_at"),
        CheckConstraint('("start" IS NULL) = ("end" IS NULL)', name="both_ends"),
    )

    revision_id: Mapped[uuid.UUID] = mapped_column(reference("revision.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    start: Mapped[int | None]
    end: Mapped[int | None]
    quote_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    quote = SealedOptionalText()
    prefix_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    prefix = SealedOptionalText()
    suffix_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    suffix = SealedOptionalText()
    body_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    body = SealedText()
    written_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    reflection: Mapped[Reflection] = relationship()
    revision: Mapped[Revision] = relationship()
    replies: Mapped[list["Reply"]] = relationship(
        order_by="Reply.written_at", back_populates="annotation"
    )

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)


class Reply(Identified, OfReflection, Base):
    """An answer under an annotation, by the client or the practitioner."""

    __tablename__ = "reply"
    __table_args__ = (Index("ix_reply_annotation", "practice_id", "annotation_id"),)

    annotation_id: Mapped[uuid.UUID] = mapped_column(reference("annotation.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    body_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    body = SealedText()
    written_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    annotation: Mapped[Annotation] = relationship(back_populates="replies")

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)
