"""Valid things for tests, made through the real services; a test states only what it is about."""

import itertools
import uuid
from typing import Any

from sqlalchemy.orm import Session

from portal.annotations import services as annotations
from portal.annotations.anchor import anchor
from portal.annotations.models import Annotation, Reply
from portal.caseload import queries as caseload
from portal.caseload.services import end_care
from portal.database import Identified
from portal.private_notes.models import PrivateNote
from portal.private_notes.services import keep_note
from portal.reflections import services as reflections
from portal.reflections.models import Reflection
from portal.reflections.writing import Writing
from tests.cast import Person, viewer_of

_keys = itertools.count()


def stored(session: Session, row: Identified) -> uuid.UUID:
    """Commit, so that no lock is held when a visitor comes, and return the id of `row`."""
    row_id = row.id
    session.commit()
    return row_id


BODY = "The tide was far out.\n\nI stayed on the wall until the light went, and nobody hurried me."


def draft_reflection(
    session: Session, client: Person, *, body: str = BODY, key: str = "", **more: Any
) -> Reflection:
    """Return a reflection that is still a draft; `more` as in `Writing.of`."""
    begun = reflections.begin(
        session,
        viewer_of(session, client),
        key=key or f"factory-{next(_keys)}",
        writing=Writing.of(body, **more),
    )
    session.flush()
    return begun


def kept_reflection(session: Session, client: Person, **writing: Any) -> Reflection:
    """Return a reflection that the client keeps."""
    begun = draft_reflection(session, client, **writing)
    reflections.keep(begun)
    session.flush()
    return begun


def shared_reflection(session: Session, client: Person, **writing: Any) -> Reflection:
    """Return a reflection that is shared and waits to be read."""
    begun = draft_reflection(session, client, **writing)
    reflections.share(begun)
    session.flush()
    return begun


def withdrawn_reflection(session: Session, client: Person, **writing: Any) -> Reflection:
    """Return a reflection that was shared and taken back."""
    shared = shared_reflection(session, client, **writing)
    reflections.withdraw(shared)
    session.flush()
    return shared


def edited_reflection(session: Session, client: Person, *, then: str, **writing: Any) -> Reflection:
    """Return a shared reflection whose second revision, with the body `then`, is shared too."""
    shared = shared_reflection(session, client, **writing)
    reflections.save_draft(shared, Writing.of(then), version=shared.version)
    reflections.share(shared)
    session.flush()
    return shared


def end_all_care(session: Session, client: Person) -> None:
    """End every care relationship of a client, as their practitioners would."""
    for care, practitioner in caseload.practitioners_of(session, client.id):
        end_care(care, actor_id=practitioner.id)
    session.flush()


def annotation_on(
    session: Session,
    practitioner: Person,
    reflection: Reflection,
    *,
    quote: str | None = None,
    body: str = "I read this twice.",
) -> Annotation:
    """Return a practitioner's annotation on the shared words `quote`, or on the whole."""
    assert reflection.shared is not None
    text = reflection.shared.body
    start = text.index(quote) if quote else 0
    written = annotations.annotate(
        session,
        viewer_of(session, practitioner),
        reflection,
        reflection.shared,
        body=body,
        passage=anchor(text, start, start + len(quote)) if quote else None,
    )
    session.flush()
    return written


def reply_to(
    session: Session, person: Person, annotation: Annotation, *, body: str = "It was quiet there."
) -> Reply:
    """Return a reply under an annotation, by either of the two."""
    written = annotations.reply(session, viewer_of(session, person), annotation, body=body)
    session.flush()
    return written


def private_note_on(
    session: Session,
    practitioner: Person,
    reflection: Reflection,
    *,
    body: str = "My own pull was to reassure.",
    quote: str | None = None,
) -> PrivateNote:
    """Return a practitioner's private note on a reflection."""
    author = viewer_of(session, practitioner)
    kept = keep_note(session, author, reflection, body=body, reflection=reflection, quote=quote)
    session.flush()
    return kept
