"""Questions about transfers: one of them, what is open, who may be proposed, what is news."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.access.viewer import Role
from portal.accounts.models import User
from portal.caseload.models import CareRelationship
from portal.transfers.models import Transfer, TransferState

MANY = 100  # more colleagues, or news, than anybody has; a list must end somewhere

Proposer, Colleague = aliased(User, name="proposer"), aliased(User, name="colleague")
Client = aliased(User, name="client")


class Proposal(NamedTuple):
    """A transfer with the care it is about, who proposed it, and whom."""

    transfer: Transfer
    care: CareRelationship
    proposer: User
    colleague: User

    @property
    def id(self) -> uuid.UUID:
        return self.transfer.id

    @property
    def practice_id(self) -> uuid.UUID:
        return self.transfer.practice_id

    @property
    def client_id(self) -> uuid.UUID:
        return self.transfer.client_id

    @property
    def proposer_id(self) -> uuid.UUID:
        return self.transfer.proposer_id

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered: not answered yet, and care goes on."""
        return self.transfer.state is TransferState.PROPOSED and self.care.ended_at is None


_PROPOSALS = (
    select(Transfer, CareRelationship, Proposer, Colleague)
    .join(CareRelationship, CareRelationship.id == Transfer.care_relationship_id)
    .join(Proposer, Proposer.id == Transfer.proposer_id)
    .join(Colleague, Colleague.id == Transfer.colleague_id)
)
_OPEN = and_(Transfer.state == TransferState.PROPOSED, CareRelationship.ended_at.is_(None))


def find_proposal(session: Session, transfer_id: uuid.UUID) -> Proposal | None:
    """Return a proposal, whoever asks; the Door decides."""
    row = session.execute(_PROPOSALS.where(Transfer.id == transfer_id)).one_or_none()
    return None if row is None else Proposal(*row)


def open_proposals(session: Session, client_id: uuid.UUID) -> list[Proposal]:
    """Return what is proposed to a client and waits for their answer, the oldest first."""
    rows = session.execute(
        _PROPOSALS.where(Transfer.client_id == client_id, _OPEN).order_by(
            Transfer.proposed_at, Transfer.id
        )
    )
    return [Proposal(*row) for row in rows]


def open_proposal_by(
    session: Session, client_id: uuid.UUID, proposer_id: uuid.UUID
) -> Proposal | None:
    """Return what a practitioner has proposed to a client and not heard back about."""
    proposals = open_proposals(session, client_id)
    return next((one for one in proposals if one.proposer_id == proposer_id), None)


def colleagues_for(session: Session, client_id: uuid.UUID) -> Sequence[User]:
    """Return the practitioners who work here now and are not in care with a client."""
    known = select(CareRelationship.practitioner_id).where(
        CareRelationship.client_id == client_id, CareRelationship.ended_at.is_(None)
    )
    return session.scalars(
        select(User)
        .where(User.role == Role.PRACTITIONER, User.active, User.id.not_in(known))
        .order_by(User.created_at, User.id)
        .limit(MANY)
    ).all()


class Decision(NamedTuple):
    """What a client decided about care with `practitioner`: on a transfer, or to end it.

    PostgreSQL hides a client from whom they are in care with no more.
    """

    care: CareRelationship
    practitioner: User
    client: User | None
    transfer: Transfer | None
    colleague: User | None


def decisions_since(
    session: Session, practitioner_id: uuid.UUID, moment: datetime
) -> list[Decision]:
    """Return what clients decided since `moment` that concerns a practitioner, latest first."""
    answers = (TransferState.AGREED, TransferState.DECLINED)
    is_answered = and_(
        Transfer.care_relationship_id == CareRelationship.id,
        Transfer.state.in_(answers),
        Transfer.answered_at >= moment,
    )
    came_over = and_(
        Transfer.colleague_id == practitioner_id, Transfer.state == TransferState.AGREED
    )
    was_ended = and_(
        CareRelationship.practitioner_id == practitioner_id,
        CareRelationship.ended_at >= moment,
        CareRelationship.ended_by_id == CareRelationship.client_id,
    )
    rows = session.execute(
        select(CareRelationship, Proposer, Client, Transfer, Colleague)
        .join(Proposer, Proposer.id == CareRelationship.practitioner_id)
        .outerjoin(Client, Client.id == CareRelationship.client_id)
        .outerjoin(Transfer, is_answered)
        .outerjoin(Colleague, Colleague.id == Transfer.colleague_id)
        .where(or_(Transfer.proposer_id == practitioner_id, came_over, was_ended))
        .order_by(
            func.coalesce(Transfer.answered_at, CareRelationship.ended_at).desc(),
            CareRelationship.id,
        )
        .limit(MANY)
    )
    return [Decision(*row) for row in rows]


def care_and_proposals(
    session: Session, client_id: uuid.UUID, ended_since: datetime
) -> tuple[list[tuple[CareRelationship, User]], list[Proposal]]:
    """Return a client's care, now and ended since then, and what is proposed, in one statement."""
    is_open = and_(
        Transfer.care_relationship_id == CareRelationship.id,
        Transfer.state == TransferState.PROPOSED,
        CareRelationship.ended_at.is_(None),
    )
    rows = session.execute(
        select(CareRelationship, Proposer, Transfer, Colleague)
        .join(Proposer, Proposer.id == CareRelationship.practitioner_id)
        .outerjoin(Transfer, is_open)
        .outerjoin(Colleague, Colleague.id == Transfer.colleague_id)
        .where(
            CareRelationship.client_id == client_id,
            CareRelationship.started_at.is_not(None),
            or_(CareRelationship.ended_at.is_(None), CareRelationship.ended_at >= ended_since),
        )
        .order_by(CareRelationship.started_at, Transfer.proposed_at)
    ).all()
    care = {row[0].id: (row[0], row[1]) for row in rows}
    proposals = [Proposal(row[2], row[0], row[1], row[3]) for row in rows if row[2] is not None]
    return list(care.values()), proposals
