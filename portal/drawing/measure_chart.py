"""The scores of one measure as a drawing: points in, SVG out, the same for the page and for paper.

Every score stands at its own day on the measure's whole scale. Nothing is smoothed, projected,
filled in or coloured by worth; the line breaks at gaps, where the questionnaire changed and where
it was answered without a score.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portal.drawing.beside import Beside, fitting, stood_beside
from portal.drawing.course import Point
from portal.drawing.frame import MONTHS, Frame, number
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
from portal.drawing.measured import Break, Measured
from portal.drawing.pins import ROW, moments, pinned, remarks
from portal.drawing.values import MANY, numbers_at

HEAD, LINES, SHARE = 14.0, 5, 0.27
"""The height of a line above the plot; how many lines, and what share of the width, names have."""

APART = 7.0
"""How far apart the dots of the band's pattern are."""

STROKE = 9.0
"""How tall the stroke is that marks a day without a score."""


@dataclass(frozen=True, slots=True)
class Names:
    """The words inside the drawing, so that they can be translated; the first that fits is used."""

    within: tuple[str, ...] = ("within measurement error (%(rule)s)", "within measurement error")
    cut_off: tuple[str, ...] = ("cut-off %(at)s (%(rule)s)", "cut-off %(at)s")
    months: tuple[str, ...] = MONTHS


ENGLISH_NAMES = Names()


def measure_chart(
    measured: Measured,
    *,
    title: str,
    description: str,
    names: Names = ENGLISH_NAMES,
    palette: Palette = PRINT,
    width: int = 560,
    height: int = 260,
    uid: str = "measure",
) -> str:
    """Draw the scores as an inline SVG; remarks and moments are pinned under it at their days.

    What a number or a letter stands for is told in a list beside the drawing: `pins.remarks` and
    `pins.moments`. `uid` makes the ids unique on a page. Raises ValueError without a score.
    """
    if not measured.scores:
        raise ValueError("a chart needs a score")
    rows = [row for row in (remarks(measured), moments(measured)) if row]
    beside = list(_beside(measured, names, width * SHARE))
    frame = Frame(
        scale=(measured.low, measured.high),
        period=measured.period,
        size=(width, height),
        beside=[line for one in beside for line in one.lines],
        strip=ROW * len(rows),
        head=HEAD * (2 if Break.EDITION in measured.breaks else 1),
    )
    body = (
        *_direction(measured),
        *_within(frame, measured, palette),
        *scale(frame, palette),
        *_cut_offs(frame, measured, palette),
        *_editions(frame, measured, palette),
        *calendar(frame, names.months, palette),
        *pinned(frame, rows, palette),
        *_unscored(frame, measured, palette),
        *_scores(frame, measured, palette),
        *stood_beside(frame, beside),
    )
    about = {"title": title, "description": description}
    return sheet("measure-chart", body, **about, size=(width, height), uid=uid, palette=palette)


def _direction(measured: Measured) -> Iterator[str]:
    if measured.direction:
        yield words_at(measured.direction, 2, HEAD - 3, anchor="start")


def _beside(measured: Measured, names: Names, room: float) -> Iterator[Beside]:
    """Name ends, band and cut-offs right of the plot, with their rules where there is room."""
    for level, words in zip((measured.low, measured.high), measured.ends, strict=True):
        if words:
            yield Beside(level, fitting(room, LINES, words))
    if measured.band is not None and measured.margin is not None:
        said = [words % {"rule": measured.margin.rule} for words in names.within]
        yield Beside(sum(measured.band) / 2, fitting(room, LINES, *said))
    for cut_off in measured.cut_offs:
        facts = {"at": number(cut_off.at), "rule": cut_off.rule}
        yield Beside(cut_off.at, fitting(room, LINES, *(words % facts for words in names.cut_off)))


def _within(frame: Frame, measured: Measured, palette: Palette) -> Iterator[str]:
    """The band of measurement error as a pattern of dots between two thin edges."""
    band, baseline, until = measured.band, measured.baseline, measured.compared_until
    if band is None or baseline is None or until is None:
        return
    left = frame.x(baseline.on)
    right = frame.right if until == measured.scores[-1].on else frame.x(until)
    base, top = frame.y(band[0]), frame.y(band[1])
    rows = int((base - top) / APART)
    first = (base + top - APART * (rows - 1)) / 2
    for odd in (0, 1):
        lines = [first + APART * at for at in range(odd, rows, 2)]
        path = "".join(f"M{left + APART / 2 * (odd + 1):.1f} {y:.1f}H{right:.1f}" for y in lines)
        if path:
            yield (
                f'<path class="within" d="{path}" fill="none" stroke="{palette.soft}"'
                f' stroke-width="1.3" stroke-linecap="round" stroke-dasharray="0.01 {APART:g}"/>'
            )
    for y in dict.fromkeys((top, base)):
        yield rule("within-edge", (left, right), y, palette.soft, "0.7")


def _cut_offs(frame: Frame, measured: Measured, palette: Palette) -> Iterator[str]:
    for cut_off in measured.cut_offs:
        y = frame.y(cut_off.at)
        yield rule("cut-off", (frame.left, frame.right), y, palette.ink, "1", "7 4")


def _editions(frame: Frame, measured: Measured, palette: Palette) -> Iterator[str]:
    """A line down where the questionnaire changed, half-way between the scores on either side."""
    changes = [
        (before.on, after)
        for why, (before, after) in zip(measured.breaks, pairwise(measured.scores), strict=True)
        if why is Break.EDITION
    ]
    for before, after in changes:
        x = _between(frame, before, after.on)
        yield (
            f'<path class="edition" d="M{x:.1f} {HEAD + 4:.1f}V{frame.bottom:.1f}" fill="none"'
            f' stroke="{palette.ink}" stroke-width="1" stroke-dasharray="2 3"/>'
        )
        end = x > (frame.left + frame.right) / 2
        side, anchor = (-4, "end") if end else (4, "start")
        yield words_at(after.edition, x + side, HEAD * 2 - 2, anchor=anchor, size=10)


def _between(frame: Frame, before: date, after: date) -> float:
    return (frame.x(before) + frame.x(after)) / 2


def _unscored(frame: Frame, measured: Measured, palette: Palette) -> Iterator[str]:
    """A stroke on the lower edge for each day on which it was answered without a score."""
    strokes = "".join(
        f"M{frame.x(one.on):.1f} {frame.bottom:.1f}v{-STROKE:g}" for one in measured.unscored
    )
    if strokes:
        yield (
            f'<path class="unscored" d="{strokes}" fill="none" stroke="{palette.ink}"'
            f' stroke-width="2"/>'
        )


def _scores(frame: Frame, measured: Measured, palette: Palette) -> Iterator[str]:
    """The line, every score as a dot, hollow where it was prorated, and their numbers."""
    joins = [why is None for why in measured.breaks]
    places = [frame.place(score.on, score.value) for score in measured.scores]
    points = [Point(score.on, score.value) for score in measured.scores]
    halos, numbers = numbers_at(frame, points, joins, ink=palette.ink, paper=palette.paper)
    hollow = [place for place, one in zip(places, measured.scores, strict=True) if one.is_prorated]
    size = 6.5 if len(places) <= 2 * MANY else 5.0
    yield from halos
    yield course(places, joins, palette)
    yield dots("dots", places, palette.ink, f"{size:g}")
    if hollow:
        yield dots("dots", hollow, palette.ink, f"{size + 1.5:g}")
        yield dots("dots--hole", hollow, palette.paper, f"{size - 1.5:g}")
    yield from numbers
