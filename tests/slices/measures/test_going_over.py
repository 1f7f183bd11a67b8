"""Measures when a client goes on with somebody else: what comes along is the client's to say."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.models import AuditEvent
from portal.caseload import queries as caseload
from portal.transfers.services import propose
from tests.cast import Cast, Person
from tests.hours import has_hours
from tests.slices.measures.arranging import ZONE, answered, asked, summing_to
from tests.slices.measures.asking import begun
from tests.slices.measures.test_practitioner_pages import ASKED
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE

Visit = Callable[[Person | None], Visitor]


@pytest.mark.parametrize("parts", [["measures"], ["goals"]])
def test_answers_and_what_is_asked_come_along_only_if_the_client_says_so(
    visit: Visit, cast: Cast, session: Session, parts: list[str]
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, every=1, weeks_ago=3)
    sent = answered(session, assignment, summing_to(12), weeks_ago=3)
    care = caseload.care_between(session, cast.maren.id, cast.ruth.id)
    assert care is not None
    transfer = propose(session, care, colleague_id=cast.tobias.id)
    session.commit()
    maren, tobias = visit(cast.maren), visit(cast.tobias)
    answers = begun(maren, assignment.id)

    offered = maren.get(f"/my/transfer/{transfer.id}").text
    agreed = maren.post(f"/my/transfer/{transfer.id}/agree", parts=parts)
    seen = tobias.get(f"/practice/clients/{cast.maren.id}/measures").text
    listed = maren.get("/my/measures").text
    mine = maren.get(f"/my/measures/answers/{sent.id}")
    goes_on = maren.get(f"{answers}/questions")

    comes_along = "measures" in parts
    assert "Questionnaires you have answered" in offered
    assert ("PHQ-9" in seen) is comes_along
    assert agreed.location == "/my/today"
    assert ("Go on with it: PHQ-9" in listed) is comes_along
    assert ("No longer asked" in listed) is not comes_along
    assert mine.status_code == 200
    assert goes_on.status_code == (200 if comes_along else 303)


def test_whoever_comes_next_asks_anew_for_what_did_not_come_along(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, every=1, weeks_ago=3)
    care = caseload.care_between(session, cast.maren.id, cast.ruth.id)
    assert care is not None
    transfer = propose(session, care, colleague_id=cast.tobias.id)
    has_hours(session, cast.tobias)
    session.commit()
    maren, tobias = visit(cast.maren), visit(cast.tobias)
    ask: dict[str, Any] = {**ASKED, "measure": "phq-9", "starts_on": clock.today(ZONE).isoformat()}
    page = f"/practice/clients/{cast.maren.id}/measures"

    maren.post(f"/my/transfer/{transfer.id}/agree", parts=["goals"])
    session.expire_all()
    ended_at = assignment.ended_at
    tobias.post(f"{page}/ask", **ask)
    shown = tobias.get(page).text
    tobias.post(f"{page}/ask", **ask)
    again = tobias.get(page).text

    assert ended_at is not None
    assert "Your client finds it on their pages from that day on." in shown
    assert "PHQ-9" in shown
    assert "Your client is asked for this already, so nothing was added." in again


@pytest.mark.parametrize("who", ["maren", "ruth"])
def test_what_nobody_would_look_at_is_asked_no_more_when_care_ends(
    visit: Visit, cast: Cast, session: Session, who: str
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, every=1)
    care = caseload.care_between(session, cast.maren.id, cast.ruth.id)
    assert care is not None
    session.commit()
    ends = {
        "maren": f"/my/care/{care.id}/end",
        "ruth": f"/practice/clients/{cast.maren.id}/end",
    }

    visit(cast.everybody()[who]).post(ends[who])

    session.expire_all()
    kinds = session.scalars(select(AuditEvent.kind).where(AuditEvent.subject_id == assignment.id))
    assert assignment.ended_at is not None
    assert "measure.ended" in set(kinds)
