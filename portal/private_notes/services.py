"""Keeping a private note. The practice's record says that one was kept, and not about whom."""

import uuid
from typing import Protocol

from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.caseload.still import is_still_in_care
from portal.private_notes.models import MAX_LENGTH, PrivateNote
from portal.reflections.models import Reflection
from portal.reflections.services import is_shared_still
from portal.reflections.words import body_of_note, canonical


class NotOpen(Exception):
    """The reflection was taken back, or care has ended, since the author came to write."""


class InAFile(Protocol):
    """Whatever says whose file it is in: a client, or a reflection."""

    @property
    def practice_id(self) -> uuid.UUID: ...
    @property
    def client_id(self) -> uuid.UUID: ...


def keep_note(
    session: Session,
    author: Viewer,
    subject: InAFile,
    *,
    body: str,
    reflection: Reflection | None = None,
    quote: str | None = None,
) -> PrivateNote:
    """Keep a note of `author` about the client that `subject` belongs to.

    Raises NothingWritten, TooLong, UnreadableText and NotOpen.
    """
    assert author.user_id is not None
    if reflection is not None and not is_shared_still(reflection):
        raise NotOpen
    if not is_still_in_care(session, author, subject.client_id):
        raise NotOpen
    note = PrivateNote(
        practice_id=subject.practice_id,
        author_id=author.user_id,
        client_id=subject.client_id,
        reflection_id=reflection.id if reflection else None,
        body=body_of_note(body, MAX_LENGTH),
        written_at=clock.now(),
    )
    note.quote = canonical(quote) if quote else None
    session.add(note)
    kept = Happening(Kind.PRIVATE_NOTE_KEPT, note.practice_id, author.user_id, None, note.id)
    record(session, kept)
    return note
