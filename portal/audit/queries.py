"""Reading the record: what a client may know of their file, and whether the chains are whole."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit.anchors import Anchors
from portal.audit.catalogue import Kind
from portal.audit.chain import START, hash_of
from portal.audit.models import AuditEvent, AuditHead


def events_of_client(
    session: Session,
    client_id: uuid.UUID,
    *,
    limit: int,
    without: frozenset[Kind] = frozenset(),
) -> Sequence[AuditEvent]:
    """Return the newest events about one client's file, the newest first, some kinds left out."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.client_id == client_id, AuditEvent.kind.not_in(without))
        .order_by(AuditEvent.at.desc(), AuditEvent.sequence.desc())
        .limit(limit)
    ).all()


def every_event_of_client(
    session: Session, client_id: uuid.UUID, *, without: frozenset[Kind]
) -> Sequence[AuditEvent]:
    """Return all events about one client's file, the oldest first, some kinds left out."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.client_id == client_id, AuditEvent.kind.not_in(without))
        .order_by(AuditEvent.at, AuditEvent.sequence)
    ).all()


def count_of_actor(session: Session, actor_id: uuid.UUID, kind: Kind, since: datetime) -> int:
    """Return how often somebody's doing of this kind was recorded since then, apart from files."""
    counted = select(func.count()).where(
        AuditEvent.client_id.is_(None),
        AuditEvent.at >= since,
        AuditEvent.actor_id == actor_id,
        AuditEvent.kind == kind,
    )
    return session.scalars(counted.select_from(AuditEvent)).one()


def anchors(session: Session) -> Anchors:
    """Return the end of every chain."""
    heads = session.scalars(select(AuditHead))
    return {str(head.chain_id): f"{head.sequence}:{head.hash.hex()}" for head in heads}


def adrift(session: Session, kept: Anchors) -> Iterator[str]:
    """Yield one plain sentence for every chain that does not hold what was its end once."""
    for chain, end in sorted(kept.items()):
        sequence, _, hash_then = end.partition(":")
        there = session.scalars(
            select(AuditEvent.hash).where(
                AuditEvent.chain_id == uuid.UUID(chain), AuditEvent.sequence == int(sequence)
            )
        ).one_or_none()
        if there is None or there.hex() != hash_then:
            yield f"Chain {chain} no longer holds event {sequence} as it was when it was its end."


def breaks_in_chains(session: Session, expected: Iterable[uuid.UUID] = ()) -> Iterator[str]:
    """Yield one plain sentence for every place where a chain is not what was written.

    A chain must be there if it is `expected`, if its opening is recorded, or if it is its
    practice's.
    """
    heads = {head.chain_id: head for head in session.scalars(select(AuditHead))}
    last: dict[uuid.UUID, tuple[int, bytes]] = {}
    opened = set(expected)
    ordered = select(AuditEvent).order_by(AuditEvent.chain_id, AuditEvent.sequence)
    for event in session.scalars(ordered.execution_options(yield_per=1000)):
        yield from _breaks_at(event, last.get(event.chain_id, (0, START)))
        last[event.chain_id] = (event.sequence, event.hash)
        opened.add(event.practice_id)
        if event.kind == Kind.CHAIN_OPENED and event.subject_id is not None:
            opened.add(event.subject_id)
    for chain_id in sorted(opened - heads.keys() - last.keys()):
        yield f"Chain {chain_id} was opened, and nothing of it is there."
    for chain_id in sorted(heads.keys() | last.keys()):
        head = heads.get(chain_id)
        if head is None or (head.sequence, head.hash) != last.get(chain_id):
            yield f"Chain {chain_id} does not end where its head says."


def _breaks_at(event: AuditEvent, before: tuple[int, bytes]) -> Iterator[str]:
    sequence, previous = before
    if event.sequence != sequence + 1 or event.previous_hash != previous:
        yield f"Chain {event.chain_id} does not continue at event {event.sequence}."
    if event.hash != hash_of(event):
        yield f"Chain {event.chain_id}: event {event.sequence} was changed."
