"""The practitioner's pages of measures: asking, the course, answers, typed scores."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.measures import queries
from portal.measures.models import Rhythm, Showing
from portal.measures.questions import DOES_NOT_FIT
from portal.reflections.models import Moment
from tests import factories
from tests.cast import Cast, Person
from tests.hours import has_hours
from tests.slices.measures.arranging import ZONE, answered, asked, summing_to
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE
Visit = Callable[[Person | None], Visitor]

ASKED = {"rhythm": "every_weeks", "every": "2", "days_before": "3", "scores": "at_once"}


def main_of(text: str) -> str:
    return text.split("<main")[1].split("</main")[0]


def kinds_about(session: Session, person: Person) -> list[str]:
    session.expire_all()
    events = select(AuditEvent.kind).where(AuditEvent.client_id == person.id)
    return list(session.scalars(events.order_by(AuditEvent.sequence)))


def measures_of(person: Person) -> str:
    return f"/practice/clients/{person.id}/measures"


def test_a_practitioner_asks_for_a_measure_and_asks_no_more(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth, page = visit(cast.ruth), measures_of(cast.maren)
    fields: dict[str, Any] = {
        **ASKED,
        "measure": "phq-9",
        "starts_on": clock.today(ZONE).isoformat(),
    }

    has_hours(session, cast.ruth)
    session.commit()

    offered = ruth.get(f"{page}/ask").text
    ruth.post(f"{page}/ask", **fields)
    again = ruth.post(f"{page}/ask", **fields)
    shown = main_of(ruth.get(page).text)
    (asked_for,) = queries.assignments_of(session, cast.maren.id)
    ruth.post(f"/practice/measures/asked/{asked_for.id}/end")

    session.expire_all()
    assert "PHQ-9" in offered
    assert again.status_code == 302
    assert "Every 2 weeks" in shown
    assert "They have not chosen yet" in shown
    assert (asked_for.rhythm, asked_for.every, asked_for.days_before) == (Rhythm.EVERY_WEEKS, 2, 0)
    assert (asked_for.scores_proposed, asked_for.scores_agreed) == (Showing.AT_ONCE, None)
    assert asked_for.ended_at is not None
    assert "Nothing is asked at the moment" in ruth.get(page).text
    assert {Kind.MEASURE_ASSIGNED, Kind.MEASURE_ENDED} <= set(kinds_about(session, cast.maren))


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": "0"},
        {"every": "27"},
        {"days_before": "15"},
        {"measure": "core-10"},
        {"measure": "own-of-somebody"},
        {"starts_on": "soon"},
        {"starts_on": "0001-01-01"},
        {"starts_on": "9999-12-31"},
        {"rhythm": "daily"},
        {"scores": "never"},
    ],
)
def test_what_cannot_be_asked_comes_back_to_be_looked_at(
    visit: Visit, cast: Cast, session: Session, wrong: dict[str, str]
) -> None:
    fields: dict[str, Any] = {
        **ASKED,
        "measure": "phq-9",
        "starts_on": clock.today(ZONE).isoformat(),
    }
    fields |= wrong

    answer = visit(cast.ruth).post(f"{measures_of(cast.maren)}/ask", **fields)

    assert answer.status_code == 400
    assert "field__error" in answer.text
    assert not queries.assignments_of(session, cast.maren.id)


def test_a_course_is_a_sentence_and_a_table_and_answers_are_opened_on_request(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=3)
    answered(session, assignment, summing_to(16), weeks_ago=2)
    last = answered(session, assignment, summing_to(11), remark="The <long> week.")
    factories.shared_reflection(session, cast.maren, moment=Moment.HARD_STRETCH)
    ruth = visit(cast.ruth)

    overview = main_of(ruth.get(measures_of(cast.maren)).text)
    series = main_of(ruth.get(f"/practice/measures/{last.id}").text)
    before = kinds_about(session, cast.maren)
    answers = main_of(ruth.get(f"/practice/measures/{last.id}/answers").text)

    assert "It is down 5 points towards fewer difficulties since" in overview
    assert "within measurement error (NHS Talking Therapies reliable change)" in series
    assert "The &lt;long&gt; week." in series
    assert "A hard stretch, marked by the client" in series
    assert series.index(">11<") < series.index(">16<"), "the newest first"
    assert "Nearly every day" not in overview + series
    assert "Nearly every day" in answers
    assert before[-2:] == [Kind.MEASURE_OPENED] * 2
    assert kinds_about(session, cast.maren)[-1] == Kind.MEASURE_ANSWERS_OPENED
    assert "%" not in overview + series


@pytest.mark.parametrize(("last", "words"), [(10, "just as much as it takes"), (11, "within")])
def test_reliable_change_is_said_at_its_threshold_and_not_before(
    visit: Visit, cast: Cast, session: Session, last: int, words: str
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=3)
    answered(session, assignment, summing_to(16), weeks_ago=2)
    answered(session, assignment, summing_to(last))

    assert words in visit(cast.ruth).get(measures_of(cast.maren)).text


def test_what_was_left_open_is_said_and_nothing_is_concluded_from_it(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=1)
    given = [*summing_to(12)[:-2], DOES_NOT_FIT, None]

    one = answered(session, assignment, given)
    series = main_of(visit(cast.ruth).get(f"/practice/measures/{one.id}").text)
    answers = main_of(visit(cast.ruth).get(f"/practice/measures/{one.id}/answers").text)

    assert "2 of 9 questions were left out, so there is no score." in series
    assert "Left open" in answers
    assert "This question doesn’t fit me" in answers


def test_looking_at_a_score_together_is_noted_once_and_shows_it_to_the_client(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth)
    one = answered(session, assignment, summing_to(12))
    ruth = visit(cast.ruth)

    for _twice in "ab":
        ruth.post(f"/practice/measures/{one.id}/talked")

    kinds = kinds_about(session, cast.maren)
    assert one.shows_score
    assert kinds.count(Kind.MEASURE_TALKED_ABOUT) == 1
    assert "Today" in main_of(ruth.get(f"/practice/measures/{one.id}").text)


def test_a_score_from_elsewhere_is_kept_with_its_day_and_its_source(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth, on = visit(cast.ruth), clock.today(ZONE) - timedelta(days=90)
    fields: dict[str, Any] = {
        "measure": "core-10",
        "score": "18,9",
        "on": on.isoformat(),
        "source": "A letter",
    }

    answer = ruth.post(f"{measures_of(cast.maren)}/score", **fields)
    (kept,) = queries.completed_of(session, cast.maren.id)
    series = main_of(ruth.get(f"/practice/measures/{kept.id}").text)

    assert answer.status_code == 302
    assert (kept.typed_total, kept.due_on, kept.typed_by_id) == ("18.9", on, cast.ruth.id)
    assert "18.9" in series
    assert "Typed in, from:" in series
    assert "A letter" in series
    assert "/answers" not in series
    assert not kept.shows_score
    assert Kind.MEASURE_TYPED in kinds_about(session, cast.maren)


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": "28"},
        {"score": "-1"},
        {"score": "11.5"},
        {"score": "NaN"},
        {"score": "1e1"},
        {"score": "many"},
        {"score": ""},
        {"on": "2999-01-01"},
        {"on": "0001-01-01"},
        {"source": " "},
        {"measure": "none"},
    ],
)
def test_a_score_that_cannot_be_is_not_kept(
    visit: Visit, cast: Cast, session: Session, wrong: dict[str, str]
) -> None:
    fields: dict[str, Any] = {
        "measure": "phq-9",
        "score": "11",
        "on": "2026-01-02",
        "source": "Paper",
        **wrong,
    }

    answer = visit(cast.ruth).post(f"{measures_of(cast.maren)}/score", **fields)

    assert answer.status_code == 400
    assert "field__error" in answer.text
    assert not queries.completed_of(session, cast.maren.id)


def test_two_measures_of_one_rule_set_have_an_outcome_by_its_name(
    visit: Visit, cast: Cast, session: Session
) -> None:
    """Not with the PCL-5, whose values by that rule set are from memory."""
    phq, gad, pcl = (
        asked(session, cast.maren, cast.ruth, slug, weeks_ago=3)
        for slug in ("phq-9", "gad-7", "pcl-5")
    )
    answered(session, phq, summing_to(16), weeks_ago=2)
    answered(session, phq, summing_to(8))
    answered(session, pcl, [2] * 20, weeks_ago=2)
    answered(session, pcl, [1] * 20)
    alone = visit(cast.ruth).get(measures_of(cast.maren)).text
    answered(session, gad, [2] * 7, weeks_ago=2)
    once = visit(cast.ruth).get(measures_of(cast.maren)).text
    answered(session, gad, [1] * 6 + [0])

    together = visit(cast.ruth).get(measures_of(cast.maren)).text

    assert "for two measures together" not in alone + once
    assert "By the rules of NHS Talking Therapies for two measures together: reliable" in together
    assert "the last are below it on both" in together
    assert "was not checked against the present manual" in together


def test_nobody_else_comes_to_a_clients_measures(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth)
    one = answered(session, assignment, summing_to(12))
    pages = [
        measures_of(cast.maren),
        f"{measures_of(cast.maren)}/ask",
        f"{measures_of(cast.maren)}/score",
        f"/practice/measures/{one.id}",
        f"/practice/measures/{one.id}/answers",
    ]

    for person in (cast.maren, cast.tobias, cast.sena, cast.joan, cast.vera):
        visitor = visit(person)
        assert {visitor.fetch(page).status_code for page in pages} == {404}, person.name
        assert visitor.post(f"/practice/measures/{one.id}/talked").status_code == 404
        end = f"/practice/measures/asked/{assignment.id}/end"
        assert visitor.post(end).status_code == 404
