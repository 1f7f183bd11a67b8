"""Pages of the client for a transfer: who is proposed, what it means, yes or no."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.reach import EVERYTHING
from portal.access.viewer import Viewer
from portal.caseload.links import tell
from portal.caseload.models import CareRelationship
from portal.transfers import queries, services
from portal.transfers.forms import HINTS, PARTS, AgreeForm
from portal.transfers.queries import Proposal
from portal.web.words import listed

door = Door("client_transfers", __name__, prefix="/my")


def what_came_along(care: CareRelationship) -> str:
    """Say in a sentence what of the time before a practitioner sees; nothing where that is all."""
    if care.carried == EVERYTHING:
        return ""
    parts = [str(words) for part, words in PARTS.items() if part in care.carried]
    if not parts:
        return _("Of the time before, they see nothing.")
    return _("Of the time before, they see: %(parts)s.", parts=listed(parts))


door.blueprint.add_app_template_filter(what_came_along)


@door.get(
    "/transfer/<uuid:transfer_id>",
    permission=Permission.TRANSFER_READ,
    find=queries.find_proposal,
)
def transfer(viewer: Viewer, proposal: Proposal) -> ResponseReturnValue:
    """Say who is proposed and what it means; or what was answered."""
    return render_template(
        "transfers/transfer.html", proposal=proposal, form=AgreeForm(), parts=PARTS, hints=HINTS
    )


@door.post(
    "/transfer/<uuid:transfer_id>/agree",
    permission=Permission.TRANSFER_ANSWER,
    find=queries.find_proposal,
    confirmed=True,
)
def agree(viewer: Viewer, proposal: Proposal) -> ResponseReturnValue:
    """Say yes: care goes over, with what was ticked and nothing else."""
    form = AgreeForm()
    if not form.validate():
        return _asked_again(proposal)
    try:
        services.agree(proposal, carried=form.carried)
    except (services.TransferClosed, services.NotPossible):
        return _too_late(proposal)
    tell(session(), proposal.proposer, proposal.colleague)
    flash(_("It is settled: you go on with your new therapist from now on."))
    return redirect(url_for("client_desk.today"))


@door.post(
    "/transfer/<uuid:transfer_id>/decline",
    permission=Permission.TRANSFER_ANSWER,
    find=queries.find_proposal,
)
def decline(viewer: Viewer, proposal: Proposal) -> ResponseReturnValue:
    """Say no: everything stays as it is."""
    try:
        services.decline(proposal)
    except services.TransferClosed:
        return _too_late(proposal)
    tell(session(), proposal.proposer)
    flash(_("Everything stays as it is. Your therapist can see your answer."))
    return redirect(url_for("client_desk.today"))


def _asked_again(proposal: Proposal) -> ResponseReturnValue:
    flash(_("Choose again what may come along; something was sent that is not on this page."))
    return redirect(url_for(".transfer", transfer_id=proposal.id))


def _too_late(proposal: Proposal) -> ResponseReturnValue:
    flash(_("This was answered or taken back in the meantime. Nothing has changed just now."))
    return redirect(url_for(".transfer", transfer_id=proposal.id))
