"""Pages of the client for reports: what was shared with them, to read and to keep."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.reports import pages, queries, services, sheets
from portal.reports.models import Report

door = Door("client_reports", __name__, prefix="/my")
find = queries.find_report


@door.get("/reports", permission=Permission.OWN_FILE_READ)
def reports(viewer: Viewer) -> ResponseReturnValue:
    """Show the reports that were shared with the client."""
    assert viewer.user_id is not None
    return render_template(
        "reports/my_reports.html", reports=queries.shared_reports(session(), viewer.user_id)
    )


@door.get("/reports/<uuid:report_id>", permission=Permission.REPORT_READ, find=find)
def report(viewer: Viewer, report: Report) -> ResponseReturnValue:
    """Show one report as a page."""
    document = sheets.stored(report)
    return render_template(
        "reports/my_report.html",
        report=report,
        document=document,
        drawings=sheets.drawings(document),
    )


@door.post("/reports/<uuid:report_id>/seen", permission=Permission.REPORT_READ, find=find)
def seen(viewer: Viewer, report: Report) -> ResponseReturnValue:
    """Note that the client has read it."""
    here = url_for("client_reports.reports")
    services.note_seen(report)
    flash(_("Thank you. Your therapist can see that you have read it."))
    return redirect(here)


@door.get("/reports/<uuid:report_id>.pdf", permission=Permission.REPORT_DOWNLOAD, find=find)
def download(viewer: Viewer, report: Report) -> Response:
    """Hand out the stored pages, the same bytes every time."""
    return pages.download(report)
