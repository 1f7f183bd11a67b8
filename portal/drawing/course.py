"""A course over time as plain facts: its points, where it breaks, and what may be said of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

GAP_DAYS = 42
"""The line breaks where two points lie further apart: nothing is known about the time between."""


@dataclass(frozen=True, slots=True)
class Point:
    """One value on one day."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class MoodCourse:
    """The facts about a series that words may state. `usual` is None below four values."""

    count: int
    first: Point | None
    last: Point | None
    lowest: float | None
    highest: float | None
    usual: tuple[float, float] | None


def sentence_of(points: Iterable[Point]) -> MoodCourse:
    """What can be said of these points in a sentence: their number, ends, extremes, usual range."""
    ordered = sorted(points, key=lambda point: point.on)
    if not ordered:
        return MoodCourse(0, None, None, None, None, None)
    values = [point.value for point in ordered]
    return MoodCourse(
        len(values), ordered[0], ordered[-1], min(values), max(values), usual_range(values)
    )


def usual_range(values: Iterable[float]) -> tuple[float, float] | None:
    """The middle half: a quarter of the sorted values, rounded down, is left aside at either end.

    A description of these values, not an estimate of anything. None below four values.
    """
    ordered = sorted(values)
    if len(ordered) < 4:
        return None
    aside = len(ordered) // 4
    return ordered[aside], ordered[-1 - aside]


def joined(before: Point, after: Point) -> bool:
    """Tell whether the line goes on from one point to the next."""
    return (after.on - before.on).days <= GAP_DAYS
