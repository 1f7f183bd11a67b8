"""Accepting an invitation. Looking at the link never uses it up; only sending the form does."""

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user

from portal import clock
from portal.access.door import Door, begin_writing, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts import passwords, queries
from portal.accounts.forms import AcceptForm
from portal.accounts.models import Invitation
from portal.accounts.services import InvitationClosed, accept
from portal.caseload.services import start_care

door = Door("invitations", __name__)


@door.get(
    "/invitation/<token>", permission=Permission.PUBLIC, find=queries.find_invitation
)
def invitation(viewer: Viewer, invitation: Invitation) -> ResponseReturnValue:
    """Show who invites, and ask for a password."""
    return _page(invitation, AcceptForm(address=""), 200)


@door.post(
    "/invitation/<token>",
    permission=Permission.PUBLIC,
    find=queries.find_invitation,
    reads_first=True,
)
def accept_invitation(viewer: Viewer, invitation: Invitation) -> ResponseReturnValue:
    """Open the account and sign its owner in."""
    user = queries.user(session(), invitation.user_id)
    form = AcceptForm(address=user.email)
    if not invitation.is_open(clock.now()) or not form.validate_on_submit():
        return _page(invitation, form, 400)
    token = str(request.view_args["token"]) if request.view_args else ""
    begin_writing()
    password_hash = passwords.hashed(form.password.data)
    fresh = queries.find_invitation(session(), token)
    if fresh is None:
        abort(404)
    user = queries.user(session(), fresh.user_id)
    try:
        accept(fresh, user, password_hash=password_hash)
    except InvitationClosed:
        return _page(fresh, form, 400)
    start_care(session(), fresh)
    login_user(user, authn_via=["invitation"])
    return redirect(url_for("public.front"))


def _page(invitation: Invitation, form: AcceptForm, status: int) -> ResponseReturnValue:
    user = queries.user(session(), invitation.user_id)
    inviter = queries.user(session(), invitation.author_id)
    page = render_template(
        "caseload/invitation.html",
        form=form,
        is_open=invitation.is_open(clock.now()),
        address=user.email,
        inviter=inviter.name,
        for_client=invitation.care_relationship_id is not None,
    )
    return make_response(page, status)
