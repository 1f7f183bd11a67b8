"""Pages of the practitioner for reports: begin, compose, preview, finish, share, download."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.access.disclosure import Shows
from portal.access.door import Door, session, shown
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.caseload.queries import find_client
from portal.reports import finishing, pages, pdf, queries, services
from portal.reports.choices import Preset
from portal.reports.forms import BeginForm, ComposeForm, VersionForm
from portal.reports.models import Report, ReportState
from portal.reports.period import last_three_months
from portal.web.templating import timezone

door = Door("practitioner_reports", __name__, prefix="/practice")
find = queries.find_report


@door.get("/reports", permission=Permission.CASELOAD_READ, discloses=Kind.CASELOAD_OPENED)
def reports(viewer: Viewer) -> ResponseReturnValue:
    """Show the practitioner's reports: being written, finished, shared."""
    assert viewer.user_id is not None
    found = queries.reports_by(session(), viewer.user_id)
    shown({report.client_id: report.client for report in found}.values())
    return render_template("reports/reports.html", groups=pages.by_state(found))


@door.get(
    "/clients/<uuid:client_id>/reports",
    permission=Permission.CLIENT_READ,
    find=find_client,
    discloses=Kind.CLIENT_OPENED,
)
def of_client(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Show one client's reports, and begin another."""
    start, end = last_three_months(clock.today(timezone()))
    return pages.of_client(viewer, client, BeginForm(formdata=None, start=start, end=end))


@door.post(
    "/clients/<uuid:client_id>/reports",
    permission=Permission.REPORT_BEGIN,
    find=find_client,
    discloses=Kind.CLIENT_OPENED,
)
def begin(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Begin a report over a period."""
    form = BeginForm()
    if not form.validate():
        return make_response(pages.of_client(viewer, client, form), 400)
    assert viewer.user_id is not None
    begun = services.begin_report(
        session(),
        client,
        author_id=viewer.user_id,
        period=form.period,
        preset=form.preset.data or Preset.CLIENT,
    )
    return redirect(url_for("practitioner_reports.report", report_id=begun.id))


@door.get(
    "/reports/<uuid:report_id>",
    permission=Permission.REPORT_READ,
    find=find,
    discloses=Kind.REPORT_OPENED,
)
def report(viewer: Viewer, report: Report) -> ResponseReturnValue:
    """Compose a draft, or look at a finished report."""
    if report.state is ReportState.DRAFT:
        return pages.compose(report, ComposeForm.of(report))
    return pages.finished(report)


@door.post(
    "/reports/<uuid:report_id>",
    permission=Permission.REPORT_WRITE,
    find=find,
    discloses=Kind.REPORT_OPENED,
)
def change(viewer: Viewer, report: Report) -> ResponseReturnValue:
    """Save a draft."""
    form = ComposeForm()
    is_valid, offered = form.validate(), pages.everything_offered(report, form)
    if not form.offer(*offered) or not is_valid:
        return make_response(pages.compose(report, form), 400)
    try:
        services.change_report(
            report, version=form.version.data, period=form.period, choices=form.choices
        )
    except services.StaleReport:
        return make_response(pages.stale(report, form), 409)
    return redirect(pages.after_saving(report))


@door.get(
    "/reports/<uuid:report_id>/preview",
    permission=Permission.REPORT_READ,
    find=find,
    discloses=Kind.REPORT_OPENED,
)
def preview(viewer: Viewer, report: Report) -> ResponseReturnValue:
    """Show a draft as it would be finished now."""
    if report.state is not ReportState.DRAFT:
        return redirect(url_for("practitioner_reports.report", report_id=report.id))
    return pages.preview(report)


@door.get(
    "/reports/<uuid:report_id>/page",
    permission=Permission.REPORT_READ,
    find=find,
    discloses=Kind.REPORT_OPENED,
)
def page(viewer: Viewer, report: Report) -> ResponseReturnValue:
    """Show the report set for paper, for printing where no PDF can be made."""
    return pages.for_paper(report)


@door.post(
    "/reports/<uuid:report_id>/finish",
    permission=Permission.REPORT_WRITE,
    find=find,
    discloses=Shows.NOTHING,
    reads_first=True,
    confirmed=True,
)
def finish(viewer: Viewer, report: Report) -> ResponseReturnValue:
    """Make the pages, with no lock held meanwhile, and store them for good."""
    form, here = VersionForm(), pages.address(report)
    try:
        finishing.finish(report, version=form.version.data if form.validate() else None)
    except finishing.Changed:
        return make_response(pages.changed(here), 409)
    except (pdf.PdfUnavailable, pdf.RenderFailed) as problem:
        return make_response(pages.not_made(here, problem), 503)
    flash(_("The report is finished. Its pages are stored and will not change."))
    return redirect(here)


@door.post(
    "/reports/<uuid:report_id>/share",
    permission=Permission.REPORT_SHARE,
    find=find,
    discloses=Shows.NOTHING,
    confirmed=True,
)
def share(viewer: Viewer, report: Report) -> ResponseReturnValue:
    """Give a finished report to the client."""
    here = pages.address(report)
    try:
        services.share_report(report)
    except services.WrongMove:
        flash(_("This report was shared already."))
    else:
        flash(_("The client can now read and download this report."))
    return redirect(here)


@door.post(
    "/reports/<uuid:report_id>/discard",
    permission=Permission.REPORT_WRITE,
    find=find,
    discloses=Shows.NOTHING,
)
def discard(viewer: Viewer, report: Report) -> ResponseReturnValue:
    """Throw a draft away."""
    here = url_for("practitioner_reports.of_client", client_id=report.client_id)
    try:
        services.discard_report(report)
    except services.WrongMove:
        flash(_("This report is no draft any more, so it stays."))
    else:
        flash(_("The draft is discarded."))
    return redirect(here)


@door.get(
    "/reports/<uuid:report_id>.pdf",
    permission=Permission.REPORT_DOWNLOAD,
    find=find,
    discloses=Kind.REPORT_DOWNLOADED,
)
def download(viewer: Viewer, report: Report) -> Response:
    """Hand out the stored pages, the same bytes every time."""
    return pages.download(report)
