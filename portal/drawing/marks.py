"""The marks that every drawing is made of: its sheet, rules, words, values and calendar.

Colours are literal presentation attributes, which WeasyPrint needs and any web style sheet may
override by class name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.drawing.frame import Frame, calendar_cells, number, safe, wide


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


def sheet(
    kind: str,
    marks: Iterable[str],
    *,
    title: str,
    description: str,
    size: tuple[int, int],
    uid: str,
    palette: Palette,
) -> str:
    """The marks as one inline SVG that says what it is. `uid` makes its ids unique on a page."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", uid):
        raise ValueError("a uid is a letter, then letters, digits, _ or -")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img"'
        f' viewBox="0 0 {size[0]} {size[1]}" aria-labelledby="{uid}-title {uid}-desc"'
        f' font-family="{SANS}" font-size="11" fill="{palette.soft}">'
        f'<title id="{uid}-title">{safe(title)}</title>'
        f'<desc id="{uid}-desc">{safe(description)}</desc>'
        f"{''.join(marks)}</svg>"
    )


def words_at(
    words: str, x: float, y: float, *, anchor: str = "middle", size: int = 11, ink: str = ""
) -> str:
    """Return a text at a place; with `ink` it is a number at its point."""
    strong = f' class="number" font-weight="600" fill="{ink}"' if ink else ""
    small = f' font-size="{size}"' if size != 11 else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{small}{strong}>{safe(words)}</text>'
    )


def rule(
    kind: str, between: tuple[float, float], y: float, colour: str, stroke: str, dash: str = ""
) -> str:
    """A level line from one place to another, whole or in dashes."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path class="{kind}" d="M{between[0]:.1f} {y:.1f}H{between[1]:.1f}" fill="none"'
        f' stroke="{colour}" stroke-width="{stroke}"{dashes}/>'
    )


def dots(kind: str, places: Sequence[str], colour: str, stroke: str) -> str:
    """Every point as a dot; all of them are one path."""
    return (
        f'<path class="{kind}" d="{"".join(f"M{place}h.01" for place in places)}" fill="none"'
        f' stroke="{colour}" stroke-width="{stroke}" stroke-linecap="round"/>'
    )


def course(places: Sequence[str], joins: Sequence[bool], palette: Palette) -> str:
    """The line through the places, broken where two of them are not joined."""
    moves = ["M", *("L" if joined else "M" for joined in joins)]
    line = "".join(f"{move}{place}" for move, place in zip(moves, places, strict=True))
    return (
        f'<path class="line" d="{line}" fill="none" stroke="{palette.ink}" stroke-width="1.5"'
        f' stroke-linejoin="round"/>'
    )


def scale(frame: Frame, palette: Palette) -> Iterator[str]:
    """The whole scale as hairlines with their values, whatever was measured."""
    for tick in frame.ticks:
        y = frame.y(tick)
        yield rule("grid", (frame.left, frame.right), y, palette.grid, "0.6")
        yield words_at(number(tick), frame.left - 8, y + 4, anchor="end")


def calendar(frame: Frame, months: Sequence[str], palette: Palette) -> Iterator[str]:
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
