"""Remarks by number and moments by letter, pinned under the plot at their days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from string import ascii_uppercase

from portal.drawing.frame import Frame, wide
from portal.drawing.marks import Palette, words_at
from portal.drawing.measured import Measured

ROW = 14.0
"""The height of a row of pins."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A mark, the day it is pinned to, and what it stands for."""

    mark: str
    on: date
    words: str


def remarks(measured: Measured) -> list[Pin]:
    """What was remarked each time that it was answered, numbered from the oldest."""
    answered = [(one.on, one.remark) for one in measured.scores]
    answered += [(one.on, one.remark) for one in measured.unscored]
    said = [(on, words) for on, words in sorted(answered, key=lambda one: one[0]) if words]
    return [Pin(str(at), on, words) for at, (on, words) in enumerate(said, 1)]


def moments(measured: Measured) -> list[Pin]:
    """What happened, lettered from the oldest: A to Z, then AA."""
    return [Pin(_letters(at), one.on, one.words) for at, one in enumerate(measured.shown_moments)]


def _letters(at: int) -> str:
    rest = at // len(ascii_uppercase)
    return (_letters(rest - 1) if rest else "") + ascii_uppercase[at % len(ascii_uppercase)]


def pinned(frame: Frame, rows: Sequence[Sequence[Pin]], palette: Palette) -> Iterator[str]:
    """Each row under the plot; marks that would stand on one another become one: 3–5."""
    for at, pins in enumerate(rows):
        stems = "".join(f"M{frame.x(pin.on):.1f} {frame.bottom:.1f}v5" for pin in pins)
        yield (
            f'<path class="pin" d="{stems}" fill="none" stroke="{palette.ink}" stroke-width="1.2"/>'
        )
        for mark, x in _apart([(pin.mark, pin.mark, frame.x(pin.on)) for pin in pins]):
            base = frame.bottom + 4 + ROW * (at + 1)
            yield words_at(mark, x, base - 1, size=10, ink=palette.ink)


def _apart(marks: list[tuple[str, str, float]]) -> list[tuple[str, float]]:
    """First mark, last mark and place of each: neighbours without room between are drawn as one."""
    while True:
        close = next((at for at, (a, b) in enumerate(pairwise(marks)) if _meet(a, b)), None)
        if close is None:
            return [(_range(first, last), x) for first, last, x in marks]
        (first, _, left), (_, last, right) = marks[close : close + 2]
        marks = [*marks[:close], (first, last, (left + right) / 2), *marks[close + 2 :]]


def _meet(a: tuple[str, str, float], b: tuple[str, str, float]) -> bool:
    halves = wide(_range(a[0], a[1]), 10) / 2 + wide(_range(b[0], b[1]), 10) / 2
    return b[2] - a[2] < halves


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
