"""The same report by reportlab: platypus for words and tables, its graphics for the course.

It prints every word of the document that our template prints, in the same faces and sizes. It does
less than ours in one thing: reportlab cannot tag a PDF for screen readers.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from bench.platypus_chart import drawing
from bench.platypus_styles import GREEN, INK, LINE, SOFT, face, style
from portal.reports.document import (
    Manifest,
    Mood,
    Prose,
    Quote,
    Quotes,
    Remark,
    ReportDocument,
    Standing,
)

WIDTH = 158 * mm
TOP, NO_PAD = ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)


def pdf(document: ReportDocument) -> bytes:
    """Return the report as PDF."""
    file = BytesIO()
    paper = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=30 * mm - 6,
        rightMargin=22 * mm - 6,
        topMargin=16 * mm - 6,
        bottomMargin=20 * mm - 6,
        title=f"{document.title}, {document.lines[0].words}",
    )
    paper.build(list(_story(document)), canvasmaker=lambda *a, **k: _Numbered(document, *a, **k))
    return file.getvalue()


class _Numbered(Canvas):  # type: ignore[misc] # (the library has no types)
    """Holds every page back until it is known how many there are."""

    def __init__(self, document: ReportDocument, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._document, self._held = document, list[dict[str, Any]]()

    def showPage(self) -> None:
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        page, of = self._document.page_of
        held = self._held
        for number, state in enumerate(held, 1):
            self.__dict__.update(state)
            self.setFont(face("Sans"), 8)
            self.setFillColor(SOFT)
            self.drawString(30 * mm, 12 * mm, self._document.running)
            self.drawRightString(188 * mm, 12 * mm, f"{page} {number} {of} {len(held)}")
            super().showPage()
        super().save()


def _story(document: ReportDocument) -> Iterator[Flowable]:
    yield _table([[_p(document.practice_name, "letterhead")]], (WIDTH,), _rule("BELOW", 0.6))
    yield _p(document.title, "title")
    facts = [[_p(line.label, "fact"), _p(line.words, "facts")] for line in document.lines]
    yield _table(facts, (28 * mm, WIDTH - 28 * mm))
    yield from _prose(document.summary, "short")
    yield from _quotes(document.own_words)
    yield from _standing(document.standing)
    yield from _prose(document.course, "prose")
    yield from _prose(document.next_steps, "prose")
    yield Spacer(1, 11 * mm)
    yield _halves([_p(line, "cell") for line in document.sign_off], _rule("ABOVE", 0.6))
    yield from _mood(document.mood)
    yield from _quotes(document.further_words)
    yield from _manifest(document.manifest)
    yield _p(document.closing, "small")


def _p(words: str, name: str) -> Paragraph:
    return Paragraph(escape(words), style(name))


def _heading(words: str, aside: str = "") -> Flowable:
    small = f' <font name="{face("Sans")}" size="8.4">{escape(aside)}</font>'
    return Paragraph(escape(words) + small * bool(aside), style("heading"))


def _rule(where: str, width: float) -> tuple[object, ...]:
    return (f"LINE{where}", (0, 0), (-1, 0), width, INK)


def _table(rows: list[list[Any]], widths: Iterable[float], *marks: object, head: int = 0) -> Table:
    return Table(rows, list(widths), style=[TOP, NO_PAD, *marks], repeatRows=head, hAlign="LEFT")


def _ledger(rows: list[list[Any]], widths: Iterable[float]) -> Table:
    under = ("LINEBELOW", (0, 1), (-1, -2), 0.4, LINE)
    return _table(rows, widths, under, _rule("BELOW", 0.8), head=1)


def _halves(cells: list[Any], *marks: object) -> Table:
    return _table([cells], [WIDTH / len(cells)] * len(cells), *marks)


def _prose(section: Prose | None, name: str) -> Iterator[Flowable]:
    if section is None:
        return
    if section.heading:
        yield _heading(section.heading)
    for words in section.paragraphs:
        yield _p(words, name)


def _quotes(section: Quotes | None) -> Iterator[Flowable]:
    if section is None:
        return
    yield _heading(section.heading, section.aside)
    for quote in section.quotes:
        yield from _quote(quote)
    if not section.quotes:
        yield _p(section.instead, "prose")


def _quote(quote: Quote) -> Iterator[Flowable]:
    own = [_p(quote.words, "own"), _p(quote.cite, "cite")]
    yield _beside(own, 0, 1.4, GREEN)
    for remark in quote.remarks:
        yield _beside(list(_remark(remark)), 12 * mm, 0.6, LINE)
    yield Spacer(1, 2.8 * mm)


def _remark(remark: Remark) -> Iterator[Flowable]:
    yield _p(remark.words, "beside")
    yield _p(remark.cite, "cite")
    for reply in remark.replies:
        yield _table([["", list(_remark(reply))]], (6 * mm, WIDTH - 30 * mm))


def _beside(cell: list[Flowable], indent: float, width: float, colour: object) -> Table:
    line = ("LINEBEFORE", (1, 0), (1, 0), width, colour)
    return _table([["", cell]], (indent, WIDTH - indent), line, ("LEFTPADDING", (1, 0), (1, 0), 11))


def _standing(section: Standing | None) -> Iterator[Flowable]:
    if section is None:
        return
    yield _heading(section.heading)
    yield from (_p(sentence, "prose") for sentence in section.sentences)
    rows = [[_p(column, "head") for column in section.columns]]
    for goal in section.goals:
        state = [_p(goal.state, "cell")]
        if goal.closing_words:
            state.append(_p(goal.closing_words, "goal"))
        rows.append([_p(goal.words, "goal"), state, _p(goal.since, "cell")])
    if section.goals:
        yield _ledger(rows, (66 * mm, WIDTH - 100 * mm, 34 * mm))


def _mood(section: Mood | None) -> Iterator[Flowable]:
    if section is None or section.chart is None:
        return
    yield _heading(section.heading, section.aside)
    picture = drawing(section.chart, WIDTH, face("Sans"), face("Bold"))
    yield KeepTogether([_p(section.sentence, "prose"), picture])
    yield _p(section.caption, "small")
    rows = [[_p(column, "head") for column in section.columns]]
    for month in section.months:
        values = "\u00a0\u00a0 ".join(
            f"{escape(value.label)} <font name={face('Bold')}>{value.words}</font>"
            for value in month.values
        )
        rows.append([_p(month.month, "cell"), Paragraph(values, style("cell"))])
    yield _ledger(rows, (24 * mm, WIDTH - 24 * mm))
    yield _p(section.rule, "small")


def _manifest(section: Manifest) -> Iterator[Flowable]:
    yield _heading(section.heading)
    columns = (
        (section.included_heading, section.included),
        (section.left_out_heading, section.left_out),
    )
    cells = [[_p(head, "head"), *(_p(line, "cell") for line in lines)] for head, lines in columns]
    yield _halves(cells)
