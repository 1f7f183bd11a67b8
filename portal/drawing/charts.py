"""A course over time as a drawing: points in, SVG out, the same for the page and for paper.

Colours are literal presentation attributes, which WeasyPrint needs and any web style sheet may
override by class name: grid, tick, band, band-edge, stretch, line, dots, dots--now, halo, number.
Every point stands at its own date; nothing is smoothed, projected or filled in.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite
from urllib.parse import quote

from portal.drawing.course import GAP_DAYS, MoodCourse, Point, joined, sentence_of, usual_range
from portal.drawing.frame import (
    ENGLISH,
    Frame,
    Labels,
    calendar_cells,
    number,
    safe,
    usual_words,
    wide,
)
from portal.drawing.values import MANY, numbers_at, words_at

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


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a drawing: two inks, hairlines, the band, and what it is drawn on."""

    ink: str
    soft: str
    grid: str
    band: str
    paper: str


PRINT = Palette(ink="#1a2828", soft="#414f4e", grid="#b9bdb6", band="#e4e9e4", paper="#ffffff")
"""Contrast on white, also in grey: ink 15.4, soft 8.6; the band is told by its edges and words."""

SANS = "Noto Sans, Liberation Sans, Droid Sans Fallback, sans-serif"


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
    _insist(low, high, start, end, uid)
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
        strip=bool(hard),
    )
    halos, numbers = numbers_at(frame, shown, ink=palette.ink, paper=palette.paper)
    body = (
        *(_usual_range(frame, usual, beside, palette) if usual else ()),
        *_scale(frame, usual, palette),
        *_calendar(frame, labels.months, palette),
        *_harder_periods(frame, hard, labels.hard, palette),
        *halos,
        *_course(frame, shown, palette),
        *numbers,
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="line-chart" role="img"'
        f' viewBox="0 0 {width} {height}" aria-labelledby="{uid}-title {uid}-desc"'
        f' font-family="{SANS}" font-size="11" fill="{palette.soft}">'
        f'<title id="{uid}-title">{safe(title)}</title>'
        f'<desc id="{uid}-desc">{safe(description)}</desc>'
        f"{''.join(body)}</svg>"
    )


def _within(
    periods: Sequence[tuple[date, date]], start: date, end: date
) -> list[tuple[date, date]]:
    return sorted((max(a, start), min(b, end)) for a, b in periods if a <= end and b >= start)


def _insist(low: float, high: float, start: date, end: date, uid: str) -> None:
    if not (isfinite(low) and isfinite(high) and low < high and start <= end):
        raise ValueError("a chart needs a scale and a period that go forwards")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", uid):
        raise ValueError("a uid is a letter, then letters, digits, _ or -")


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


def _scale(frame: Frame, usual: tuple[float, float] | None, palette: Palette) -> Iterator[str]:
    for tick in frame.ticks:
        y = frame.y(tick)
        yield _rule("grid", (frame.left, frame.right), y, palette.grid, "0.6")
        yield words_at(number(tick), frame.left - 8, y + 4, anchor="end")
    for y in dict.fromkeys(map(frame.y, usual or ())):
        yield _rule("band-edge", (frame.left, frame.right), y, palette.soft, "0.7", "1.5 3")


def _calendar(frame: Frame, months: Sequence[str], palette: Palette) -> Iterator[str]:
    """Under the plot: weeks, months, quarters or years, each named where there is room."""
    year_shown = frame.start.year if frame.start.year == frame.end.year else 0
    free = 0.0
    for cell in calendar_cells(frame, months):
        if cell.first > frame.start:
            yield (
                f'<path class="tick" d="M{frame.x(cell.first):.1f} {frame.bottom:.1f}v4"'
                f' fill="none" stroke="{palette.soft}" stroke-width="0.6"/>'
            )
        half = wide(cell.words) / 2
        middle = max(cell.place(frame), half)
        if middle - half < free or middle + half > frame.right + 8:
            continue
        free = middle + half + 4
        yield words_at(cell.words, middle, frame.calendar)
        if cell.first.year != year_shown and str(cell.first.year) not in cell.words:
            yield words_at(str(cell.first.year), middle, frame.calendar + 13, size=10)
        year_shown = cell.first.year


def _harder_periods(
    frame: Frame, periods: Sequence[tuple[date, date]], name: str, palette: Palette
) -> Iterator[str]:
    """A dashed line below the plot for as long as each lasted, named where there is room."""
    free, half = frame.left, wide(name, 10) / 2
    for first, last in periods:
        a = frame.x(first)
        b = max(frame.x(last), a + 6)
        yield _rule("stretch", (a, b), frame.bottom + 9, palette.ink, "3", "1.5 3")
        middle = min(max((a + b) / 2, frame.left + half), frame.right - half)
        if middle - half >= free:
            yield words_at(name, middle, frame.bottom + 22, size=10)
            free = middle + half + 6


def _course(frame: Frame, shown: Sequence[Point], palette: Palette) -> Iterator[str]:
    """The line, broken at gaps, and every point as a dot; all dots are one path."""
    if not shown:
        return
    places = [f"{frame.x(point.on):.1f} {frame.y(point.value):.1f}" for point in shown]
    joins = ["M", *("L" if joined(a, b) else "M" for a, b in pairwise(shown))]
    line = "".join(f"{join}{place}" for join, place in zip(joins, places, strict=True))
    yield (
        f'<path class="line" d="{line}" fill="none" stroke="{palette.ink}" stroke-width="1.5"'
        f' stroke-linejoin="round"/>'
    )
    size = "6" if len(shown) <= 2 * MANY else "4.5"
    for kind, dots, stroke in (("dots", places, size), ("dots dots--now", places[-1:], "9")):
        yield (
            f'<path class="{kind}" d="{"".join(f"M{place}h.01" for place in dots)}" fill="none"'
            f' stroke="{palette.ink}" stroke-width="{stroke}" stroke-linecap="round"/>'
        )


def _rule(
    kind: str, between: tuple[float, float], y: float, colour: str, stroke: str, dash: str = ""
) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path class="{kind}" d="M{between[0]:.1f} {y:.1f}H{between[1]:.1f}" fill="none"'
        f' stroke="{colour}" stroke-width="{stroke}"{dashes}/>'
    )
