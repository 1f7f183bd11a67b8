"""Putting aside what may be worth a conversation: for whoever treats, and nobody else."""

from flask import flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.caseload.queries import find_client
from portal.measures.asking import overview_page
from portal.measures.prompts import services
from portal.measures.prompts.forms import AsideForm
from portal.measures.standing import standing
from portal.web.templating import timezone

door = Door("practitioner_prompts", __name__, prefix="/practice")


@door.post(
    "/clients/<uuid:client_id>/measures/aside",
    permission=Permission.PROMPT_PUT_ASIDE,
    find=find_client,
    discloses=Kind.MEASURE_OPENED,
)
def put_aside(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Put a prompt aside, with a reason."""
    form = AsideForm()
    if not form.validate():
        return make_response(overview_page.page(viewer, client, aside_form=form), 400)
    holding = standing(session(), viewer, client.id, timezone()).prompts
    chosen = next((one for one in holding if one.key == form.prompt.data), None)
    if chosen is None:
        flash(_("This does not hold any more, so nothing was put aside."))
    else:
        services.put_aside(session(), viewer, client, chosen, reason=form.reason.data or "")
        flash(_("Put aside. It comes back only if another score brings it up."))
    return redirect(url_for("practitioner_measures.measures", client_id=client.id))
