"""The shapes of measures in the demonstration: what is asked, and each time it was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

LEFT_OPEN = -1
"""What stands in `values` for a question that was left open."""


@dataclass(frozen=True)
class Line:
    """One question in a client's own words, and what 0 and 10 stand for."""

    words: str
    low: str
    high: str


@dataclass(frozen=True)
class Sitting:
    """One time that a measure was answered; `values` are in the order of its questions."""

    day: int
    at: time
    values: tuple[int, ...]
    remark: str = ""


@dataclass(frozen=True)
class Measure:
    """A measure that is asked from `day` on, every so many weeks, or before appointments.

    `name` is an instrument's slug, or with `lines` the title of the client's own words. `at_once`
    is the client's choice for their scores; else the two look at each some days later.
    """

    name: str
    day: int
    sittings: tuple[Sitting, ...]
    every: int = 0
    days_before: int = 0
    at_once: bool = False
    talked_after_days: int | None = None
    lines: tuple[Line, ...] = ()
