"""PostgreSQL's own wall: raw statements past every guard of ours meet it all the same."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy
from flask import Flask
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from portal.access import wall
from portal.access.door import session as request_session
from portal.access.scope import Scope, enter, portal_itself
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.database import new_id
from portal.journey.models import Goal
from tests import factories
from tests.cast import Cast, Person, viewer_of
from tests.stages import ON_POSTGRESQL
from tests.visitor import Visitor

pytestmark = ON_POSTGRESQL

Visit = Callable[[Person | None], Visitor]
GOALS = text("SELECT client_id FROM goal")


def told_of(viewer: Viewer) -> wall.Told:
    """Return what a request of this viewer tells."""
    return Scope(
        viewer.practice_id, viewer.file_ids, viewer.user_id, viewer.role, viewer.entrusted
    ).told


def in_a_request(app: Flask, do: Callable[[Session], Any]) -> Any:
    """Do something with the session of a request, as far from the test's own as in life."""

    def inside() -> Any:
        with app.test_request_context():
            return do(request_session())

    return Context().run(inside)


@contextmanager
def asking(engine: Engine, viewer: Viewer) -> Iterator[Connection]:
    """Connect as a request of this viewer does, past the row guard."""
    with engine.connect() as connection:
        connection.execute(wall.TELL, dict(told_of(viewer)))
        yield connection


def test_r28_raw_sql_sees_the_rows_of_whoever_asks(
    files: Session, engine: Engine, cast: Cast
) -> None:
    wanted = {
        cast.ruth: {cast.maren.id, cast.idris.id},
        cast.tobias: {cast.noor.id},
        cast.maren: {cast.maren.id},
        cast.sena: set(),
        cast.joan: set(),
    }

    for person, ids in wanted.items():
        with asking(engine, viewer_of(files, person)) as connection:
            assert set(connection.execute(GOALS).scalars()) == ids, person.name


def test_private_notes_are_their_authors(files: Session, engine: Engine, cast: Cast) -> None:
    notes = text("SELECT count(*) FROM private_note")
    seen = {}
    for person in (cast.ruth, cast.maren, cast.tobias, cast.joan):
        with asking(engine, viewer_of(files, person)) as connection:
            seen[person.name] = connection.execute(notes).scalar_one()

    assert seen.pop(cast.ruth.name) == 1
    assert set(seen.values()) == {0}


@pytest.mark.parametrize("column", ["client_id", "practice_id"])
def test_a_forged_row_is_refused(files: Session, engine: Engine, cast: Cast, column: str) -> None:
    own = {"id": new_id(), "client_id": cast.maren.id, "practice_id": cast.maren.practice_id}
    forged = {**own, column: cast.noor.id}
    make = text(
        "INSERT INTO goal (id, client_id, practice_id, state, set_at) "
        "VALUES (:id, :client_id, :practice_id, 'ongoing', now())"
    )

    with asking(engine, viewer_of(files, cast.maren)) as connection:
        assert connection.execute(make, own).rowcount == 1
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(make, {**forged, "id": new_id()})


def test_rows_are_neither_changed_nor_given_away_nor_deleted_by_others(
    files: Session, engine: Engine, cast: Cast
) -> None:
    change = text("UPDATE goal SET state = 'done' WHERE client_id = :whose")
    away = text("UPDATE goal SET client_id = :other WHERE client_id = :whose")
    gone = text("DELETE FROM goal WHERE client_id = :whose")
    with asking(engine, viewer_of(files, cast.tobias)) as connection:
        touched = [
            connection.execute(one, {"whose": cast.maren.id}).rowcount for one in (change, gone)
        ]
        own = connection.execute(change, {"whose": cast.noor.id}).rowcount
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(away, {"whose": cast.noor.id, "other": cast.maren.id})

    assert touched == [0, 0]
    assert own == 1


def test_r28_rows_of_a_reflection_are_changed_by_nobody_else(
    files: Session, engine: Engine, cast: Cast
) -> None:
    mark = text("UPDATE revision SET read_at = now() WHERE client_id = :whose")
    touched = {}
    for person in (cast.ruth, cast.idris, cast.tobias, cast.sena):
        with asking(engine, viewer_of(files, person)) as connection:
            touched[person.name] = connection.execute(mark, {"whose": cast.maren.id}).rowcount

    assert touched.pop(cast.ruth.name) == 1
    assert set(touched.values()) == {0}


def test_r28_nobody_writes_a_row_into_a_reflection_of_somebody_else(
    files: Session, engine: Engine, cast: Cast
) -> None:
    reflection = factories.shared_reflection(files, cast.maren)
    files.commit()
    make = text(
        "INSERT INTO draft (id, practice_id, client_id, reflection_id, intent, is_quotable,"
        " saved_at) VALUES (:id, :practice, :client, :reflection, 'just_write', false, now())"
    )
    row = {
        "id": new_id(),
        "practice": cast.maren.practice_id,
        "client": cast.maren.id,
        "reflection": reflection.id,
    }

    for person in (cast.idris, cast.tobias, cast.sena):
        asks = viewer_of(files, person)
        refused = pytest.raises(ProgrammingError, match="row-level security")
        with asking(engine, asks) as connection, refused:
            connection.execute(make, row)
    with asking(engine, viewer_of(files, cast.maren)) as connection:
        assert connection.execute(make, row).rowcount == 1


