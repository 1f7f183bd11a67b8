"""Words right of the plot, level with what they name: wrapped, and never over one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.drawing.frame import Frame, wide
from portal.drawing.marks import words_at

SIZE, LEADING, APART = 10, 11.5, 4.0


@dataclass(frozen=True, slots=True)
class Beside:
    """The lines that name what lies at a height, given as a value of the scale."""

    level: float
    lines: tuple[str, ...]


def fitting(room: float, most_lines: int, *candidates: str) -> tuple[str, ...]:
    """The first of the candidates that fits into so many lines; () where none does.

    A line break in a candidate is kept.
    """
    for words in candidates:
        lines = [line for part in words.split("\n") for line in _wrapped(part, room)]
        if len(lines) <= most_lines and all(wide(line, SIZE) <= room for line in lines):
            return tuple(lines)
    return ()


def _wrapped(words: str, room: float) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if wide(longer, SIZE) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def stood_beside(frame: Frame, given: Sequence[Beside]) -> Iterator[str]:
    """Each as close to its height as the others leave it room, inside the plot."""
    named = sorted((one for one in given if one.lines), key=lambda one: -one.level)
    tops: list[float] = []
    free = frame.top - 4
    for one in named:
        tops.append(max(free, frame.y(one.level) - LEADING * len(one.lines) / 2))
        free = tops[-1] + LEADING * len(one.lines) + APART
    lowest = frame.bottom + 4
    for at in reversed(range(len(named))):
        tops[at] = min(tops[at], lowest - LEADING * len(named[at].lines))
        lowest = tops[at] - APART
    for one, top in zip(named, tops, strict=True):
        for at, words in enumerate(one.lines):
            base = top + LEADING * at + 9
            yield words_at(words, frame.right + 6, base, anchor="start", size=SIZE)
