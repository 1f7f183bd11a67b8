"""Pages for anybody: the front page, help now, and whether the portal is well."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.database import ping
from portal.web import crisis

door = Door("public", __name__)


@door.get("/", permission=Permission.PUBLIC)
def front(viewer: Viewer) -> ResponseReturnValue:
    """Send people to their own first page; tell others what this place is."""
    if viewer.is_client:
        return redirect(url_for("client_desk.today"))
    if viewer.is_practitioner:
        return redirect(url_for("practitioner_desk.desk"))
    if viewer.is_supervisor:
        return redirect(url_for("practitioner_supervision.items"))
    if viewer.is_admin:
        return redirect(url_for("practitioner_caseload.team"))
    return render_template("public/front.html")


@door.get("/help-now", permission=Permission.PUBLIC)
def help_now(viewer: Viewer) -> ResponseReturnValue:
    """Show who can help now, for the region asked for or the practice's own."""
    wanted = request.args.get("region", current_app.extensions["settings"].crisis_region)
    return render_template(
        "public/help_now.html", region=crisis.region(wanted), regions=crisis.regions()
    )


@door.get("/healthz", permission=Permission.PUBLIC)
def healthz(viewer: Viewer) -> ResponseReturnValue:
    """Say that the process runs."""
    return {"status": "ok"}


@door.get("/readyz", permission=Permission.PUBLIC)
def readyz(viewer: Viewer) -> ResponseReturnValue:
    """Say that the database answers."""
    ping(session())
    return {"status": "ready"}
