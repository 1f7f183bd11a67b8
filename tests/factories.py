"""Valid things for tests, made through the real services; a test states only what it is about."""

import itertools
import uuid
from typing import Any

from sqlalchemy.orm import Session

from portal.caseload import queries as caseload
from portal.caseload.services import end_care
from portal.database import Identified
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
