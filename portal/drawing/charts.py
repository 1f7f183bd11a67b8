"""A course of moods as a drawing: points in, SVG out, the same for the page and for paper.

Its class names: grid, tick, band, band-edge, stretch, line, dots, dots--now, halo, number.
Every point stands at its own date; nothing is smoothed, projected or filled in.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from math import isfinite
from urllib.parse import quote

from portal.drawing.course import GAP_DAYS, MoodCourse, Point, joined, sentence_of, usual_range
from portal.drawing.frame import ENGLISH, Frame, Labels, number, safe, usual_words, wide
from portal.drawing.marks import (
    PRINT,
    Palette,
    calendar,
    course,
    dots,
    rule,
    scale,
    sheet,
    words_at,
)
from portal.drawing.values import MANY, numbers_at

__all__ = [
    "ENGLISH",
    "GAP_DAYS",
    "MANY",
    "PRINT",
    "Labels",
    "MoodCourse",
    "Palette",
    "Point",
    "as_data_uri",
    "line_chart",
    "number",
    "sentence_of",
    "spark",
    "usual_range",
]

HARD = 24
"""The room under the plot for the names of harder periods."""


def line_chart(
    points: Iterable[Point],
    *,
    low: float,
    high: float,
    start: date,
    end: date,
    title: str,
    description: str,
    harder_periods: Sequence[tuple[date, date]] = (),
    usual: tuple[float, float] | None = None,
    palette: Palette = PRINT,
    labels: Labels = ENGLISH,
    width: int = 560,
    height: int = 224,
    uid: str = "chart",
) -> str:
    """An inline SVG of the values between `low` and `high` from `start` to `end`, both shown whole.

    Points and harder periods outside the dates are left out. `uid` makes the ids unique on a
    page. Raises ValueError for a value off the scale, an empty scale, an end before the start.
    """
    _insist(low, high, start, end)
    shown = sorted((p for p in points if start <= p.on <= end), key=lambda point: point.on)
    if not all(low <= value <= high for value in (*(p.value for p in shown), *(usual or ()))):
        raise ValueError("a value lies off the scale")
    hard = _within(harder_periods, start, end)
    beside = usual_words(usual, labels) if usual else ()
    frame = Frame(
        scale=(low, high),
        period=(start, end),
        size=(width, height),
        beside=beside,
        strip=HARD if hard else 0,
    )
    body = (
        *(_usual_range(frame, usual, beside, palette) if usual else ()),
        *scale(frame, palette),
        *(_edges(frame, usual, palette) if usual else ()),
        *calendar(frame, labels.months, palette),
        *_harder_periods(frame, hard, labels.hard, palette),
        *_course(frame, shown, palette),
    )
    about = {"title": title, "description": description}
    return sheet("line-chart", body, **about, size=(width, height), uid=uid, palette=palette)


def _within(
    periods: Sequence[tuple[date, date]], start: date, end: date
) -> list[tuple[date, date]]:
    return sorted((max(a, start), min(b, end)) for a, b in periods if a <= end and b >= start)


def _insist(low: float, high: float, start: date, end: date) -> None:
    if not (isfinite(low) and isfinite(high) and low < high and start <= end):
        raise ValueError("a chart needs a scale and a period that go forwards")


def spark(values: Sequence[float], *, low: float, high: float, title: str) -> str:
    """A small line of the last values in one table cell, stretched by CSS; "" without values.

    `title` says what they are; the values themselves follow it in the label.
    """
    if not values:
        return ""
    if not (low < high and all(low <= value <= high for value in values)):
        raise ValueError("a value lies off the scale")
    rise, step = 22 / (high - low), 94 / max(1, len(values) - 1)
    xs = [97 - step * before for before in range(len(values))][::-1]
    ys = [25 - rise * (value - low) for value in values]
    band = ""
    if usual := usual_range(values):
        top, tall = 25 - rise * (usual[1] - low), max(1.5, rise * (usual[1] - usual[0]))
        band = f'<rect class="band" x="0" width="100" y="{top:.1f}" height="{tall:.1f}"/>'
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
    label = safe(f"{title}: {', '.join(map(number, values))}")
    return (
        f'<svg class="spark" viewBox="0 0 100 28" preserveAspectRatio="none" role="img"'
        f' aria-label="{label}">{band}<polyline class="line" points="{line}"/>'
        f'<path class="last" d="M{xs[-1]:.1f} {ys[-1]:.1f}h0"/></svg>'
    )


def as_data_uri(svg: str) -> str:
    """The drawing as the address of an image: the only kind of address a report may fetch."""
    return "data:image/svg+xml," + quote(svg)


def _usual_range(
    frame: Frame, usual: tuple[float, float], beside: Sequence[str], palette: Palette
) -> Iterator[str]:
    """A tinted band with dotted edges; its name stands beside the plot, where no line can cross."""
    top, base = frame.y(usual[1]), frame.y(usual[0])
    yield (
        f'<rect class="band" x="{frame.left:.1f}" y="{top:.1f}"'
        f' width="{frame.right - frame.left:.1f}" height="{base - top:.1f}" fill="{palette.band}"/>'
    )
    middle = min(max((top + base) / 2, frame.top + 8), frame.bottom - 8)
    for words, down in zip(beside, (-2.5, 10), strict=True):
        yield words_at(words, frame.right + 6, middle + down, anchor="start", size=10)


def _edges(frame: Frame, usual: tuple[float, float], palette: Palette) -> Iterator[str]:
    for y in dict.fromkeys(map(frame.y, usual)):
        yield rule("band-edge", (frame.left, frame.right), y, palette.soft, "0.7", "1.5 3")


def _harder_periods(
    frame: Frame, periods: Sequence[tuple[date, date]], name: str, palette: Palette
) -> Iterator[str]:
    """A dashed line below the plot for as long as each lasted, named where there is room."""
    free, half = frame.left, wide(name, 10) / 2
    for first, last in periods:
        a = frame.x(first)
        b = max(frame.x(last), a + 6)
        yield rule("stretch", (a, b), frame.bottom + 9, palette.ink, "3", "1.5 3")
        middle = min(max((a + b) / 2, frame.left + half), frame.right - half)
        if middle - half >= free:
            yield words_at(name, middle, frame.bottom + 22, size=10)
            free = middle + half + 6


def _course(frame: Frame, shown: Sequence[Point], palette: Palette) -> Iterator[str]:
    """The line, broken at gaps, every point as a dot, and the numbers that have room."""
    if not shown:
        return
    joins = [joined(a, b) for a, b in pairwise(shown)]
    places = [frame.place(point.on, point.value) for point in shown]
    halos, numbers = numbers_at(frame, shown, joins, ink=palette.ink, paper=palette.paper)
    yield from halos
    yield course(places, joins, palette)
    yield dots("dots", places, palette.ink, "6" if len(shown) <= 2 * MANY else "4.5")
    yield dots("dots dots--now", places[-1:], palette.ink, "9")
    yield from numbers
