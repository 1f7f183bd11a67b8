"""Being asked: on Today among other things, never late, never without somebody who reads."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.measures.models import Administration, AdministrationState
from portal.measures.services import end_assignment
from portal.rights.services import withdraw_consent
from tests.cast import Cast, Person
from tests.slices.measures.arranging import answered, own_measure, summing_to
from tests.slices.measures.arranging import asked as asked_before
from tests.slices.measures.asking import asked, begun, chosen, edition_in, kept
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE

Visit = Callable[[Person | None], Visitor]


def test_what_is_asked_comes_to_today_and_goes_with_the_answer_until_the_next_time(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    maren = visit(cast.maren)

    first = maren.get("/my/today").text
    answers = begun(maren, assignment.id)
    chosen(maren, answers, 1, q1="1", q2="1")
    second = maren.get("/my/today").text
    maren.post(f"{answers}/look-over", edition=2, remark="")
    third = maren.get("/my/today").text
    again = maren.post(f"/my/measures/{assignment.id}/begin", pace="one")
    with time_machine.travel(clock.now() + timedelta(days=7)):
        fourth = visit(cast.maren).get("/my/today").text

    assert "A few questions, for when it suits: PHQ-9" in first
    assert "PHQ-9, which you began" in second
    assert "Answered so far: two of ten questions." in second
    assert "PHQ-9" not in third
    assert again.location == f"/my/measures/{assignment.id}"
    assert "A few questions, for when it suits: PHQ-9" in fourth
    for page in (first, second, third, fourth):
        assert not {"overdue", "missed", "late"} & set(page.lower().split())


def test_an_older_occasion_gives_way_to_a_newer_and_leaves_no_trace_of_being_late(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked_before(session, cast.maren, cast.ruth, every=1, weeks_ago=5)
    answered(session, assignment, summing_to(4), weeks_ago=5)
    session.commit()

    page = visit(cast.maren).get("/my/measures").text

    assert page.count("Have a look") == 2  # the words and the label of one link
    assert page.count('class="entries__when"') == 1


def test_a_newer_occasion_takes_the_place_of_what_was_begun_and_not_sent(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    older = begun(maren := visit(cast.maren), assignment.id)
    chosen(maren, older, 1, q1="1")

    with time_machine.travel(clock.now() + timedelta(days=7)):
        newer = begun(visit(cast.maren), assignment.id)

    session.expire_all()
    states = {one.id: one.state for one in session.scalars(select(Administration))}
    assert older != newer
    assert states == {
        uuid.UUID(older.rsplit("/", 1)[1]): AdministrationState.LET_GO,
        uuid.UUID(newer.rsplit("/", 1)[1]): AdministrationState.OPEN,
    }


def test_where_nobody_reads_any_more_nothing_is_asked_and_what_was_said_stays_theirs(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    maren = visit(cast.maren)
    answers = begun(maren, assignment.id)
    chosen(maren, answers, 1, q1="1")
    withdraw_consent(session.get_one(User, cast.maren.id))
    session.commit()

    today = maren.get("/my/today").text
    listed = maren.get("/my/measures").text
    page = maren.get(f"/my/measures/{assignment.id}")
    refused = [maren.get(f"{answers}/questions"), chosen(maren, answers, 2, q2="1")]
    refused += [maren.post(f"/my/measures/{assignment.id}/begin", pace="one")]

    assert "which you began" not in today
    assert "Go on with it" not in listed
    assert "Nobody else reads here at the moment." in page.text
    assert {answer.status_code for answer in refused} <= {302, 303, 403}
    assert kept(session).answers == {"1": 1}


def test_an_ended_measure_is_asked_no_more_and_what_was_begun_may_be_finished(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment, other = asked(session, cast), asked(session, cast, "gad-7")
    maren = visit(cast.maren)
    answers = begun(maren, assignment.id)
    for one in (assignment, other):
        end_assignment(one, actor_id=cast.ruth.id)

    page = maren.get("/my/measures").text
    sent = maren.post(f"{answers}/look-over", edition=1, remark="")

    assert "No longer asked" in page
    assert "Go on with it: PHQ-9" in page
    assert "Have a look: GAD-7" not in page
    assert sent.location == answers


def test_words_that_changed_midway_stay_as_they_were_when_it_was_begun(
    visit: Visit, cast: Cast, session: Session
) -> None:
    words = own_measure(session, cast.maren, cast.ruth, "I could be at the table")
    assignment = asked(session, cast, words.slug)
    maren = visit(cast.maren)
    answers = begun(maren, assignment.id)
    own_measure(session, cast.maren, cast.ruth, "I stayed at the table", of=words)

    page = maren.get(f"{answers}/questions").text
    chosen(maren, answers, 1, q1="10")
    maren.post(f"{answers}/look-over", edition=2, remark="")
    sent = maren.get(answers).text

    assert "I could be at the table" in page
    assert "10, every evening" in page
    assert "I stayed at the table" not in page + sent
    assert "10 of 10</b>" in sent
    assert kept(session).version == "1"


def test_a_clock_that_jumped_back_never_sends_before_it_was_begun(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(visit(cast.maren), asked(session, cast).id)
    before = kept(session).opened_at

    with time_machine.travel(clock.now() - timedelta(hours=2)):
        maren = visit(cast.maren)
        edition = edition_in(maren.get(f"{answers}/look-over").text)
        maren.post(f"{answers}/look-over", edition=edition, remark="")

    assert kept(session).state is AdministrationState.COMPLETED
    assert kept(session).completed_at == before


@pytest.mark.parametrize("step", ["questions", "look-over"])
def test_where_care_has_ended_what_was_begun_leads_to_who_can_help_now(
    visit: Visit, cast: Cast, session: Session, step: str
) -> None:
    assignment = asked(session, cast)
    maren = visit(cast.maren)
    answers = begun(maren, assignment.id, "all")
    visit(cast.ruth).post(f"/practice/clients/{cast.maren.id}/end")
    measure = f"/my/measures/{assignment.id}"
    fields: dict[str, Any] = {"edition": 1, "answer-9": "2"}

    seen = maren.get(f"{answers}/{step}")
    sent = maren.post(f"{answers}/{step}", **fields)
    by_script = maren.post(f"{answers}/questions", True, **fields)
    shown = maren.get(measure).text

    assert (seen.location, sent.location) == (measure, measure)
    assert by_script.status_code == 403
    assert "Nobody here would read your answers at the moment" in shown
    assert "tel:" in shown
    assert "somebody is asked to look" not in shown
    assert not kept(session).answers
