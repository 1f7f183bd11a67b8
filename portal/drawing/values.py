"""The numbers that stand at the points of a chart, each where it covers least of the line."""

from collections.abc import Sequence
from itertools import pairwise

from portal.drawing.course import Point
from portal.drawing.frame import Box, Frame, number, wide
from portal.drawing.marks import words_at

MANY = 16
"""Up to so many points each carries its number; beyond, only first, last, lowest and highest."""


def numbers_at(
    frame: Frame, shown: Sequence[Point], joins: Sequence[bool], *, ink: str, paper: str
) -> tuple[list[str], list[str]]:
    """Paper-coloured grounds that lie under the line, and the numbers that lie over it.

    `joins` says of each point but the first whether the line leads to it from the one before.
    A number stands above, below or beside its point, where it covers least of the line; where
    there is no such place it is left out: the table beside the chart has every value.
    """
    drawn = _drawn(frame, shown, joins)
    halos, numbers, taken = list[str](), list[str](), list[Box]()
    for point in _spoken(shown):
        half = wide(number(point.value)) / 2
        free = [
            (sum(box.holds(*spot) for spot in drawn), order, box)
            for order, box in enumerate(_places(frame.x(point.on), frame.y(point.value), half))
            if frame.has_room_for(box) and not any(map(box.meets, taken))
        ]
        covered, _, box = min(free, default=(COVERS_TOO_MUCH, 0, None))
        if box is None or covered >= COVERS_TOO_MUCH:
            continue
        taken.append(box)
        halos.append(
            f'<rect class="halo" x="{box.left:.1f}" y="{box.top:.1f}" width="{2 * half:.1f}"'
            f' height="10" fill="{paper}"/>'
        )
        numbers.append(words_at(number(point.value), box.left + half, box.base - 1, ink=ink))
    return halos, numbers


COVERS_TOO_MUCH = 3
"""A number over so many spots of the line, three units apart, would be hard to read."""


def _places(x: float, y: float, half: float) -> list[Box]:
    """Where the number of a point may stand, the best place first."""
    centres = ((x, y - 10), (x, y + 18), (x + half + 7, y + 4), (x - half - 7, y + 4))
    return [Box(at - half, at + half, base - 9, base + 1) for at, base in centres]


def _spoken(shown: Sequence[Point]) -> list[Point]:
    """The points that carry a number, the most telling first, none twice."""
    if not shown:
        return []
    by_value = sorted(shown, key=lambda point: point.value)
    telling = (shown[-1], shown[0], by_value[0], by_value[-1])
    return list(dict.fromkeys((*telling, *(shown if len(shown) <= MANY else ()))))


def _drawn(
    frame: Frame, shown: Sequence[Point], joins: Sequence[bool]
) -> list[tuple[float, float]]:
    """Spots along the drawn line, close enough together that a number can keep clear of it."""
    spots = [(frame.x(point.on), frame.y(point.value)) for point in shown]
    for joined, ((x, y), (x2, y2)) in zip(joins, pairwise(tuple(spots)), strict=True):
        steps = int(max(abs(x2 - x), abs(y2 - y)) / 3) if joined else 0
        spots += [(x + (x2 - x) * at / steps, y + (y2 - y) * at / steps) for at in range(1, steps)]
    return spots
