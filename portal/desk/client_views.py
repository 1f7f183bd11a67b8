"""Today: where a client comes in."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.caseload.queries import coming_appointments, practitioners_of
from portal.desk.phrases import greeting
from portal.desk.today import here

door = Door("client_desk", __name__, prefix="/my")


@door.get("/today", permission=Permission.OWN_FILE_READ)
def today(viewer: Viewer) -> ResponseReturnValue:
    """Show what is here for the client, a blank line, and when they meet next."""
    assert viewer.user_id is not None
    now = clock.now()
    return render_template(
        "desk/today.html",
        greeting=greeting(now),
        now=now,
        things=here(session(), viewer.user_id),
        practitioners=practitioners_of(session(), viewer.user_id),
        appointments=coming_appointments(session(), viewer.user_id, now, limit=1),
    )