def test_in_an_emergency_a_file_is_read_and_nothing_else(
    files: Session, engine: Engine, cast: Cast
) -> None:
    viewer = viewer_of(files, cast.tobias)
    opened = replace(viewer.entrusted, emergency_ids=frozenset({cast.maren.id}))
    whose = {"whose": cast.maren.id}

    with asking(engine, replace(viewer, entrusted=opened)) as connection:
        read = set(connection.execute(GOALS).scalars())
        changed = connection.execute(
            text("UPDATE goal SET state = 'done' WHERE client_id = :whose"), whose
        ).rowcount
        deleted = connection.execute(
            text("DELETE FROM goal WHERE client_id = :whose"), whose
        ).rowcount
        lanes = connection.execute(
            text("SELECT lane FROM client_key WHERE client_id = :whose"), whose
        ).scalars()
        assert list(lanes) == ["file"]

    assert read == {cast.maren.id, cast.noor.id}
    assert (changed, deleted) == (0, 0)


def test_what_is_handed_over_opens_one_reflection_and_no_more(
    files: Session, engine: Engine, cast: Cast
) -> None:
    other = factories.shared_reflection(files, cast.maren)
    handed = factories.shared_reflection(files, cast.maren)
    files.commit()
    viewer = viewer_of(files, cast.tobias)
    entrusted = replace(
        viewer.entrusted,
        client_ids=frozenset({cast.maren.id}),
        reflection_ids=frozenset({handed.id}),
    )

    with asking(engine, replace(viewer, entrusted=entrusted)) as connection:
        of_maren = text("SELECT id FROM reflection WHERE client_id = :whose")
        reflections = connection.execute(of_maren, {"whose": cast.maren.id}).scalars().all()
        revisions = connection.execute(text("SELECT reflection_id FROM revision")).scalars().all()
        goals = connection.execute(GOALS).scalars().all()

    assert reflections == [handed.id] == list(set(revisions))
    assert other.id not in reflections
    assert cast.maren.id not in goals


def test_at_the_door_accounts_are_found_and_no_file(
    files: Session, engine: Engine, cast: Cast
) -> None:
    closed = ("goal", "reflection", "revision", "private_note", "client_key", "audit_event")
    with engine.connect() as connection:
        connection.execute(wall.TELL, dict(wall.AT_THE_DOOR))
        people = connection.execute(text('SELECT count(*) FROM "user"')).scalar_one()
        seen = {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in closed
        }

    assert people >= 8
    assert set(seen.values()) == {0}


def test_a_session_tells_again_in_every_transaction(app: Flask, files: Session, cast: Cast) -> None:
    viewer = viewer_of(files, cast.ruth)

    def counts(current: Session) -> Iterator[int]:
        enter(current, viewer)
        for end in (current.commit, current.rollback, current.commit):
            yield len(current.connection().execute(GOALS).all())
            end()
        with current.begin_nested():
            yield len(current.connection().execute(GOALS).all())
        yield len(current.connection().execute(GOALS).all())

    assert in_a_request(app, lambda current: list(counts(current))) == [2] * 5


def test_lifting_the_guard_in_a_request_leads_to_the_door_and_back(
    app: Flask, files: Session, cast: Cast
) -> None:
    viewer = viewer_of(files, cast.ruth)
    noor = select(User.id).where(User.id == cast.noor.id)

    def look(current: Session) -> list[set[uuid.UUID]]:
        enter(current, viewer)
        seen = []
        with portal_itself(current, "tests"):
            seen += [set(current.scalars(select(Goal.client_id))), set(current.scalars(noor))]
        return [*seen, set(current.scalars(select(Goal.client_id))), set(current.scalars(noor))]

    lifted_goals, lifted_noor, goals, hidden = in_a_request(app, look)

    assert (lifted_goals, lifted_noor) == (set(), {cast.noor.id})
    assert (goals, hidden) == ({cast.maren.id, cast.idris.id}, set())


def test_a_guard_that_was_lifted_is_back_after_an_error(
    app: Flask, files: Session, cast: Cast
) -> None:
    viewer = viewer_of(files, cast.maren)

    def fail(current: Session) -> set[uuid.UUID]:
        enter(current, viewer)
        with pytest.raises(ProgrammingError), portal_itself(current, "tests"):
            current.connection().execute(text("SELECT 1 FROM nowhere"))
        current.rollback()
        return set(current.scalars(select(Goal.client_id)))

    assert in_a_request(app, fail) == {cast.maren.id}


def test_people_who_share_a_pool_see_only_their_own(
    files: Session, engine: Engine, cast: Cast
) -> None:
    viewers = [viewer_of(files, one) for one in (cast.maren, cast.idris, cast.noor)]
    narrow = sqlalchemy.create_engine(
        engine.url, connect_args={"options": f"-c role={wall.APP}"}, pool_size=2, max_overflow=0
    )

    def ask(number: int) -> bool:
        viewer = viewers[number % 3]
        with asking(narrow, viewer) as connection:
            return set(connection.execute(GOALS).scalars()) == viewer.client_ids

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(180)))
    narrow.dispose()

    assert answers == [True] * 180
