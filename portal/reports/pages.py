"""Putting report pages together: what each template is given, for one page from several views."""

from collections.abc import Iterable
from datetime import date

from flask import Response, make_response, redirect, render_template, request, url_for

from portal.access.door import session
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.reports import pdf, queries, sheets
from portal.reports.choices import Choices, PassageKey
from portal.reports.composition import ReportDocument
from portal.reports.forms import BeginForm, ComposeForm, VersionForm
from portal.reports.material import Piece, shared_pieces, still_allowed
from portal.reports.measure_words import about
from portal.reports.measuring import answered
from portal.reports.models import Report, ReportState
from portal.reports.offers import listed, offers_among
from portal.web.templating import timezone


def address(report: Report) -> str:
    """Return where a report is."""
    return url_for("practitioner_reports.report", report_id=report.id)


def after_saving(report: Report) -> str:
    """Return where the pressed button leads."""
    if request.form.get("do") == "preview":
        return url_for("practitioner_reports.preview", report_id=report.id)
    return address(report)


def by_state(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Return reports under the names of their states, in the order of a report's life."""
    groups: dict[str, list[Report]] = {state.value: [] for state in ReportState}
    for report in reports:
        groups[report.state.value].append(report)
    return groups


def of_client(viewer: Viewer, client: User, form: BeginForm) -> str:
    """Render one client's reports with the form for another."""
    assert viewer.user_id is not None
    return render_template(
        "reports/of_client.html",
        client=client,
        form=form,
        reports=queries.reports_of(session(), client.id, author_id=viewer.user_id),
    )


def everything_offered(report: Report, form: ComposeForm) -> tuple[set[PassageKey], set[str]]:
    """Return passages and measures that may be ticked: of the saved period and of the new one.

    The page that is answered still showed the saved period.
    """
    start, end = report.period_start, report.period_end
    if not form.end.errors and form.start.data and form.end.data:
        start, end = min(start, form.start.data), max(end, form.end.data)
    offered = offers_among(_pieces(report, (start, end)))
    slugs = answered(session(), report, timezone()).slugs
    return {key for group in offered for key in group.keys}, slugs


def _pieces(report: Report, period: tuple[date, date]) -> list[Piece]:
    return shared_pieces(session(), report.client_id, report.reach, period, timezone())


def compose(report: Report, form: ComposeForm) -> str:
    """Render the page where a draft is written."""
    period = (report.period_start, report.period_end)
    pieces = _pieces(report, period)
    chosen = set(Choices.from_json(report.choices).passages)
    measures = answered(session(), report, timezone()).series
    form.measures.choices = [(one.slug, one.sheet.name) for one in measures]
    return render_template(
        "reports/compose.html",
        report=report,
        form=form,
        offered=listed(offers_among(pieces), chosen),
        shared=len(pieces),
        dropped=len(chosen) - len(still_allowed(pieces, chosen)),
        about_measures={one.slug: about(one) for one in measures},
    )


def stale(report: Report, form: ComposeForm) -> str:
    """Render both texts: what was saved meanwhile, and what has just been sent."""
    return render_template(
        "reports/stale.html", report=report, form=form, saved=ComposeForm.of(report)
    )


def preview(report: Report) -> str:
    """Render a draft as it would be finished now."""
    composed = sheets.composed(session(), report)
    return render_template(
        "reports/preview.html",
        report=report,
        document=composed.document,
        dropped=composed.dropped,
        drawings=sheets.drawings(composed.document),
        form=VersionForm(formdata=None, version=report.version),
    )


def finished(report: Report) -> str:
    """Render a report whose pages exist."""
    document = sheets.stored(report)
    return render_template(
        "reports/finished.html",
        report=report,
        document=document,
        drawings=sheets.drawings(document),
    )


def changed(here: str) -> str:
    """Render the answer to finishing something that was not what had been looked at."""
    return render_template("reports/changed.html", address=here)


def not_made(here: str, problem: Exception) -> str:
    """Render the calm page for pages that could not be made; the draft stands as it was saved."""
    return render_template(
        "reports/not_made.html",
        address=here,
        is_unavailable=isinstance(problem, pdf.PdfUnavailable),
    )


def for_paper(report: Report) -> Response:
    """Return the print document as a page of its own; only its own styles may apply."""
    if report.state is ReportState.DRAFT:
        composed = sheets.composed(session(), report)
        document: ReportDocument | None = sheets.as_draft(composed.document)
    else:
        document = sheets.stored(report)
    if document is None:
        return make_response(redirect(address(report)))
    response = make_response(sheets.print_html(document))
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; img-src data:; style-src {sheets.print_styles_hash()}; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def download(report: Report) -> Response:
    """Return the stored pages under a name that names nobody."""
    name = f"report-{report.period_end:%Y-%m}.pdf"
    return Response(
        report.pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
