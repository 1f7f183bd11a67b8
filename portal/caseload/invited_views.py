"""Invitations for somebody who has an account already: they say yes or no, signed in."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts import queries as accounts
from portal.accounts.services import invitations_for
from portal.caseload.forms import AnswerForm
from portal.caseload.services import come_into_care, decline_invitation

door = Door("client_invitations", __name__, prefix="/my")


@door.get("/invitations", permission=Permission.INVITATION_ANSWER)
def waiting(viewer: Viewer) -> ResponseReturnValue:
    """Show who invites the client into care."""
    assert viewer.user_id is not None
    client = accounts.user(session(), viewer.user_id)
    found = invitations_for(session(), client)
    return render_template("caseload/waiting.html", waiting=found)


@door.post("/invitations", permission=Permission.INVITATION_ANSWER)
def answer(viewer: Viewer) -> ResponseReturnValue:
    """Begin care with whoever invites, or say no."""
    assert viewer.user_id is not None
    form = AnswerForm()
    if not form.validate_on_submit():
        abort(400)
    client = accounts.user(session(), viewer.user_id)
    found = invitations_for(session(), client)
    chosen = [one for one, author in found if str(one.id) == form.invitation.data]
    if not chosen:
        flash(_("This invitation was answered or taken back in the meantime."))
    elif form.says.data == "yes":
        come_into_care(session(), chosen[0], client)
        flash(_("You are in care with them now. What you share from here on, they read."))
    else:
        decline_invitation(session(), chosen[0], client)
        flash(_("The invitation is closed. Nothing else has changed."))
    return redirect(url_for(".waiting"))
