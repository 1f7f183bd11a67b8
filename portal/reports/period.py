"""The period of a report: what is offered at first, and which periods make no report (pure)."""

from calendar import monthrange
from datetime import date
from enum import StrEnum

MONTHS_AT_FIRST = 3
EARLIEST = date(1900, 1, 1)
LONGEST_YEARS = 5
"""Longer than most therapies; beyond, a chart by date says nothing any more."""


class Trouble(StrEnum):
    """Why a period makes no report."""

    BACKWARDS = "backwards"
    TO_COME = "to_come"
    TOO_LONG = "too_long"


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last one of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_three_months(today: date) -> tuple[date, date]:
    """Return the period that is offered at first."""
    return months_before(today, MONTHS_AT_FIRST), today


def trouble_with(start: date, end: date, today: date) -> Trouble | None:
    """Return why there is no report from `start` to `end`, both included, or None."""
    if end < start:
        return Trouble.BACKWARDS
    if end > today:
        return Trouble.TO_COME
    if start < EARLIEST or start < months_before(end, 12 * LONGEST_YEARS):
        return Trouble.TOO_LONG
    return None
