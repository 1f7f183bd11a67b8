"""The summary tells of measures what their rows tell, and the client's page says it in a line."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.caseload.models import ClientSummary
from portal.caseload.summary import Standing, Summary
from portal.measures.standing import standing
from portal.measures.summing_up import lines, rebuild_measures
from tests import factories
from tests.cast import Cast, Person, viewer_of
from tests.slices.measures.arranging import ZONE, answered, asked, own_measure, summing_to
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

TALK = "Something there may be worth a conversation."


def kept(session: Session, cast: Cast) -> list[Standing]:
    session.flush()
    query = select(ClientSummary).where(ClientSummary.client_id == cast.maren.id)
    return [
        one for row in session.scalars(query) for one in Summary.from_json(row.content).measures
    ]


def slow_truth(session: Session, viewer: Viewer, cast: Cast) -> list[Standing]:
    session.expire_all()
    found = lines(standing(session, viewer, cast.maren.id, ZONE))
    return sorted(found, key=lambda one: one.name)


def test_the_summary_is_what_the_rows_say_after_each_step(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth, seen = viewer_of(session, cast.ruth), []
    page = f"/practice/clients/{cast.maren.id}/measures"

    def compare() -> None:
        seen.append(kept(session, cast))
        assert seen[-1] == slow_truth(session, ruth, cast)

    phq = asked(session, cast.maren, cast.ruth, weeks_ago=5)
    compare()
    own = own_measure(session, cast.maren, cast.ruth, "I could be at the table")
    asked(session, cast.maren, cast.ruth, own.slug)
    answered(session, phq, summing_to(10), weeks_ago=4)
    compare()
    answered(session, phq, summing_to(16))
    factories.shared_reflection(session, cast.maren)
    compare()
    key = f"phq-9 worse_than_baseline {clock.today(ZONE).isoformat()}"
    visit(cast.ruth).post(f"{page}/aside", prompt=key, reason="We spoke.")
    session.expire_all()
    compare()
    fields = {"measure": "core-10", "score": "18", "on": "2026-01-02", "source": "A letter"}
    visit(cast.ruth).post(f"{page}/score", False, **fields)
    session.expire_all()
    compare()
    rebuild_measures(session)
    compare()

    assert [len(one) for one in seen] == [1, 1, 1, 1, 2, 2]
    assert [one[-1].prompts for one in seen[:4]] == [0, 0, 1, 0]


def test_the_page_of_a_client_says_it_in_a_line_and_tells_quietly_of_a_prompt(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=3)
    answered(session, assignment, summing_to(10), weeks_ago=2)
    answered(session, assignment, summing_to(15))
    ruth, page = visit(cast.ruth), f"/practice/clients/{cast.maren.id}"

    calm = ruth.get(page).text
    with time_machine.travel(clock.now() + timedelta(weeks=4), tick=False):
        late = visit(cast.ruth).get(page).text

    assert "PHQ-9 was 15 on " in calm
    assert ", and 10 on " in calm
    assert TALK not in calm
    assert TALK in late
    assert TALK not in visit(cast.maren).get("/my/today").text
