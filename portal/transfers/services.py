"""Proposing a transfer, taking it back, and what follows from a client's yes or no."""

import uuid

from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import Part
from portal.accounts.queries import user, user_alone
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.caseload.models import CareRelationship, CareRole
from portal.caseload.services import end_care
from portal.database import session_of
from portal.measures.services import end_unreached
from portal.measures.summing_up import refresh_measures
from portal.reflections.summing_up import refresh_summary
from portal.safety.services import goes_over
from portal.transfers import queries
from portal.transfers.models import Transfer, TransferState


class NotPossible(Exception):
    """The colleague works here no more or is in care with the client; or one is proposed."""


class TransferClosed(Exception):
    """It was answered or taken back, or the care that it is about has ended."""


def propose(session: Session, care: CareRelationship, *, colleague_id: uuid.UUID) -> Transfer:
    """Propose a colleague as the next practitioner. Nothing else changes. Raises NotPossible."""
    session.refresh(care, with_for_update=True)
    if care.ended_at is not None or queries.open_proposal_by(
        session, care.client_id, care.practitioner_id
    ):
        raise NotPossible
    _insist_on(session, care.client_id, colleague_id)
    transfer = Transfer(
        practice_id=care.practice_id,
        client_id=care.client_id,
        care_relationship_id=care.id,
        proposer_id=care.practitioner_id,
        colleague_id=colleague_id,
        state=TransferState.PROPOSED,
        proposed_at=clock.now(),
    )
    session.add(transfer)
    _record(session, Kind.TRANSFER_PROPOSED, transfer, transfer.proposer_id)
    return transfer


def take_back(proposal: queries.Proposal) -> None:
    """Take a proposal back before it is answered. Raises TransferClosed."""
    _close(proposal, TransferState.TAKEN_BACK)
    _record(
        session_of(proposal.transfer),
        Kind.TRANSFER_TAKEN_BACK,
        proposal.transfer,
        proposal.proposer_id,
    )


def decline(proposal: queries.Proposal) -> None:
    """Say no: everything stays as it is. Raises TransferClosed."""
    _close(proposal, TransferState.DECLINED)
    _record(
        session_of(proposal.transfer), Kind.TRANSFER_DECLINED, proposal.transfer, proposal.client_id
    )


def agree(proposal: queries.Proposal, *, carried: frozenset[Part]) -> CareRelationship:
    """Say yes: care with one ends, care with the other begins, and `carried` comes along.

    Raises TransferClosed, and NotPossible if the colleague works here no more.
    """
    session = session_of(proposal.transfer)
    user_alone(session, proposal.client_id)  # whoever is writing in the file writes first
    _insist_on(session, proposal.client_id, proposal.transfer.colleague_id)
    _close(proposal, TransferState.AGREED)
    proposal.transfer.carried = carried
    _record(session, Kind.TRANSFER_AGREED, proposal.transfer, proposal.client_id)
    end_care(proposal.care, actor_id=proposal.client_id)
    new = _begun(proposal.transfer)
    session.add(new)
    begun = Happening(Kind.CARE_STARTED, new.practice_id, new.client_id, new.client_id, new.id)
    record(session, begun)
    end_unreached(session, new.client_id, actor_id=new.client_id)
    refresh_summary(session, new.client_id)
    refresh_measures(session, new.client_id)
    goes_over(session, new.client_id, user(session, new.practitioner_id))
    return new


def _begun(transfer: Transfer) -> CareRelationship:
    return CareRelationship(
        practice_id=transfer.practice_id,
        client_id=transfer.client_id,
        practitioner_id=transfer.colleague_id,
        role=CareRole.PRIMARY,
        invited_at=transfer.proposed_at,
        started_at=clock.now(),
        carried=transfer.carried,
    )


def _insist_on(session: Session, client_id: uuid.UUID, colleague_id: uuid.UUID) -> None:
    if colleague_id not in {one.id for one in queries.colleagues_for(session, client_id)}:
        raise NotPossible


def _close(proposal: queries.Proposal, state: TransferState) -> None:
    """Answer a proposal as it stands now, with nobody else able to answer it meanwhile."""
    session = session_of(proposal.transfer)
    session.refresh(proposal.care, with_for_update=True)
    session.refresh(proposal.transfer, with_for_update=True)
    if not proposal.is_open:
        raise TransferClosed
    proposal.transfer.state, proposal.transfer.answered_at = state, clock.now()


def _record(session: Session, kind: Kind, transfer: Transfer, actor_id: uuid.UUID) -> None:
    happening = Happening(kind, transfer.practice_id, actor_id, transfer.client_id, transfer.id)
    record(session, happening)
