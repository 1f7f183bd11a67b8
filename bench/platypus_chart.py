"""The course of moods as a reportlab drawing: the marks of our own chart, in the same places."""

from collections.abc import Iterator
from itertools import pairwise

from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, Shape, String
from reportlab.lib.colors import HexColor

from portal.drawing.charts import GAP_DAYS, HARD, PRINT
from portal.drawing.frame import Frame, calendar_cells, number, usual_words
from portal.reports.document import Chart

WIDE, HIGH = 560, 224
INK, SOFT, GRID, BAND = map(HexColor, (PRINT.ink, PRINT.soft, PRINT.grid, PRINT.band))


def drawing(chart: Chart, width: float, sans: str, bold: str) -> Drawing:
    """Return the chart, so many points wide."""
    scale = width / WIDE
    made = Drawing(width, HIGH * scale)
    made.scale(scale, scale)
    beside = usual_words(chart.usual, chart.labels) if chart.usual else ()
    frame = Frame(
        scale=(chart.low, chart.high),
        period=(chart.start, chart.end),
        size=(WIDE, HIGH),
        beside=beside,
        strip=HARD if chart.harder_periods else 0,
    )
    for shape in (
        *_band(chart, frame, beside, sans),
        *_scale(frame, sans),
        *_calendar(chart, frame, sans),
        *_harder_periods(chart, frame, sans),
        *_course(chart, frame, bold),
    ):
        made.add(shape)
    return made


def _up(y: float) -> float:
    """Our places count from the top, reportlab's from the bottom."""
    return HIGH - y


def _band(chart: Chart, frame: Frame, beside: tuple[str, ...], sans: str) -> Iterator[Shape]:
    if chart.usual is None:
        return
    low, high = (_up(frame.y(value)) for value in chart.usual)
    wide = frame.right - frame.left
    dotted = {"strokeColor": SOFT, "strokeWidth": 0.7, "strokeDashArray": (1.5, 3)}
    yield Rect(frame.left, low, wide, high - low, fillColor=BAND, strokeColor=None)
    for y in (low, high):
        yield Line(frame.left, y, frame.right, y, **dotted)
    for words, down in zip(beside, (2.5, -10), strict=True):
        yield _words(words, frame.right + 6, (low + high) / 2 + down, sans, anchor="start")


def _scale(frame: Frame, sans: str) -> Iterator[Shape]:
    for tick in frame.ticks:
        y = _up(frame.y(tick))
        yield Line(frame.left, y, frame.right, y, strokeColor=GRID, strokeWidth=0.6)
        yield _words(number(tick), frame.left - 8, y - 4, sans, anchor="end")


def _calendar(chart: Chart, frame: Frame, sans: str) -> Iterator[Shape]:
    for cell in calendar_cells(frame, chart.labels.months):
        x, base = frame.x(cell.first), _up(frame.bottom)
        if cell.first > frame.start:
            yield Line(x, base, x, base - 4, strokeColor=SOFT, strokeWidth=0.6)
        yield _words(cell.words, cell.place(frame), _up(frame.calendar), sans)


def _harder_periods(chart: Chart, frame: Frame, sans: str) -> Iterator[Shape]:
    y = _up(frame.bottom + 9)
    for first, last in chart.harder_periods:
        a, b = frame.x(first), frame.x(last)
        yield Line(a, y, b, y, strokeColor=INK, strokeWidth=3, strokeDashArray=(1.5, 3))
        yield _words(chart.labels.hard, (a + b) / 2, y - 13, sans)


def _course(chart: Chart, frame: Frame, bold: str) -> Iterator[Shape]:
    places = [(frame.x(point.on), _up(frame.y(point.value))) for point in chart.points]
    for (before, after), (a, b) in zip(pairwise(chart.points), pairwise(places), strict=True):
        if (after.on - before.on).days <= GAP_DAYS:
            yield Line(*a, *b, strokeColor=INK, strokeWidth=1.5)
    for x, y in places:
        yield Circle(x, y, 3, fillColor=INK, strokeColor=None)
    by_value = sorted(range(len(places)), key=lambda at: chart.points[at].value)
    for at in dict.fromkeys((0, len(places) - 1, by_value[0], by_value[-1])):
        x, y = places[at]
        yield _words(number(chart.points[at].value), x, y + 6, bold)


def _words(words: str, x: float, y: float, face: str, anchor: str = "middle") -> Shape:
    return String(x, y, words, fontName=face, fontSize=11, textAnchor=anchor, fillColor=SOFT)
