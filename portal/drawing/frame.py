"""Where things stand in a chart: the plot, its scales, its calendar, the room words take."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from unicodedata import east_asian_width

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Labels:
    """The words inside a drawing, so that they can be translated."""

    usual: str = "usual range"
    low_to_high: str = "%(low)s to %(high)s"
    hard: str = "hard stretch"
    months: tuple[str, ...] = MONTHS


ENGLISH = Labels()


def number(value: float) -> str:
    """A value as people write it: `7`, `6.5`; at most one decimal."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def usual_words(usual: tuple[float, float], labels: Labels) -> tuple[str, str]:
    """The two lines that name the band."""
    low, high = number(usual[0]), number(usual[1])
    return labels.usual, low if low == high else labels.low_to_high % {"low": low, "high": high}


def wide(words: str, size: int = 11) -> float:
    """The room these words take, on the safe side: there is no font here to measure with."""
    ems = sum(1.0 if east_asian_width(char) in "WF" else 0.6 for char in words)
    return ems * size + 2


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def safe(words: str) -> str:
    """Words as XML text or attribute; what XML cannot carry becomes a replacement sign."""
    return escape(_NOT_XML.sub("\ufffd", words))


@dataclass(frozen=True, slots=True)
class Box:
    """The place of a number."""

    left: float
    right: float
    top: float
    base: float

    def meets(self, other: "Box") -> bool:
        """Whether the two overlap."""
        beside = self.right < other.left or other.right < self.left
        return not (beside or self.base < other.top or other.base < self.top)

    def holds(self, x: float, y: float) -> bool:
        """Whether a spot lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.base


class Frame:
    """The plot inside its margins, and the way from a day and a value to a place in it."""

    def __init__(
        self,
        *,
        scale: tuple[float, float],
        period: tuple[date, date],
        size: tuple[int, int],
        beside: Sequence[str],
        strip: float = 0,
        head: float = 0,
    ) -> None:
        """`beside` are words right of the plot; `strip` is kept free below it, `head` above it."""
        (self.low, self.high), (self.start, self.end) = scale, period
        self.ticks = _ticks(self.low, self.high)
        self.left = 12 + max(wide(number(tick)) for tick in self.ticks)
        self.right = size[0] - 8 - max((wide(words, 10) for words in beside), default=8)
        self.head = head
        self.top = head + 20.0
        self.calendar = size[1] - 6.0 - (13 if self.start.year != self.end.year else 0)
        self.bottom = self.calendar - 17 - strip

    def x(self, on: date) -> float:
        """The place of a day; the first and the last keep ten units to the edge."""
        days = max(1, (self.end - self.start).days)
        return self.left + 10 + (self.right - self.left - 20) * (on - self.start).days / days

    def y(self, value: float) -> float:
        """The place of a value."""
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def place(self, on: date, value: float) -> str:
        """The place of a point, as a path writes it."""
        return f"{self.x(on):.1f} {self.y(value):.1f}"

    def has_room_for(self, box: Box) -> bool:
        """Whether a number may stand there: inside the plot, and a little beyond its edges."""
        above, below = box.top > self.head, box.base < self.bottom + 6
        return above and below and box.left > 0 and box.right < self.right + 6


def _ticks(low: float, high: float) -> list[float]:
    """Three or four even steps where they fall on whole numbers, else two."""
    steps = next((n for n in (3, 4, 2, 5) if ((high - low) / n).is_integer()), 2)
    return [low + (high - low) * at / steps for at in range(steps + 1)]


@dataclass(frozen=True, slots=True)
class Cell:
    """One week, month, quarter or year of the period, with its name and the name's place."""

    first: date
    after: date
    words: str
    is_week: bool = False

    def place(self, frame: Frame) -> float:
        """A week is named at its first day, anything longer in its middle."""
        first = frame.x(self.first)
        return first if self.is_week else (first + frame.x(self.after)) / 2


def calendar_cells(frame: Frame, months: Sequence[str]) -> list[Cell]:
    """The period cut into weeks, months, quarters or years: the shortest whose words fit."""
    cells: list[Cell] = []
    for cells in _cuts(frame.start, frame.end, months):
        inner = cells[1:-1] or cells
        room = min(frame.x(cell.after) - frame.x(cell.first) for cell in inner)
        if len(cells) == 1 or room >= max(wide(cell.words) for cell in cells) + 4:
            break
    return cells


def _cuts(start: date, end: date, months: Sequence[str]) -> Iterable[list[Cell]]:
    monday = start - timedelta(days=start.weekday())
    weeks = [monday + timedelta(days=7 * at) for at in range((end - monday).days // 7 + 1)]
    if len(weeks) <= 9:
        yield _cells(weeks, start, end, lambda day: f"{day.day} {months[day.month - 1]}", True)
    firsts = [date(y, m, 1) for y in range(start.year, end.year + 1) for m in range(1, 13)]
    yield _cells(firsts, start, end, lambda day: months[day.month - 1])
    yield _cells(firsts[::3], start, end, lambda day: _quarter(day, months))
    yield _cells(firsts[::12], start, end, lambda day: str(day.year))
    yield [Cell(start, end, f"{start.year}–{end.year}")]


def _quarter(day: date, months: Sequence[str]) -> str:
    first = (day.month - 1) // 3 * 3
    return f"{months[first]}–{months[first + 2]}"


def _cells(
    starts: Sequence[date],
    start: date,
    end: date,
    words: Callable[[date], str],
    is_week: bool = False,
) -> list[Cell]:
    """Each cell from its own first day to the next one's, cut off at the period's ends."""
    return [
        Cell(max(first, start), min(after, end), words(max(first, start)), is_week)
        for first, after in pairwise([*starts, date.max])
        if first <= end and after > start
    ]
