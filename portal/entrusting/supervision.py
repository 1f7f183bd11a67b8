"""Sharing words for supervision: a frozen copy without the client's name, for some days."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.database import session_of
from portal.entrusting import queries
from portal.entrusting.models import SupervisionItem


class Shared(NamedTuple):
    """What is shared for supervision: the words as they are shown, and what is asked about them."""

    reflection_id: uuid.UUID
    client_id: uuid.UUID
    words: str
    question: str | None
    written_at: datetime


def share(
    session: Session, author: Viewer, shared: Shared, *, supervisor: User, days: int
) -> SupervisionItem:
    """Let a supervisor read a frozen copy of some words for so many days."""
    assert author.practice_id is not None
    assert author.user_id is not None
    moment = clock.now()
    item = SupervisionItem(
        practice_id=author.practice_id,
        author_id=author.user_id,
        supervisor_id=supervisor.id,
        client_id=shared.client_id,
        reflection_id=shared.reflection_id,
        words=shared.words,
        question=shared.question,
        written_at=shared.written_at,
        shared_at=moment,
        ends_at=moment + timedelta(days=days),
    )
    session.add(item)
    _record_item(session, Kind.SUPERVISION_SHARED, item, author.user_id)
    return item


def end(items: Iterable[SupervisionItem], *, actor_id: uuid.UUID) -> None:
    """Take shared words back from a supervisor, from the next click on."""
    moment = clock.now()
    for item in items:
        if item.ends_at > moment:
            item.ends_at = moment
            _record_item(session_of(item), Kind.SUPERVISION_ENDED, item, actor_id)


def end_of(session: Session, reflection_id: uuid.UUID, *, actor_id: uuid.UUID) -> None:
    """End every sharing of a reflection's words for supervision: the client took it back."""
    while items := queries.items_of_reflection(session, reflection_id, clock.now()):
        end(items, actor_id=actor_id)
        session.flush()


def _record_item(session: Session, kind: Kind, item: SupervisionItem, actor_id: uuid.UUID) -> None:
    record(session, Happening(kind, item.practice_id, actor_id, item.client_id, item.id))
