"""A locked, full or read-only database gives the calm page, keeps the words, and recovers alone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.extensions import sqlite
from portal.journey.models import Goal
from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
WORDS = "to walk to the harbour again every week"

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


@pytest.fixture
def file(app: Flask) -> str:
    """The database file; these faults are those of a file."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return str(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else ""


def pragma(app: Flask, statement: str) -> None:
    """Give every connection of the application, the open ones too, a further setting."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        engine.dispose()

    @event.listens_for(engine, "connect")
    def say(connection: Any, record: object) -> None:
        connection.execute(f"PRAGMA {statement}")


def calmly(app: Flask) -> None:
    """Wait a fifth of a second for a lock, where the portal waits fifteen."""
    pragma(app, "busy_timeout=200")


@contextmanager
def locked(file: str) -> Iterator[None]:
    """Hold the write lock of a SQLite file."""
    connection = sqlite.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def words_in(app: Flask) -> list[str]:
    """Return the words of every goal."""
    with app.app_context(), portal_itself(request_session(), "tests"):
        return [goal.words for goal in request_session().scalars(select(Goal))]


def test_a_locked_database_gives_503_and_the_words_back(
    app: Flask, visit: Visit, cast: Cast, file: str
) -> None:
    if not file:
        return
    calmly(app)
    visitor = visit(cast.maren)

    with locked(file):
        refused = visitor.post("/my/goals", words=WORDS)
        reading = visitor.get("/my/goals")
        not_there = visitor.fetch("/my/nothing")
        script = visitor.post("/my/goals", _json=True, words=WORDS)
    accepted = visitor.post("/my/goals", words=WORDS)

    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert WORDS in refused.text
    assert "<h1>" in refused.text
    assert "csrf_token" in refused.text
    assert reading.status_code == 200, "reading waits for no writer"
    assert not_there.status_code == 404
    assert (script.status_code, script.json) == (503, {"error": 503})
    assert accepted.status_code == 302
    assert words_in(app) == [WORDS]


def test_a_locked_database_does_not_let_anybody_in_or_show_clinical_text(
    app: Flask, visit: Visit, cast: Cast, file: str
) -> None:
    if not file:
        return
    calmly(app)
    ruth = visit(cast.ruth)
    assert "Maren" in ruth.get("/practice/caseload").text

    with locked(file):
        caseload = ruth.get("/practice/caseload")
        entering = visit(None).post("/sign-in", email=cast.maren.email, password="wrong")

    assert caseload.status_code == 503
    assert "Maren" not in caseload.text
    assert entering.status_code in {400, 503}
    assert ruth.get("/practice/caseload").status_code == 200


def test_a_full_disk_gives_503_and_recovers_alone(
    app: Flask, visit: Visit, cast: Cast, file: str
) -> None:
    if not file:
        return
    visitor = visit(cast.maren)
    pages = sqlite.connect(file).execute("PRAGMA page_count").fetchone()[0]
    pragma(app, f"max_page_count={pages + 1}")
    long = "a word that takes room " * 12

    statuses = [visitor.post("/my/goals", words=f"{n} {long}").status_code for n in range(60)]
    refused = visitor.post("/my/goals", words=f"{WORDS} {long}"[:299])
    kept = len(words_in(app))
    pragma(app, f"max_page_count={pages + 10_000}")
    accepted = visitor.post("/my/goals", words=WORDS)

    assert set(statuses) == {302, 503}
    assert refused.status_code == 503
    assert WORDS in refused.text
    assert kept == statuses.count(302), "what was acknowledged is there, and nothing else"
    assert accepted.status_code == 302


def test_a_read_only_file_gives_503_for_changes_and_still_reads(
    app: Flask, visit: Visit, cast: Cast, file: str
) -> None:
    if not file:
        return
    visitor = visit(cast.maren)
    visitor.post("/my/goals", words=WORDS)
    pragma(app, "query_only=ON")

    @event.listens_for(_engine(app), "before_cursor_execute", retval=True)
    def stay(connection: object, cursor: object, statement: str, *told: object) -> object:
        return statement.replace("query_only=OFF", "query_only=ON"), told[0]

    refused = visitor.post("/my/goals", words="another")
    page = visitor.get("/my/goals")

    assert refused.status_code == 503
    assert page.status_code == 200
    assert WORDS in page.text


def _engine(app: Flask) -> object:
    with app.app_context():
        return app.extensions["sqlalchemy"].engine


@pytest.mark.parametrize(
    "problem",
    [
        OperationalError("SELECT", {}, Exception("the server closed the connection")),
        PoolTimeout("QueuePool limit reached"),
    ],
    ids=["the server went away", "no connection was free"],
)
def test_a_database_that_does_not_answer_gives_503_on_every_page(
    app: Flask, visit: Visit, cast: Cast, problem: Exception, session: Session
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    visitor = visit(cast.maren)

    @event.listens_for(_engine(app), "engine_connect")
    def refuse(connection: object) -> None:
        raise problem

    answers = [
        visitor.fetch("/my/goals"),
        visitor.post("/my/goals", words=WORDS),
        visit(None).fetch("/readyz"),
    ]
    alive = visit(None).fetch("/static/css/base.css")

    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert WORDS in answers[1].text
    assert all("Retry-After" in answer.headers for answer in answers)
    assert alive.status_code == 200


def test_many_writers_at_once_all_get_through(app: Flask, visit: Visit, cast: Cast) -> None:
    visitors = [visit(cast.maren) for _ in range(8)]
    statuses: list[int] = []

    def write(visitor: Visitor, number: int) -> None:
        statuses.append(visitor.post("/my/goals", words=f"goal {number}").status_code)

    threads = [threading.Thread(target=write, args=(one, n)) for n, one in enumerate(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert statuses == [302] * 8
    assert len(words_in(app)) == 8
