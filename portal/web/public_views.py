"""Pages for anybody: the front page, help now, and whether the portal is well."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.database import ping
from portal.web.crisis.directory import every_place, numbers_at
from portal.web.crisis.wording import numbers_here, place_name

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


@door.get("/help-now", permission=Permission.PUBLIC, for_nobody=True)
def help_now(viewer: Viewer) -> ResponseReturnValue:
    """Show who can help now, at the place asked for or where the practice is."""
    wanted = request.args.get("place")
    here = numbers_at(wanted) if wanted else numbers_here()
    places = sorted(every_place(), key=lambda one: (one.is_fallback, place_name(one)))
    return render_template(
        "public/help_now.html",
        here=here,
        places=places,
        elsewhere=[one for one in places if not one.region],
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
