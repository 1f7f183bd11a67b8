"""Questions about private notes. The row guard holds every one of them to its author."""

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from portal.private_notes.models import PrivateNote
from portal.reflections.models import Reflection, State

ON_ONE_PAGE = 200


def find_shared_reflection(session: Session, reflection_id: uuid.UUID) -> Reflection | None:
    """Return a reflection with its shared words, if it is shared now."""
    return session.scalars(
        select(Reflection)
        .where(Reflection.id == reflection_id, Reflection.state == State.SHARED)
        .options(joinedload(Reflection.shared))
    ).one_or_none()


def notes_on(
    session: Session, author_id: uuid.UUID, reflection_id: uuid.UUID
) -> Sequence[PrivateNote]:
    """Return an author's own notes on one reflection, oldest first."""
    return session.scalars(
        select(PrivateNote)
        .where(PrivateNote.author_id == author_id, PrivateNote.reflection_id == reflection_id)
        .order_by(PrivateNote.written_at, PrivateNote.id)
        .limit(ON_ONE_PAGE)
    ).all()


class NoteAbout(NamedTuple):
    """A note, and the reflection it is on, if that can be opened now."""

    note: PrivateNote
    reflection_id: uuid.UUID | None


def notes_about(
    session: Session, author_id: uuid.UUID, client_id: uuid.UUID
) -> Sequence[NoteAbout]:
    """Return an author's own notes on one client, newest first."""
    is_open = and_(Reflection.id == PrivateNote.reflection_id, Reflection.state == State.SHARED)
    rows = session.execute(
        select(PrivateNote, Reflection.id)
        .outerjoin(Reflection, is_open)
        .where(PrivateNote.author_id == author_id, PrivateNote.client_id == client_id)
        .order_by(PrivateNote.written_at.desc(), PrivateNote.id.desc())
        .limit(ON_ONE_PAGE)
    )
    return [NoteAbout(note, reflection_id) for note, reflection_id in rows]
