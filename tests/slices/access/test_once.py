"""A form sent twice does its work once, and answers the same both times."""

import threading
from collections.abc import Callable

import pytest
from flask import redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.door import session as request_session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.journey.models import Goal
from portal.journey.services import set_goal
from tests.cast import Person
from tests.slices.access.probe import Probe
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


@pytest.fixture
def visit(probe: Probe) -> Visit:
    """Visitors of a door with one form that sets a goal, and leads to it."""

    @probe.own.post("/probe", permission=Permission.GOAL_SET)
    def act(viewer: Viewer) -> ResponseReturnValue:
        assert viewer.practice_id is not None
        assert viewer.user_id is not None
        goal = set_goal(
            request_session(),
            practice_id=viewer.practice_id,
            client_id=viewer.user_id,
            words="to sleep",
        )
        return redirect(f"/my/goals#{goal.id}")

    return probe.open()


def count(session: Session) -> int:
    """Return how many goals there are."""
    session.rollback()
    found = session.scalar(select(func.count(Goal.id)))
    session.rollback()
    return found or 0


def test_the_second_sending_answers_like_the_first(
    visit: Visit, probe: Probe, session: Session
) -> None:
    visitor = visit(probe.cast.maren)

    first = visitor.post("/my/probe", once="a key of the form")
    second = visitor.post("/my/probe", once="a key of the form")

    assert (first.status_code, second.status_code) == (302, 303)
    assert first.location == second.location
    assert count(session) == 1


def test_another_key_does_the_work_again(visit: Visit, probe: Probe, session: Session) -> None:
    visitor = visit(probe.cast.maren)

    for key in ("one", "two", "", ""):
        visitor.post("/my/probe", once=key)

    assert count(session) == 4


def test_a_key_belongs_to_whoever_used_it(visit: Visit, probe: Probe, session: Session) -> None:
    answers = {
        visit(person).post("/my/probe", once="the same").location
        for person in (probe.cast.maren, probe.cast.noor)
    }

    assert len(answers) == 2
    assert count(session) == 2


@pytest.mark.parametrize("key", ["x" * 500, "a\x00b", "🌊" * 80])
def test_an_odd_key_is_still_a_key(visit: Visit, probe: Probe, session: Session, key: str) -> None:
    visitor = visit(probe.cast.maren)

    answers = [visitor.post("/my/probe", once=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 303]
    assert count(session) == 1


def test_a_refused_form_does_not_spend_its_key(probe: Probe, session: Session) -> None:
    refusals = iter([400, 302])

    @probe.own.post("/probe", permission=Permission.GOAL_SET)
    def act(viewer: Viewer) -> ResponseReturnValue:
        status = next(refusals)
        return redirect("/my/goals") if status == 302 else ("refused", 400)

    visitor = probe.open()(probe.cast.maren)

    answers = [visitor.post("/my/probe", once="a key").status_code for _ in range(3)]

    assert answers == [400, 302, 303]


def test_what_cannot_be_done_twice_still_answers_twice(probe: Probe, session: Session) -> None:
    """The second sending of a thing that used up its own permission is not a refusal."""
    there = iter(["the thing"])

    @probe.own.post(
        "/probe/<name>",
        permission=Permission.OWN_FILE_READ,
        find=lambda session, name: next(there, None),
    )
    def act(viewer: Viewer, subject: str) -> ResponseReturnValue:
        return redirect("/my/goals")

    visitor = probe.open()(probe.cast.maren)

    answers = [visitor.post("/my/probe/x", once="a key").status_code for _ in range(2)]

    assert answers == [302, 303]
    assert visitor.post("/my/probe/x", once="another").status_code == 404


def test_six_sendings_at_the_same_moment_make_one_row(
    visit: Visit, probe: Probe, session: Session
) -> None:
    visitors = [visit(probe.cast.maren) for _ in range(6)]
    ready, places = threading.Barrier(6), []

    def send(visitor: Visitor) -> None:
        ready.wait(timeout=20)
        places.append(visitor.post("/my/probe", once="a key of the form").location)

    threads = [threading.Thread(target=send, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert count(session) == 1
    assert len(places) == 6
    assert len(set(places)) == 1
