"""The practitioner's caseload, the invitations that are open, and the practice's people."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portal import clock
from portal.access.door import Door, session, shown
from portal.access.permissions import Permission
from portal.access.viewer import Role, Viewer
from portal.accounts import queries as accounts
from portal.accounts.forms import InviteStaffForm
from portal.accounts.models import Invitation
from portal.accounts.services import InvitationClosed, Invited, invite_staff
from portal.audit.catalogue import Kind
from portal.caseload import ledger, queries, services
from portal.caseload.forms import FindForm, InviteClientForm
from portal.caseload.links import link_of, send_link
from portal.entrusting.queries import emergencies

door = Door("practitioner_caseload", __name__, prefix="/practice")


@door.get("/caseload", permission=Permission.CASELOAD_READ, discloses=Kind.CASELOAD_OPENED)
def caseload(viewer: Viewer) -> ResponseReturnValue:
    """Show everybody in care, in the order of the next appointment."""
    return _caseload_page(viewer, FindForm(formdata=None))


@door.post(
    "/caseload",
    permission=Permission.CASELOAD_READ,
    discloses=Kind.CASELOAD_OPENED,
    reads_first=True,
)
def find(viewer: Viewer) -> ResponseReturnValue:
    """Show those asked for. A POST, so that no name stands in an address."""
    return _caseload_page(viewer, FindForm())


def _caseload_page(viewer: Viewer, form: FindForm) -> ResponseReturnValue:
    lines = ledger.lines_of(queries.caseload(session(), viewer, clock.now()))
    found = ledger.found(lines, form.q.data or "", only_waiting=form.show.data == "waiting")
    shown(line.row for line in found)
    return render_template(
        "caseload/caseload.html",
        form=form,
        lines=found,
        count=len(lines),
        withdrawn=queries.count_of_withdrawn(session(), viewer),
    )


@door.get("/invitations", permission=Permission.CLIENT_INVITE)
def invitations(viewer: Viewer) -> ResponseReturnValue:
    """Offer to invite a client, and list who has not come in yet."""
    return _invitations_page(viewer, InviteClientForm(), 200)


@door.post("/invitations", permission=Permission.CLIENT_INVITE)
def invite(viewer: Viewer) -> ResponseReturnValue:
    """Invite a client: a file, a link to hand on, and a mail with the link."""
    form = InviteClientForm()
    if not form.validate_on_submit():
        return _invitations_page(viewer, form, 400)
    name, email, agreement = form.name.data, form.email.data, form.agreement.data
    invited = services.invite_client(session(), viewer, email=email, name=name, agreement=agreement)
    return _sent(invited)


def _invitations_page(viewer: Viewer, form: FlaskForm, status: int) -> ResponseReturnValue:
    unanswered = queries.unanswered(session(), viewer)
    page = render_template(
        "caseload/invitations.html", form=form, unanswered=unanswered, now=clock.now()
    )
    return make_response(page, status)


@door.get(
    "/invitations/<uuid:invitation_id>",
    permission=Permission.INVITATION_RENEW,
    find=accounts.find_invitation_by_id,
)
def invitation(viewer: Viewer, invitation: Invitation) -> ResponseReturnValue:
    """Show an invitation's link, to copy and hand on."""
    invited = accounts.user(session(), invitation.user_id)
    return render_template(
        "caseload/link.html",
        invitation=invitation,
        invited=invited,
        link=link_of(invitation) if invitation.is_open(clock.now()) else None,
    )


@door.post(
    "/invitations/<uuid:invitation_id>/renew",
    permission=Permission.INVITATION_RENEW,
    find=accounts.find_invitation_by_id,
)
def renew(viewer: Viewer, invitation: Invitation) -> ResponseReturnValue:
    """Make a new link; the old one opens nothing any more."""
    assert viewer.user_id is not None
    try:
        renewed = services.renew_invitation(session(), invitation, actor_id=viewer.user_id)
    except InvitationClosed:
        return _too_late(invitation)
    return _sent(renewed)


@door.post(
    "/invitations/<uuid:invitation_id>/take-back",
    permission=Permission.INVITATION_RENEW,
    find=accounts.find_invitation_by_id,
)
def take_back(viewer: Viewer, invitation: Invitation) -> ResponseReturnValue:
    """Void an invitation that went astray."""
    assert viewer.user_id is not None
    try:
        services.take_back_invitation(session(), invitation, actor_id=viewer.user_id)
    except InvitationClosed:
        return _too_late(invitation)
    flash(_("The invitation is taken back. Its link opens nothing any more."))
    return redirect(_list_of(invitation))


def _too_late(invitation: Invitation) -> ResponseReturnValue:
    flash(_("This invitation was answered or taken back in the meantime."))
    return redirect(_list_of(invitation))


def _list_of(invitation: Invitation) -> str:
    is_staff = invitation.care_relationship_id is None
    return url_for(".team" if is_staff else ".invitations")


def _sent(invited: Invited) -> ResponseReturnValue:
    send_link(session(), invited)
    return redirect(url_for(".invitation", invitation_id=invited.invitation.id))


@door.get("/team", permission=Permission.TEAM_READ)
def team(viewer: Viewer) -> ResponseReturnValue:
    """Show the practice's people; the admin may invite more."""
    return _team_page(InviteStaffForm(), 200)


@door.post("/team", permission=Permission.TEAM_INVITE)
def invite_colleague(viewer: Viewer) -> ResponseReturnValue:
    """Invite a colleague."""
    form = InviteStaffForm()
    if not form.validate_on_submit():
        return _team_page(form, 400)
    assert viewer.practice_id is not None
    assert viewer.user_id is not None
    invited = invite_staff(
        session(),
        viewer.practice_id,
        actor_id=viewer.user_id,
        role=Role(form.role.data),
        email=form.email.data,
        name=form.name.data,
        credentials=form.credentials.data or None,
    )
    return _sent(invited)


def _team_page(form: InviteStaffForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "caseload/team.html",
        form=form,
        colleagues=queries.colleagues(session()),
        unanswered=accounts.staff_invitations(session()),
        emergencies=emergencies(session()),
        now=clock.now(),
    )
    return make_response(page, status)
