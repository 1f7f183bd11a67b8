"""What the practitioner does with reflections: mark one as read."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.disclosure import Shows
from portal.access.door import Door
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.reflections import queries, services
from portal.reflections.models import Reflection

door = Door("practitioner_reflections", __name__, prefix="/practice")


@door.post(
    "/reflections/<uuid:reflection_id>/read",
    permission=Permission.REFLECTION_MARK_READ,
    find=queries.find_reflection,
    discloses=Shows.NOTHING,
)
def mark_read(viewer: Viewer, reflection: Reflection) -> ResponseReturnValue:
    """Give the client the receipt that it was read, and go back to the desk."""
    services.mark_read(reflection, viewer)
    flash(_("Marked as read. The client can see that you have read it."))
    return redirect(url_for("practitioner_desk.desk"), 303)
