"""`pdf_vs_reportlab`: our report, from facts to tagged PDF ÷ the same content by reportlab."""

from datetime import UTC, datetime

from flask_babel import gettext

from bench import platypus
from bench.crowds import crowd
from bench.outcome import Outcome
from bench.page_floor import PRACTICE
from bench.pairing import compare
from bench.report_content import facts
from portal.reports import pdf, sheets
from portal.reports.composition import compose
from portal.reports.document import ReportDocument
from portal.reports.facts import Section


def run(quick: bool) -> Outcome:
    """Measure both with everything warm and other content each time."""
    app = crowd(PRACTICE)
    with app.test_request_context():
        sides = ("WeasyPrint, PDF/UA-1", ours), ("reportlab platypus, untagged", theirs)
        compared = compare("pdf_vs_reportlab", *sides, 7 if quick else 20)
    pdf.close()
    return Outcome([compared])


def document(number: int) -> ReportDocument:
    """Return the composed report number `number`, the same on both sides."""
    return compose(facts(number), list(Section), gettext)


def ours(number: int) -> bytes:
    """Make a report as the portal does: composition, template, worker process."""
    composed = document(number)
    return pdf.render(
        sheets.print_html(composed),
        title=composed.title,
        language=composed.language,
        stamp=datetime(2026, 7, 6, tzinfo=UTC),
        identifier=composed.running,
    )


def theirs(number: int) -> bytes:
    """Make the same report with reportlab, in this process."""
    return platypus.pdf(document(number))
