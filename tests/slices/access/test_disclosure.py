"""What staff read of a client is recorded before it leaves; if it cannot be, nothing leaves."""

from collections.abc import Callable

import pytest
from flask import make_response, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.audit.queries import breaks_in_chains
from portal.journey import queries
from portal.journey.models import Goal
from tests.slices.access.probe import Probe, goal_of

SQLITE = """CREATE TRIGGER no_more BEFORE INSERT ON audit_event
    BEGIN SELECT RAISE(ABORT, 'no more events'); END"""
POSTGRESQL = """CREATE TRIGGER no_more BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()"""


def reading(probe: Probe, answer: Callable[[Goal], ResponseReturnValue]) -> None:
    """Hang a practitioner's page that shows a goal."""

    @probe.practice.get(
        "/probe/<uuid:goal_id>",
        permission=Permission.GOAL_READ,
        find=queries.find_goal,
        discloses=Kind.CLIENT_OPENED,
    )
    def read(viewer: Viewer, goal: Goal) -> ResponseReturnValue:
        return answer(goal)


def refuse_events(session: Session) -> None:
    """Let the database refuse every further audit event."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(SQLITE)
    else:
        connection.exec_driver_sql(f"SET LOCAL ROLE NONE; {POSTGRESQL}")  # back to the owner
    session.commit()


def test_a_read_is_recorded_with_who_what_and_when(probe: Probe, session: Session) -> None:
    goal = goal_of(session, probe.cast.maren)
    reading(probe, lambda goal: goal.words)
    visitor = probe.open()(probe.cast.ruth)

    visitor.fetch(f"/practice/probe/{goal}")
    visitor.fetch(f"/practice/probe/{goal}")

    events = probe.recorded(session, Kind.CLIENT_OPENED)
    assert [event.subject_id for event in events] == [goal, goal]
    assert {event.actor_id for event in events} == {probe.cast.ruth.id}
    assert {event.client_id for event in events} == {probe.cast.maren.id}
    assert list(breaks_in_chains(session)) == []


def test_when_the_record_fails_no_text_leaves(probe: Probe, session: Session) -> None:
    goal = goal_of(session, probe.cast.maren)
    reading(probe, lambda goal: goal.words)
    visitor = probe.open()(probe.cast.ruth)
    assert "Maren" in visitor.fetch(f"/practice/probe/{goal}").text
    refuse_events(session)

    answer = visitor.fetch(f"/practice/probe/{goal}")

    assert answer.status_code in {500, 503}
    assert "Maren" not in answer.text
    assert "<h1>" in answer.text


def test_a_refusal_discloses_nothing(probe: Probe, session: Session) -> None:
    goal = goal_of(session, probe.cast.maren)
    reading(probe, lambda goal: goal.words)
    visit = probe.open()

    for person in (probe.cast.tobias, probe.cast.sena, probe.cast.joan, None):
        visit(person).fetch(f"/practice/probe/{goal}")

    assert probe.recorded(session, Kind.CLIENT_OPENED) == []


def test_a_redirect_discloses_nothing(probe: Probe, session: Session) -> None:
    goal = goal_of(session, probe.cast.maren)
    reading(probe, lambda goal: redirect("/elsewhere"))

    probe.open()(probe.cast.ruth).fetch(f"/practice/probe/{goal}")

    assert probe.recorded(session, Kind.CLIENT_OPENED) == []


@pytest.mark.parametrize("status", [200, 400])
def test_a_form_that_comes_back_with_clinical_text_is_a_read_too(
    probe: Probe, session: Session, status: int
) -> None:
    goal = goal_of(session, probe.cast.maren)

    @probe.practice.post(
        "/probe/<uuid:goal_id>",
        permission=Permission.GOAL_READ,
        find=queries.find_goal,
        discloses=Kind.CLIENT_OPENED,
    )
    def change(viewer: Viewer, goal: Goal) -> ResponseReturnValue:
        page = make_response(goal.words, status)
        goal.closing_words = "never kept"
        return page

    answer = probe.open()(probe.cast.ruth).post(f"/practice/probe/{goal}")

    assert answer.status_code == status
    assert len(probe.recorded(session, Kind.CLIENT_OPENED)) == 1
    assert session.get_one(Goal, goal).closing_words is None


def test_a_head_request_is_recorded_like_a_page(probe: Probe, session: Session) -> None:
    goal = goal_of(session, probe.cast.maren)
    reading(probe, lambda goal: goal.words)

    answer = probe.open()(probe.cast.ruth).fetch(f"/practice/probe/{goal}", method="HEAD")

    assert answer.status_code == 200
    assert len(probe.recorded(session, Kind.CLIENT_OPENED)) == 1
