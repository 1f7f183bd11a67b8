"""Pages of the practitioner for a transfer: propose a colleague, and take that back."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.disclosure import Shows
from portal.access.door import Door, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.caseload.queries import care_between, find_client
from portal.transfers import queries, services
from portal.transfers.forms import ProposeForm
from portal.transfers.queries import Proposal

door = Door("practitioner_transfers", __name__, prefix="/practice")


@door.get(
    "/clients/<uuid:client_id>/transfer",
    permission=Permission.TRANSFER_PROPOSE,
    find=find_client,
    discloses=Kind.CLIENT_OPENED,
)
def transfer(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Say what a transfer means, and offer the colleagues; or show what is proposed."""
    return _page(viewer, client, ProposeForm(queries.colleagues_for(session(), client.id)))


@door.post(
    "/clients/<uuid:client_id>/transfer",
    permission=Permission.TRANSFER_PROPOSE,
    find=find_client,
    discloses=Kind.CLIENT_OPENED,
)
def propose(viewer: Viewer, client: User) -> ResponseReturnValue:
    """Ask the client whether a colleague may go on."""
    form = ProposeForm(queries.colleagues_for(session(), client.id))
    if not form.validate_on_submit():
        return make_response(_page(viewer, client, form), 400)
    assert viewer.user_id is not None
    care = care_between(session(), client.id, viewer.user_id)
    assert care is not None
    try:
        services.propose(session(), care, colleague_id=form.colleague_id)
    except services.NotPossible:
        flash(_("This cannot be proposed now. Look at the page again."))
    else:
        flash(_("Your client finds the question on their first page. Nothing changes before."))
    return redirect(url_for(".transfer", client_id=client.id))


@door.post(
    "/transfers/<uuid:transfer_id>/take-back",
    permission=Permission.TRANSFER_TAKE_BACK,
    find=queries.find_proposal,
    discloses=Shows.NOTHING,
)
def take_back(viewer: Viewer, proposal: Proposal) -> ResponseReturnValue:
    """Take a proposal back before it is answered."""
    try:
        services.take_back(proposal)
    except services.TransferClosed:
        flash(_("Your client had answered already."))
    else:
        flash(_("The proposal is taken back. Everything stays as it is."))
    return redirect(url_for("practitioner_desk.client", client_id=proposal.client_id))


def _page(viewer: Viewer, client: User, form: ProposeForm) -> str:
    assert viewer.user_id is not None
    return render_template(
        "transfers/propose.html",
        client=client,
        form=form,
        proposal=queries.open_proposal_by(session(), client.id, viewer.user_id),
    )
