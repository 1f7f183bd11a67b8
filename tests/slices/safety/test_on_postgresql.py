"""What PostgreSQL itself keeps: one review of many presses at once, and rows of whoever looks."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from portal import clock
from portal.access import wall
from portal.access.door import session as request_session
from portal.access.scope import Scope, portal_itself
from portal.jobs import escalate_overdue
from portal.safety import queries
from portal.safety.answers import entry
from portal.safety.models import Cause
from portal.safety.services import open_review
from tests.cast import Cast, Person, viewer_of
from tests.slices.safety.arranging import (
    CLOSING,
    Visit,
    asked,
    covers,
    looks_always,
    mails,
    reviews,
)
from tests.stages import ON_POSTGRESQL

pytestmark = ON_POSTGRESQL
MANY = 4


def test_r92_many_presses_at_once_open_one_review(
    visit: Visit, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dawdle(monkeypatch, "open_and_asked_since")
    browsers, together = [visit(cast.maren) for _each in range(MANY)], Barrier(MANY)

    def press(number: int) -> str:
        together.wait(timeout=30)
        return str(browsers[number].post("/my/safety").location)

    with ThreadPoolExecutor(MANY) as pool:
        places = set(pool.map(press, range(MANY)))

    assert len(places) == len(reviews(session, cast)) == 1
    assert len(mails(session)) == 1


def test_hours_set_many_times_at_once_are_set_once(
    visit: Visit, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dawdle(monkeypatch, "hours_of")
    browsers, together = [visit(cast.ruth) for _each in range(MANY)], Barrier(MANY)
    hours = {"weekdays": ["0"], "opens": "09:00", "closes": "17:00", "colleague": "nobody"}

    def set_them(number: int) -> int:
        together.wait(timeout=30)
        return browsers[number].post("/practice/safety/hours", **hours, within="8").status_code

    with ThreadPoolExecutor(MANY) as pool:
        assert set(pool.map(set_them, range(MANY))) == {303}

    with portal_itself(session, "tests"):
        assert len(queries.hours_of(session, [cast.ruth.id])) == 1


def test_many_saves_of_one_response_at_once_open_one_review(
    app: Flask, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dawdle(monkeypatch, "review_of_answers")
    response, together = uuid.uuid4(), Barrier(MANY)

    def save(value: int) -> uuid.UUID:
        with app.app_context(), portal_itself(request_session(), "tests"):
            together.wait(timeout=30)
            review = open_review(
                request_session(),
                client_id=cast.maren.id,
                cause=Cause.MEASURE,
                response_id=response,
                answered=[entry(clock.now(), item=9, value=value)],
            )
            opened = review.id
            request_session().commit()
            return opened

    with ThreadPoolExecutor(MANY) as pool:
        opened = set(pool.map(save, [1] * MANY))

    assert len(opened) == len(reviews(session, cast)) == 1


def test_r28_the_database_shows_reviews_to_whoever_looks_alone(
    app: Flask, cast: Cast, session: Session
) -> None:
    review = asked(session, cast.maren)
    covers(session, cast.ruth, cast.tobias)
    engine = app.extensions["sqlalchemy"].engine

    seen = {
        name: _ids(engine, session, person, "SELECT id FROM safety_review")
        | _ids(engine, session, person, "SELECT review_id FROM open_review")
        for name, person in cast.everybody().items()
        if name != "wren"
    }

    assert {name for name, ids in seen.items() if ids} == {"maren", "ruth", "tobias"}
    assert set.union(*seen.values()) == {review.id}
    closing = "UPDATE safety_review SET contact = 'met' RETURNING id"
    assert _ids(engine, session, cast.sena, closing) == set()
    assert _ids(engine, session, cast.tobias, closing) == {review.id}


def test_a_cover_closes_and_a_colleague_is_told_as_the_roles_of_the_portal(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        looks_always(session, cast.ruth, colleague=cast.sena)
        covers(session, cast.ruth, cast.tobias)
        first = visit(cast.maren).post("/my/safety").location.rsplit("/", 1)[1]
        travel.shift(timedelta(hours=2))
        second = visit(cast.maren).post("/my/safety").location.rsplit("/", 1)[1]
        with app.app_context():
            assert escalate_overdue(request_session()) == 1
        sena, tobias = visit(cast.sena), visit(cast.tobias)

        assert sena.post(f"/practice/safety/{first}/close", **CLOSING).status_code == 303
        assert sena.get(f"/practice/safety/{second}").status_code == 404
        assert tobias.post(f"/practice/safety/{second}/acknowledge").status_code == 303
        assert tobias.post(f"/practice/safety/{second}/close", **CLOSING).status_code == 303

        assert not any(one.is_open for one in reviews(session, cast))


def _dawdle(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a while pass after each look for a review, so that others come in between."""
    looked = getattr(queries, name)

    def dawdling(*given: Any) -> Any:
        found = looked(*given)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(queries, name, dawdling)


def _ids(engine: Engine, session: Session, person: Person, statement: str) -> set[uuid.UUID]:
    viewer = viewer_of(session, person)
    facts = (viewer.practice_id, viewer.file_ids, viewer.user_id, viewer.role, viewer.entrusted)
    with engine.connect() as connection:
        connection.execute(wall.TELL, dict(Scope(*facts).told))
        return _read(connection, statement)


def _read(connection: Connection, statement: str) -> set[uuid.UUID]:
    found = set(connection.execute(text(statement)).scalars())
    connection.rollback()
    return found
