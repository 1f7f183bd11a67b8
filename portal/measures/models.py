"""What is asked of a client and how often, and each time that it was answered."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.database import Base, ClientOwned, Identified, reference, stored_by_value
from portal.vault.sealed import SealedBytes, SealedJson, SealedOptionalText, SealedText
from portal.vault.vault import Owner


class Rhythm(StrEnum):
    """How often a measure is asked."""

    ONCE = "once"
    BEFORE_APPOINTMENTS = "before_appointments"
    EVERY_WEEKS = "every_weeks"


class Showing(StrEnum):
    """When the client sees a score: at once, or when the two have looked at it together."""

    AT_ONCE = "at_once"
    TOGETHER = "together"


class AdministrationState(StrEnum):
    """Where an administration stands; what was let go is neither late nor missed.

    Taken out is a score that was typed in by mistake: it stays, and counts for nothing.
    """

    OPEN = "open"
    COMPLETED = "completed"
    LET_GO = "let_go"
    TAKEN_OUT = "taken_out"


class Pace(StrEnum):
    """How a client likes to answer: one question a page, or all on one."""

    ONE = "one"
    ALL = "all"


class MeasureAssignment(Identified, ClientOwned, Base):
    """A measure that a practitioner asks a client for, in a rhythm, until it ends.

    `slug` names the instrument, or a measure in the client's own words; it is sealed, since it says
    what somebody is asked about. `every` are the weeks from one time to the next, `days_before` how
    long before an appointment it opens. `scores_agreed` is the client's word on `scores_proposed`.
    """

    __tablename__ = "measure_assignment"
    __table_args__ = (Index("ix_measure_assignment_client", "practice_id", "client_id"),)

    assigned_by_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    slug_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    slug = SealedText()
    rhythm: Mapped[Rhythm] = mapped_column(stored_by_value(Rhythm))
    every: Mapped[int]
    days_before: Mapped[int]
    starts_on: Mapped[date]
    scores_proposed: Mapped[Showing] = mapped_column(stored_by_value(Showing))
    scores_agreed: Mapped[Showing | None] = mapped_column(stored_by_value(Showing))
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def shows_at_once(self) -> bool:
        """Whether the client has said that they see their scores at once."""
        return self.scores_agreed is Showing.AT_ONCE

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)


class Administration(Identified, ClientOwned, Base):
    """One time that a measure was answered: begun, then completed or let go.

    `version` and `language` are pinned when it is begun. `answers` are values by the number of the
    item, as text (see questions.py); what was skipped is not there. The client's alone until it is
    completed, but for a positive safety item. `edition` grows with every save; `reached` is the
    last question that the client went past, answered or not. The score is always computed. A score
    that was typed in has no assignment and no answers: `typed_total` is a decimal, as text, and
    `typed_by_id` says by whom; `taken_out_at` and `taken_out_by_id` that it was a mistake.
    `talked_at` is when the two looked at it.
    """

    __tablename__ = "administration"
    __table_args__ = (
        UniqueConstraint("assignment_id", "due_on"),
        Index("ix_administration_course", "practice_id", "client_id", "state", "completed_at"),
    )

    assignment_id: Mapped[uuid.UUID | None] = mapped_column(reference("measure_assignment.id"))
    slug_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    slug = SealedText()
    version: Mapped[str]
    language: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[AdministrationState] = mapped_column(stored_by_value(AdministrationState))
    pace: Mapped[Pace] = mapped_column(stored_by_value(Pace))
    edition: Mapped[int]
    reached: Mapped[int] = mapped_column(default=0)
    answers_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    answers = SealedJson()
    remark_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    remark = SealedOptionalText()
    typed_total_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    typed_total = SealedOptionalText()
    typed_by_id: Mapped[uuid.UUID | None] = mapped_column(reference("user.id"))
    opened_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    talked_at: Mapped[datetime | None]
    taken_out_at: Mapped[datetime | None]
    taken_out_by_id: Mapped[uuid.UUID | None] = mapped_column(reference("user.id"))

    assignment: Mapped[MeasureAssignment | None] = relationship()

    @property
    def assigned_at(self) -> datetime:
        """When it was asked for; a score that was typed in was not."""
        return self.opened_at if self.assignment is None else self.assignment.assigned_at

    @property
    def shows_score(self) -> bool:
        """Whether the client may see the score: at once, if that was agreed, or talked about."""
        agreed = self.assignment is not None and self.assignment.shows_at_once
        return agreed or self.talked_at is not None

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)
