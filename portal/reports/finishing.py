"""Finishing a report: compose, make the pages with no lock held, look once more, store for good."""

from portal import clock
from portal.access.door import begin_writing, session
from portal.reports import pdf, services, sheets
from portal.reports.composition import to_value
from portal.reports.models import Report


class Changed(Exception):
    """What would be finished is not what was looked at."""


def finish(report: Report, *, version: int | None) -> None:
    """Finish the draft that was looked at as `version`.

    Raises Changed, pdf.PdfUnavailable and pdf.RenderFailed; then the draft stays as it was.
    """
    if report.version != version:
        raise Changed
    document = sheets.composed(session(), report).document
    title, identifier = sheets.title_of(report), str(report.id)
    begin_writing()  # until the pages are made the report is not looked at: that would lock
    stamp = clock.now()
    made = pdf.render(
        sheets.print_html(document),
        title=title,
        language=document.language,
        stamp=stamp,
        identifier=identifier,
    )
    try:
        services.finish_report(
            report, version=version, snapshot=to_value(document), pdf=made, finished_at=stamp
        )
    except (services.StaleReport, services.WrongMove) as problem:
        raise Changed from problem
    is_as_before = report.may_go_on and sheets.composed(session(), report).document == document
    if not is_as_before:  # taken back in this minute
        raise Changed
