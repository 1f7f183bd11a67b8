"""Accepting an invitation. Looking at the link never uses it up; only sending the form does."""

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user

from portal import clock
from portal.access import scope
from portal.access.door import Door, begin_writing, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts import passwords, queries
from portal.accounts.forms import AcceptForm
from portal.accounts.models import Invitation
from portal.accounts.services import AddressTaken, InvitationClosed, accept
from portal.caseload.links import FollowedLink, find_followed, tell_owner
from portal.caseload.services import start_care
from portal.sign_in import throttle
from portal.sign_in.guessing.budgets import Guess

door = Door("invitations", __name__)


@door.get("/invitation/<token>", permission=Permission.PUBLIC, find=find_followed)
def invitation(viewer: Viewer, link: FollowedLink) -> ResponseReturnValue:
    """Show who invites, and ask for a password."""
    found = link.invitation
    if found is None or not found.is_open(clock.now()):
        return _closed()
    return _page(found, AcceptForm(known=()), 200)


@door.post(
    "/invitation/<token>", permission=Permission.PUBLIC, find=find_followed, reads_first=True
)
def accept_invitation(viewer: Viewer, link: FollowedLink) -> ResponseReturnValue:
    """Open the account and sign its owner in."""
    found = link.invitation
    if found is None or not found.is_open(clock.now()):
        return _closed()
    user = queries.user(session(), found.user_id)
    scope.enter(session(), user.as_owner())
    form = AcceptForm(known=queries.words_about(session(), user, found.email))
    if not form.validate_on_submit():
        return _page(found, form, 400)
    begin_writing()  # hashing takes long, and no writer shall wait for it
    password_hash = passwords.hashed(form.password.data)
    return _come_in(find_followed(session(), link.token), password_hash)


def _come_in(link: FollowedLink, password_hash: str) -> ResponseReturnValue:
    """Accept the invitation as it stands now: somebody else may have been quicker."""
    found = link.invitation
    if found is None:
        return _closed()
    user = queries.user(session(), found.user_id)
    try:
        accept(found, user, password_hash=password_hash)
        start_care(session(), found)
    except InvitationClosed:
        return _closed()
    except AddressTaken as taken:
        return _told_by_mail(link, may_join=taken.may_join)
    login_user(user, authn_via=["invitation"])
    return redirect(url_for("public.front"))


def _told_by_mail(link: FollowedLink, *, may_join: bool) -> ResponseReturnValue:
    """Say that a mail tells the rest: who follows a link need not own the address."""
    begin_writing()
    found = find_followed(session(), link.token).invitation
    if found is None:
        return _closed()
    address = found.email
    if throttle.refuse_or_count(Guess.RESET, address) is None:
        tell_owner(session(), found, may_join=may_join)
    return render_template("caseload/one_more_step.html", address=address)


def _page(found: Invitation, form: AcceptForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "caseload/invitation.html",
        form=form,
        address=found.email,
        inviter=queries.user(session(), found.author_id).name,
        for_client=found.care_relationship_id is not None,
        expires_at=found.expires_at,
    )
    return make_response(page, status)


def _closed() -> ResponseReturnValue:
    return make_response(render_template("caseload/invitation_closed.html"), 410)
