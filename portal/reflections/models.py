"""Reflections, their immutable revisions, and the drafts they are written in."""

import uuid
from collections.abc import Container
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.database import (
    Base,
    ClientOwned,
    Identified,
    OfReflection,
    reference,
    stored_by_value,
)
from portal.vault.sealed import (
    SealedBytes,
    SealedJson,
    SealedNumber,
    SealedOptionalText,
    SealedText,
)
from portal.vault.vault import Owner


class State(StrEnum):
    """Whose a reflection is: the client's alone, or also the practitioner's."""

    DRAFT = "draft"
    KEPT = "kept"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"


class Intent(StrEnum):
    """How the client would like it to be read."""

    JUST_WRITE = "just_write"
    BEFORE_MEETING = "before_meeting"
    REPLY = "reply"


class Moment(StrEnum):
    """What the client marked it as."""

    HARD_STRETCH = "hard_stretch"
    MANAGED = "managed"


class Waiting(StrEnum):
    """What of a reflection waits for the practitioner."""

    READING = "reading"
    REPLY = "reply"


class Written(ClientOwned):
    """What a client writes: the fields that a draft and a revision share."""

    title_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    title = SealedOptionalText()
    body_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    body = SealedText()
    prompt_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    prompt = SealedOptionalText()
    mood_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    mood = SealedNumber()
    tags_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    tags = SealedJson()
    moment_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    moment = SealedOptionalText()

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)


class Reflection(Identified, ClientOwned, Base):
    """One piece of a client's writing through its life: draft, kept, shared, withdrawn.

    `latest_number` is the newest revision (0: none yet). `shared_number` is the newest revision
    that was shared; while SHARED they are the same. `version` grows with every save. `changed_at`
    is when words were last kept or shared, `shared_at` when it was shared (an edit does not move
    it), `last_shared_at` when it or an edit of it was (whoever is in care since before that sees
    it), `last_word_at` when the client last shared or replied. `once` is the key that began it.
    """

    __tablename__ = "reflection"
    __table_args__ = (
        UniqueConstraint("client_id", "once"),
        Index("ix_reflection_course", "practice_id", "client_id", "state", "shared_at"),
        Index("ix_reflection_shelf", "practice_id", "client_id", "changed_at"),
        Index("ix_reflection_waiting", "practice_id", "client_id", "waits_for"),
    )

    once: Mapped[str]
    state: Mapped[State] = mapped_column(stored_by_value(State))
    intent: Mapped[Intent] = mapped_column(stored_by_value(Intent))
    is_quotable: Mapped[bool]
    version: Mapped[int]
    latest_number: Mapped[int]
    shared_number: Mapped[int | None]
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    last_shared_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    waits_for: Mapped[Waiting | None] = mapped_column(stored_by_value(Waiting))
    waits_since: Mapped[datetime | None]
    last_word_at: Mapped[datetime | None]

    revisions: Mapped[list["Revision"]] = relationship(
        order_by="Revision.number", back_populates="reflection"
    )
    latest: Mapped["Revision | None"] = relationship(
        primaryjoin="and_(Revision.reflection_id == Reflection.id, "
        "Revision.number == Reflection.latest_number)",
        viewonly=True,
    )
    shared: Mapped["Revision | None"] = relationship(
        primaryjoin="and_(Revision.reflection_id == Reflection.id, "
        "Revision.number == Reflection.shared_number)",
        viewonly=True,
    )
    draft: Mapped["Draft | None"] = relationship(viewonly=True)

    @classmethod
    def entrusted(cls, client_ids: Any, thing_ids: Any) -> ColumnElement[bool]:
        """Say which reflections may be loaded by whom only these are entrusted to."""
        return cls.id.in_(thing_ids)

    def is_of(self, thing_ids: Container[uuid.UUID]) -> bool:
        """Tell whether it is one of these."""
        return self.id in thing_ids


class Revision(Identified, Written, OfReflection, Base):
    """The words of a reflection at one time. Never changed; an edit makes the next one."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("reflection_id", "number"),)

    number: Mapped[int]
    written_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    reader_id: Mapped[uuid.UUID | None] = mapped_column(reference("user.id"))

    reflection: Mapped[Reflection] = relationship(back_populates="revisions")


class Draft(Identified, Written, Base):
    """What is being written now, the client's alone, until it is kept or shared as a revision."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("reflection_id"),
        Index("ix_draft_client", "practice_id", "client_id"),
    )

    reflection_id: Mapped[uuid.UUID] = mapped_column(reference("reflection.id"))
    intent: Mapped[Intent] = mapped_column(stored_by_value(Intent))
    is_quotable: Mapped[bool]
    saved_at: Mapped[datetime]

    reflection: Mapped[Reflection] = relationship()
