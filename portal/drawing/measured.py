"""The scores of one measure as plain facts: what stands where, and where the line has to break."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise, takewhile
from math import isfinite

from portal.drawing.course import GAP_DAYS

AT_LEAST_DAYS = 28
"""A single score stands in the middle of four weeks; two of one day do not lie an inch apart."""

GAPS_OF = 2
"""The line breaks where more than so many planned intervals lie between two scores."""


@dataclass(frozen=True, slots=True)
class Score:
    """One score on one day. `edition` is the version and language it was answered in, in words."""

    on: date
    value: float
    is_prorated: bool = False
    edition: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Unscored:
    """A day on which the measure was answered, with too much left out for a score."""

    on: date
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, pinned to its day in somebody's words."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class CutOff:
    """A published threshold and the rule it belongs to, by name."""

    at: float
    rule: str


@dataclass(frozen=True, slots=True)
class Margin:
    """The reliable change: fewer points are within measurement error. With its rule, by name."""

    points: float
    rule: str


class Break(StrEnum):
    """Why two scores are not joined: not quite the same measure, a day without one, a long time."""

    UNSCORED = "unscored"
    GAP = "gap"
    EDITION = "edition"


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores of one measure, oldest first, on its whole scale from `low` to `high`.

    `direction` says in words which way is which ("lower: fewer difficulties"); `every_days` is the
    planned time between two scores, None without a rhythm. `ends` are words for the lowest and for
    the highest value, where a scale has its own.
    """

    name: str
    low: float
    high: float
    direction: str
    scores: tuple[Score, ...]
    margin: Margin | None = None
    cut_offs: tuple[CutOff, ...] = ()
    every_days: int | None = None
    moments: tuple[Moment, ...] = ()
    unscored: tuple[Unscored, ...] = ()
    ends: tuple[str, str] = ("", "")

    def __post_init__(self) -> None:
        """Raise ValueError for a scale, a score or a rule that would mislead."""
        if not (isfinite(self.low) and isfinite(self.high) and self.low < self.high):
            raise ValueError("a chart needs a scale that goes forwards")
        on_scale = (*(one.value for one in self.scores), *(one.at for one in self.cut_offs))
        if not all(self.low <= value <= self.high for value in on_scale):
            raise ValueError("a value lies off the scale")
        if self.margin is not None and not self.margin.points > 0:
            raise ValueError("a reliable change is a number of points above 0")
        if any(after.on < before.on for before, after in pairwise(self.scores)):
            raise ValueError("scores come oldest first")

    @property
    def gap_days(self) -> int:
        """More days than these between two scores break the line."""
        return GAPS_OF * self.every_days if self.every_days else GAP_DAYS

    @property
    def breaks(self) -> list[Break | None]:
        """Of each score but the first: why the line does not lead to it, or None where it does."""
        return [self._break(before, after) for before, after in pairwise(self.scores)]

    def _break(self, before: Score, after: Score) -> Break | None:
        if before.edition != after.edition:
            return Break.EDITION
        if any(before.on < one.on < after.on for one in self.unscored):
            return Break.UNSCORED
        return Break.GAP if (after.on - before.on).days > self.gap_days else None

    @property
    def baseline(self) -> Score | None:
        """The first score that was worked out from all answers; others are compared with it."""
        return next((score for score in self.scores if not score.is_prorated), None)

    @property
    def band(self) -> tuple[float, float] | None:
        """Around the baseline, less than a reliable change away, within the scale."""
        if self.margin is None or self.baseline is None or len(self.scores) < 2:
            return None
        first, points = self.baseline.value, self.margin.points
        return max(self.low, first - points), min(self.high, first + points)

    @property
    def compared_until(self) -> date | None:
        """The last day until which the baseline's own edition was used."""
        if self.baseline is None:
            return None
        after = self.scores[self.scores.index(self.baseline) :]
        same = takewhile(lambda score: score.edition == after[0].edition, after)
        return list(same)[-1].on

    @property
    def period(self) -> tuple[date, date]:
        """From the first day to the last on which it was answered, four weeks at least."""
        days = [one.on for one in self.scores] + [one.on for one in self.unscored]
        first, last = min(days), max(days)
        short = max(0, AT_LEAST_DAYS - (last - first).days)
        return first - timedelta(days=short // 2), last + timedelta(days=short - short // 2)

    @property
    def shown_moments(self) -> list[Moment]:
        """The moments that lie within the time of the drawing, oldest first."""
        start, end = self.period
        return sorted((m for m in self.moments if start <= m.on <= end), key=lambda one: one.on)
