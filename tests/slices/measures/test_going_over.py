"""Measures when a client goes on with somebody else: what comes along is the client's to say."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.caseload import queries as caseload
from portal.transfers.services import propose
from tests.cast import Cast, Person
from tests.slices.measures.arranging import answered, asked, summing_to
from tests.slices.measures.asking import begun
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
    assert goes_on.status_code == (200 if comes_along else 403)
