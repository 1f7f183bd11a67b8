"""R24, R25, R58: what somebody writes while it is being closed to them comes first, or comes back.

PostgreSQL lets two people write at once, so each order is tried; SQLite lets one in at a time.
"""

import time
from collections.abc import Callable
from html import unescape
from threading import Barrier
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import door
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.annotations import services as annotations
from portal.annotations.models import Annotation, Reply
from portal.audit.catalogue import Kind
from portal.audit.queries import every_event_of_client
from portal.private_notes import services as private_notes
from portal.private_notes.models import PrivateNote
from tests import factories
from tests.cast import Cast, Person
from tests.security.caring import in_care
from tests.security.test_at_once import at_once
from tests.stages import ON_POSTGRESQL, ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
WORDS = "Too late by a moment."

CLOSINGS = {
    "taken back": Kind.REFLECTION_WITHDRAWN,
    "care ended": Kind.CARE_ENDED,
    "consent taken back": Kind.CONSENT_WITHDRAWN,
}


class Writing(NamedTuple):
    """One way to write in a client's file: where it is done, what it makes, and the form."""

    services: ModuleType
    table: type[Annotation] | type[Reply] | type[PrivateNote]
    url: str
    fields: dict[str, Any]


def writings(session: Session, cast: Cast) -> tuple[dict[str, Writing], dict[str, str]]:
    """Return the ways to write to Maren or about her, and what closes her file to Ruth."""
    shared = factories.shared_reflection(session, cast.maren)
    note = factories.annotation_on(session, cast.ruth, shared)
    care = in_care(session, cast.maren, cast.ruth).id
    here = f"/practice/reflections/{factories.stored(session, shared)}"
    beside = {"version": 1, "quote": ""}
    reply = f"/practice/annotations/{note.id}/replies"
    about = f"/practice/clients/{cast.maren.id}/private-notes"
    session.rollback()
    return {
        "annotation": Writing(annotations, Annotation, f"{here}/annotations", beside),
        "reply": Writing(annotations, Reply, reply, {}),
        "private note": Writing(private_notes, PrivateNote, f"{here}/private-notes", {}),
        "note on the client": Writing(private_notes, PrivateNote, about, {}),
    }, {
        "taken back": here.replace("/practice", "/my") + "/withdraw",
        "care ended": f"/my/care/{care}/end",
        "consent taken back": "/my/privacy/consent",
    }


def written(session: Session, writing: Writing) -> list[Any]:
    """Return when each row with the words was written."""
    session.rollback()
    found = [one.written_at for one in session.scalars(select(writing.table)) if one.body == WORDS]
    session.rollback()
    return found


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("kind", "closing"),
    [
        ("annotation", "care ended"),
        ("reply", "consent taken back"),
        ("private note", "taken back"),
        ("note on the client", "care ended"),
    ],
)
def test_r24_what_is_being_written_is_written_before_the_file_closes(
    visit: Visit,
    cast: Cast,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    closing: str,
) -> None:
    ways, closes = writings(session, cast)
    writing, ruth, maren, begun = ways[kind], visit(cast.ruth), visit(cast.maren), Barrier(2)
    body_of_note = writing.services.body_of_note

    def slowly(*asked: Any) -> str:
        begun.wait(timeout=30)  # everything was looked at, and found open
        time.sleep(0.4)
        return body_of_note(*asked)

    def close() -> int:
        begun.wait(timeout=30)
        return maren.post(closes[closing]).status_code

    monkeypatch.setattr(writing.services, "body_of_note", slowly)
    at_once(lambda: ruth.post(writing.url, **writing.fields, body=WORDS).status_code, close)

    (moment,) = written(session, writing)
    events = every_event_of_client(session, cast.maren.id, without=frozenset())
    (closed,) = [event.at for event in events if event.kind == CLOSINGS[closing]]
    assert moment <= closed


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("kind", "closing"),
    [
        ("annotation", "care ended"),
        ("reply", "taken back"),
        ("reply", "care ended"),
        ("private note", "taken back"),
        ("private note", "consent taken back"),
        ("note on the client", "care ended"),
    ],
)
def test_r24_nothing_is_written_once_the_file_has_closed_and_the_words_come_back(
    visit: Visit,
    cast: Cast,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    closing: str,
) -> None:
    ways, closes = writings(session, cast)
    writing, ruth, maren = ways[kind], visit(cast.ruth), visit(cast.maren)
    may, closed = door.may, list[int]()

    def let_in(viewer: Viewer, permission: Permission, subject: Any = None) -> bool:
        allowed = may(viewer, permission, subject)
        if viewer.user_id == cast.ruth.id and allowed and not closed:
            closed.append(maren.post(closes[closing]).status_code)  # she was just let in
        return allowed

    monkeypatch.setattr(door, "may", let_in)
    answer = ruth.post(writing.url, **writing.fields, body=WORDS)

    assert closed in ([302], [303])
    assert answer.status_code == 404
    assert WORDS in unescape(answer.text)
    assert written(session, writing) == []


@ON_SQLITE
@pytest.mark.parametrize("closing", CLOSINGS)
def test_r58_words_for_a_file_that_has_closed_come_back(
    visit: Visit, cast: Cast, session: Session, closing: str
) -> None:
    ways, closes = writings(session, cast)
    ruth = visit(cast.ruth)
    assert visit(cast.maren).post(closes[closing]).status_code in {302, 303}

    for kind, writing in ways.items():
        is_open = kind == "note on the client" and closing == "taken back"
        answer = ruth.post(writing.url, **writing.fields, body=WORDS)

        assert answer.status_code == (303 if is_open else 404), kind
        assert (WORDS in unescape(answer.text)) is not is_open, kind
        assert len(written(session, writing)) == is_open, kind
