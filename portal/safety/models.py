"""Safety reviews, and the hours in which a practitioner looks at them."""

import uuid
from collections.abc import Container
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    Base,
    ClientOwned,
    Identified,
    PracticeOwned,
    reference,
    stored_by_value,
)
from portal.safety.hours import Hours
from portal.vault.sealed import SealedBytes, SealedJson, SealedOptionalText
from portal.vault.vault import Owner


class Cause(StrEnum):
    """Why a review was opened."""

    MEASURE = "measure"
    ASKED = "asked"


class Contact(StrEnum):
    """How a practitioner and a client have been in contact about a review."""

    MET = "met"
    CALLED = "called"
    WROTE = "wrote"
    NONE = "none"


class SafetyReview(Identified, ClientOwned, Base):
    """That a person should look, what of, by when, who did, and in which words it was closed.

    `administration_id` is the answered measure, of a slice to the right. One review of it at most
    is open. `answered` is a list of what was answered, question and answer as the client saw them,
    the earliest first. `due_at` is what the client was told last.
    `told` is a list of [account's id, why, moment]. `card_seen_at` is when the client first saw the
    calm card. `escalated_at` is when others were told that nobody had looked, `reminded_at` that it
    was seen and left open, `all_told_at` when whoever runs the practice was told after all others,
    and `raise_at` when somebody is told next. `looked_again_at` puts `next_on` away.
    """

    __tablename__ = "safety_review"
    __table_args__ = (
        Index(
            "ix_safety_review_open_of_answers",
            "administration_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_safety_review_client", "practice_id", "client_id", "closed_at"),
    )

    cause: Mapped[Cause] = mapped_column(stored_by_value(Cause))
    administration_id: Mapped[uuid.UUID | None]
    answered_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    answered = SealedJson()
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    told_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    told = SealedJson()
    card_seen_at: Mapped[datetime | None]
    asked_to_call_at: Mapped[datetime | None]
    call_words_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    call_words = SealedOptionalText()
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[uuid.UUID | None] = mapped_column(reference("user.id"))
    escalated_at: Mapped[datetime | None]
    raise_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    all_told_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[uuid.UUID | None] = mapped_column(reference("user.id"))
    contact: Mapped[Contact | None] = mapped_column(stored_by_value(Contact))
    known_on: Mapped[date | None]
    summary_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    summary = SealedOptionalText()
    plan_sealed: Mapped[bytes | None] = mapped_column(SealedBytes)
    plan = SealedOptionalText()
    next_on: Mapped[date | None]
    looked_again_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def was_seen_late(self) -> bool:
        """Whether somebody saw it after the client had been told that somebody would have."""
        return self.acknowledged_at is not None and self.acknowledged_at > self.due_at

    def wait_anew(self, due_at: datetime) -> None:
        """Let it count as seen by nobody, to be seen by `due_at`; the record keeps who saw it.

        The client has not seen the card that says so.
        """
        self.due_at, self.card_seen_at = due_at, None
        self.acknowledged_at = self.acknowledged_by_id = None
        self.escalated_at = self.raise_at = self.reminded_at = self.all_told_at = None

    @classmethod
    def entrusted(cls, client_ids: Any, thing_ids: Any) -> ColumnElement[bool]:
        """Say which rows may be loaded by whoever covers, or was told: these reviews."""
        return cls.id.in_(thing_ids)

    def is_of(self, thing_ids: Container[uuid.UUID]) -> bool:
        """Tell whether the review is one of these."""
        return self.id in thing_ids

    def sealing_owner(self) -> Owner:
        return Owner(self.practice_id, self.client_id)


class SafetyHours(Identified, PracticeOwned, Base):
    """In which hours a practitioner looks, within how many of them, and who is told if not.

    `weekdays` are digits, 0 for Monday; times of day are minutes since midnight.
    """

    __tablename__ = "safety_hours"
    __table_args__ = (UniqueConstraint("practitioner_id"),)

    practitioner_id: Mapped[uuid.UUID] = mapped_column(reference("user.id"))
    weekdays: Mapped[str] = mapped_column(String(7))
    opens: Mapped[int]
    closes: Mapped[int]
    within: Mapped[int]
    colleague_id: Mapped[uuid.UUID | None] = mapped_column(reference("user.id"))
    changed_at: Mapped[datetime]

    @property
    def hours(self) -> Hours:
        """The same as plain hours of a week."""
        days = frozenset(int(one) for one in self.weekdays)
        return Hours(days, _time(self.opens), _time(self.closes), self.within)

    @hours.setter
    def hours(self, hours: Hours) -> None:
        self.weekdays = "".join(str(day) for day in sorted(hours.weekdays))
        self.opens, self.closes = _minutes(hours.opens), _minutes(hours.closes)
        self.within = hours.within


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
