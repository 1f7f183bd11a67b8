"""The client's own end of care: what it means, and ending it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.caseload import going_on
from portal.caseload.going_on import InCare
from portal.caseload.links import tell
from portal.desk import ending

door = Door("client_care", __name__, prefix="/my")


@door.get("/care/<uuid:care_id>/end", permission=Permission.CARE_LEAVE, find=going_on.find_going_on)
def end(viewer: Viewer, care: InCare) -> ResponseReturnValue:
    """Say what ending care means, before it ends."""
    return render_template("caseload/leave.html", care=care)


@door.post(
    "/care/<uuid:care_id>/end", permission=Permission.CARE_LEAVE, find=going_on.find_going_on
)
def end_care(viewer: Viewer, care: InCare) -> ResponseReturnValue:
    """End care: from the next click on, this practitioner opens nothing new."""
    assert viewer.user_id is not None
    ending.end_care(session(), care.relationship, actor_id=viewer.user_id)
    tell(session(), care.practitioner)
    flash(_("It has ended here. Nothing new of yours is opened."))
    return redirect(url_for("client_desk.today"))
