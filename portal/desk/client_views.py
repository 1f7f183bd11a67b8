"""Today: where a client comes in."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.caseload.queries import coming_appointments
from portal.desk.lately import TOLD_FOR
from portal.desk.phrases import greeting
from portal.desk.today import here
from portal.transfers.queries import care_and_proposals

door = Door("client_desk", __name__, prefix="/my")


@door.get("/today", permission=Permission.OWN_FILE_READ)
def today(viewer: Viewer) -> ResponseReturnValue:
    """Show what is here for the client, a blank line, and when they meet next."""
    assert viewer.user_id is not None
    now = clock.now()
    care, proposals = care_and_proposals(session(), viewer.user_id, now - TOLD_FOR)
    practitioners = [(one, who) for one, who in care if one.ended_at is None]
    return render_template(
        "desk/today.html",
        greeting=greeting(now),
        now=now,
        things=here(session(), viewer, proposals, looks=bool(practitioners)),
        practitioners=practitioners,
        ended=[(one, who) for one, who in care if one.ended_at is not None],
        appointments=coming_appointments(session(), viewer.user_id, now, limit=1),
    )
