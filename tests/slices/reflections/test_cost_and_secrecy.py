"""A page costs few statements however much is there, and no word given stands in the file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from portal.reflections import services
from portal.reflections.writing import Writing
from tests import factories as make
from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
MOST = 8


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the SELECTs, INSERTs, UPDATEs and DELETEs that run meanwhile."""
    with app.app_context():
        engine: Engine = app.extensions["sqlalchemy"].engine
    said: list[str] = []

    def listen(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
            said.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)


@pytest.mark.every_case
@pytest.mark.parametrize("rows", [1, 30])
def test_every_page_costs_few_statements_however_much_is_there(
    app: Flask, visit: Visit, cast: Cast, session: Session, rows: int
) -> None:
    for number in range(rows):
        make.kept_reflection(session, cast.maren, tags=[f"tag {number}"])
        make.shared_reflection(session, cast.maren, mood=number % 11)
        make.draft_reflection(session, cast.maren)
    edited = make.shared_reflection(session, cast.maren)
    services.save_draft(edited, Writing.of("Newer."), version=edited.version)
    one = make.stored(session, edited)
    visitor = visit(cast.maren)
    pages = ("write", "reflections", f"reflections/{one}/edit", f"reflections/{one}/withdraw")

    for page in pages:
        with statements(app) as said:
            answer = visitor.get(f"/my/{page}")
        assert answer.status_code == 200
        asked = [one for one in said if "set_config" not in one]  # telling the wall: ADR 9
        assert 2 <= len(asked) <= MOST, (page, said)


GIVEN = (
    "beetle",
    "hallway",
    "Hanne",
    "the stairs",
    "hard_stretch",
    "One thing you can let be",
)


def bytes_of(app: Flask) -> bytes:
    """Return every byte of the SQLite file and of what lies beside it."""
    with app.app_context():
        path = Path(app.extensions["sqlalchemy"].engine.url.database)
    return b"".join(found.read_bytes() for found in sorted(path.parent.glob(f"{path.name}*")))


def test_no_word_that_was_typed_stands_in_the_database_file(
    app: Flask, stage: object, visit: Visit, cast: Cast
) -> None:
    if app.extensions["settings"].database_url.startswith("postgresql"):
        return  # the file is the server's; what is sent to it is the same
    visitor = visit(cast.maren)
    sent = {
        "body": "He told me about a beetle in the hallway.",
        "title": "Dinner at Hanne’s",
        "new_tags": "the stairs",
        "moment": "hard_stretch",
        "prompt": "let-be",
        "mood": "4",
    }

    for do in ("save", "keep", "share"):
        assert visitor.post("/my/reflections", key=do, do=do, **sent).status_code == 303
    found = bytes_of(app)

    assert b"just_write" in found  # the search does find what is not sealed
    for words in GIVEN:
        assert words.encode() not in found
        assert words.encode("utf-16-le") not in found
