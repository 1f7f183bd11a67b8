"""From a draft to its composed document, and from that to the pages on screen and on paper."""

import base64
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, get_month_names
from flask import current_app
from flask_babel import get_locale, gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal import clock
from portal.drawing.charts import as_data_uri, line_chart
from portal.drawing.figure import SIZES, Figure
from portal.reports.choices import Choices
from portal.reports.composition import ReportDocument, compose, from_value
from portal.reports.document import Chart
from portal.reports.gathering import Place, facts_of
from portal.reports.models import Report
from portal.web.templating import timezone


@dataclass(frozen=True)
class Composed:
    """A draft as it would be printed now. `dropped` chosen passages are allowed no more."""

    document: ReportDocument
    dropped: int


def composed(session: Session, report: Report) -> Composed:
    """Compose a draft from what is shared and allowed at this moment."""
    zone, locale = timezone(), get_locale()
    facts, dropped = facts_of(session, report, Place(zone, clock.today(zone), gettext))
    months = get_month_names("abbreviated", locale=locale)
    document = compose(
        facts,
        Choices.from_json(report.choices).sections,
        gettext,
        day=lambda day: format_date(day, "d MMMM y", locale=locale),
        months=[months[number] for number in range(1, 13)],
        language=str(locale).replace("_", "-"),
    )
    return Composed(document, dropped)


def stored(report: Report) -> ReportDocument | None:
    """Return the document of a finished report, as it was when it was finished.

    None where it cannot be shown as a page: another version of the portal wrote it, or it is
    erased. The PDF does not depend on it.
    """
    try:
        return from_value(report.snapshot)
    except ValueError:
        return None


def title_of(report: Report) -> str:
    """Return the title inside the PDF; it names nobody."""
    return gettext("Progress report %(reference)s", reference=report.reference)


def print_styles_hash() -> str:
    """Return the source expression that lets a page apply the print styles, and no others."""
    digest = hashlib.sha256(_print_styles().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def as_draft(document: ReportDocument) -> ReportDocument:
    """Return the document with a title that nobody can take for a finished report."""
    return replace(document, title=gettext("Draft of a progress report"))


@dataclass(frozen=True)
class Drawings:
    """A report's drawings as inline SVG for wide and for narrow pages.

    Two, because letters inside a drawing shrink with it. `mood` is empty without moods.
    """

    mood: dict[str, Markup]

    def measure(self, figure: Figure, uid: str) -> dict[str, Markup]:
        """Return one of a measure; `uid` makes its ids unique on the page."""
        return {
            size: Markup(figure.svg(size, uid))  # noqa: S704 ours; people's words are escaped
            for size in SIZES
        }


def drawings(document: ReportDocument | None) -> Drawings:
    """Return what draws a report's courses on a page."""
    if document is None or document.mood is None:
        return Drawings({})
    chart, sizes = document.mood.chart, {"wide": (520, 220), "narrow": (300, 210)}
    return Drawings(
        {
            size: Markup(_svg(chart, uid=f"mood-{size}", width=width, height=height))  # noqa: S704
            for size, (width, height) in sizes.items()
        }
    )


def print_html(document: ReportDocument) -> str:
    """Return the report as one HTML page that needs nothing from outside."""
    chart = document.mood.chart if document.mood else None
    template = current_app.jinja_env.get_template("reports/pdf/report.html")  # no viewer needed
    return template.render(
        document=document,
        chart=as_data_uri(_svg(chart)) if chart else None,
        css=Markup(_print_styles()),  # noqa: S704 our own style sheet
    )


def _svg(chart: Chart, **more: Any) -> str:
    return line_chart(
        chart.points,
        low=chart.low,
        high=chart.high,
        start=chart.start,
        end=chart.end,
        title=chart.title,
        description=chart.description,
        harder_periods=chart.harder_periods,
        usual=chart.usual,
        labels=chart.labels,
        **more,
    )


@cache
def _print_styles() -> str:
    folder = Path(current_app.static_folder or "")
    return (folder / "css" / "report.css").read_text()
