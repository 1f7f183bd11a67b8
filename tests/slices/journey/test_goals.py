"""Goals: in the client's own words, ended in one of three ways, taken up again."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.journey import queries, services
from portal.journey.models import Goal, GoalState
from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def a_goal(session: Session, person: Person, words: str = "Be at the table") -> Goal:
    goal = services.set_goal(
        session, practice_id=person.practice_id, client_id=person.id, words=words
    )
    session.commit()
    return goal


def test_a_client_writes_down_a_goal_and_reads_it_back(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)

    answer = maren.post("/my/goals", words="  Eat lunch <at work> like anybody  ")
    page = maren.get("/my/goals")

    assert answer.status_code == 302
    assert "Eat lunch &lt;at work&gt; like anybody" in page.text
    assert "%" not in page.text.split("<main")[1].split("</main")[0]


def test_a_goal_sent_twice_is_written_once(visit: Visit, cast: Cast, session: Session) -> None:
    maren = visit(cast.maren)

    answers = [maren.post("/my/goals", words="Be at the table", once="k") for _ in "ab"]

    assert [answer.status_code for answer in answers] == [302, 303]
    assert len(queries.goals_of(session, cast.maren.id)) == 1


@pytest.mark.parametrize("words", ["", "   ", "a" * 301])
def test_a_refused_goal_keeps_what_was_typed(visit: Visit, cast: Cast, words: str) -> None:
    answer = visit(cast.maren).post("/my/goals", words=words)

    assert answer.status_code == 400
    assert words.strip() in answer.text
    assert "field__error" in answer.text


@pytest.mark.parametrize("state", ["done", "changed", "let_go"])
def test_a_goal_ends_in_three_ways(visit: Visit, cast: Cast, session: Session, state: str) -> None:
    goal = a_goal(session, cast.maren)

    answer = visit(cast.maren).post(
        f"/my/goals/{goal.id}", state=state, closing_words="It was enough."
    )

    session.expire_all()
    kinds = session.scalars(select(AuditEvent.kind).where(AuditEvent.subject_id == goal.id)).all()
    assert answer.status_code == 302
    assert (goal.state, goal.closing_words) == (GoalState(state), "It was enough.")
    assert goal.ended_at is not None
    assert kinds == [Kind.GOAL_CHANGED, Kind.GOAL_CHANGED]


def test_an_ended_goal_is_listed_apart_and_taken_up_again(
    visit: Visit, cast: Cast, session: Session
) -> None:
    goal = a_goal(session, cast.maren)
    services.end_goal(goal, state=GoalState.LET_GO, closing_words="He need not know.")
    session.commit()
    maren = visit(cast.maren)

    before = maren.get("/my/goals").text
    page = maren.get(f"/my/goals/{goal.id}")
    answer = maren.post(f"/my/goals/{goal.id}", do="take_up")

    session.expire_all()
    assert "Let go" in before
    assert "He need not know." in before
    assert "Take it up again" in page.text
    assert answer.status_code == 302
    assert (goal.state, goal.ended_at, goal.closing_words) == (GoalState.ONGOING, None, None)


@pytest.mark.parametrize("state", ["", "ongoing", "perfect"])
def test_an_unknown_ending_is_refused_and_the_words_come_back(
    visit: Visit, cast: Cast, session: Session, state: str
) -> None:
    goal = a_goal(session, cast.maren)

    answer = visit(cast.maren).post(f"/my/goals/{goal.id}", state=state, closing_words="Because.")

    session.expire_all()
    assert answer.status_code == 400
    assert "Because." in answer.text
    assert goal.state is GoalState.ONGOING


def test_wrong_moves_change_nothing(visit: Visit, cast: Cast, session: Session) -> None:
    goal = a_goal(session, cast.maren)
    maren = visit(cast.maren)

    answer = maren.post(f"/my/goals/{goal.id}", do="take_up")

    assert answer.status_code == 302
    assert "stays as it was" in maren.get("/my/goals").text
    with pytest.raises(services.WrongMove):
        services.end_goal(goal, state=GoalState.ONGOING)
    services.end_goal(goal, state=GoalState.DONE)
    with pytest.raises(services.WrongMove):
        services.end_goal(goal, state=GoalState.LET_GO)


def test_nobody_else_reaches_a_goal(visit: Visit, cast: Cast, session: Session) -> None:
    goal = a_goal(session, cast.maren)
    url = f"/my/goals/{goal.id}"

    for person in (cast.idris, cast.ruth, cast.tobias, cast.sena, cast.joan):
        visitor = visit(person)
        assert visitor.get(url).status_code == 404, person.name
        assert visitor.post(url, state="done").status_code == 404, person.name
    for person in (cast.ruth, cast.joan):
        assert visit(person).get("/my/goals").status_code == 403
        assert visit(person).post("/my/goals", words="x").status_code == 403


def test_signed_out_is_sent_to_sign_in(visit: Visit, cast: Cast, session: Session) -> None:
    goal = a_goal(session, cast.maren)

    for url in ("/my/goals", f"/my/goals/{goal.id}"):
        answer = visit(None).get(url)
        assert answer.status_code == 302
        assert answer.location.startswith("/sign-in")
    assert visit(None).post("/my/goals", words="x").status_code == 401


def test_wrong_methods_are_refused(visit: Visit, cast: Cast) -> None:
    assert visit(cast.maren).client.delete("/my/goals").status_code == 405


def test_the_practitioner_reads_the_goals_of_their_own_clients_only(
    cast: Cast, session: Session, acting_as: Callable[[Person], Session]
) -> None:
    a_goal(session, cast.maren)

    assert [goal.words for goal in queries.goals_of(acting_as(cast.ruth), cast.maren.id)] == [
        "Be at the table"
    ]
    assert not queries.goals_of(acting_as(cast.tobias), cast.maren.id)
    assert not queries.goals_of(acting_as(cast.sena), cast.maren.id)
