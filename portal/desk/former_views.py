"""Pages of the practitioner for clients in care no more: their own records, to read and no more."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from portal.access.door import Door, session, shown
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.caseload import former
from portal.caseload.former import AskedFor, Ended
from portal.reports import pages
from portal.reports.queries import find_finished_by, finished_reports_of

door = Door("practitioner_former", __name__, prefix="/practice")


@door.get("/former", permission=Permission.CASELOAD_READ, discloses=Kind.RECORDS_OPENED)
def clients(viewer: Viewer) -> ResponseReturnValue:
    """Show whose records are kept, since when and until when."""
    found = former.former_clients(session(), viewer)
    shown(one.client for one in found)
    return render_template("desk/former.html", former=found, years=former.years_kept())


@door.get(
    "/former/<uuid:former_id>",
    permission=Permission.FORMER_READ,
    find=former.find_ended,
    discloses=Kind.RECORDS_OPENED,
)
def records(viewer: Viewer, ended: Ended) -> ResponseReturnValue:
    """Show what the practitioner wrote about a client in care with them no more."""
    client = former.client_of(session(), ended)
    reports = finished_reports_of(session(), client.id, author_id=ended.practitioner_id)
    return render_template("desk/records.html", ended=ended, client=client, reports=reports)


@door.get(
    "/former/<uuid:former_id>/reports/<uuid:report_id>.pdf",
    permission=Permission.FORMER_READ,
    find=former.find_in_records,
    discloses=Kind.REPORT_DOWNLOADED,
)
def report(viewer: Viewer, asked: AskedFor) -> Response:
    """Hand out the stored pages of a report that the practitioner finished."""
    client = former.client_of(session(), asked.ended)
    found = find_finished_by(session(), asked.id, asked.practitioner_id)
    if found is None or found.client_id != client.id:
        abort(404)
    return pages.download(found)
