"""Recording what happened, in the same transaction as the thing itself."""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.chain import START, hash_of
from portal.audit.models import AuditEvent, AuditHead


class Happening(NamedTuple):
    """What is to be recorded. With a client it goes to that client's chain, else the practice's."""

    kind: Kind
    practice_id: uuid.UUID
    actor_id: uuid.UUID | None
    client_id: uuid.UUID | None = None
    subject_id: uuid.UUID | None = None


def record(session: Session, happening: Happening) -> None:
    """Append one happening to its chain."""
    record_all(session, [happening])


def record_all(session: Session, happenings: Iterable[Happening]) -> None:
    """Append many happenings in two statements: one reads the heads, one inserts the events."""
    happenings = list(happenings)
    heads = _heads(session, {_chain(one) for one in happenings})
    moment, request_id = clock.now(), session.info.get("request_id")
    for one in happenings:
        chain = _chain(one)
        sequence, previous = heads.get(chain, (0, START))
        event = AuditEvent(
            chain_id=chain,
            sequence=sequence + 1,
            practice_id=one.practice_id,
            client_id=one.client_id,
            actor_id=one.actor_id,
            kind=one.kind,
            subject_id=one.subject_id,
            request_id=request_id,
            at=moment,
            previous_hash=previous,
        )
        event.hash = hash_of(event)
        heads[chain] = (event.sequence, event.hash)
        session.add(event)


def _chain(happening: Happening) -> uuid.UUID:
    return happening.client_id or happening.practice_id


def _heads(session: Session, chains: set[uuid.UUID]) -> dict[uuid.UUID, tuple[int, bytes]]:
    """Return the last sequence and hash of each chain, locked until commit on PostgreSQL."""
    rows = session.execute(
        select(AuditHead.chain_id, AuditHead.sequence, AuditHead.hash)
        .where(AuditHead.chain_id.in_(chains))
        .order_by(AuditHead.chain_id)
        .with_for_update()
    )
    return {row.chain_id: (row.sequence, row.hash) for row in rows}
