"""Measures in a client's own words: either side proposes, the other agrees; words keep scores."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.measures.own import queries
from portal.measures.own.models import OwnMeasure, OwnState
from tests.cast import Cast, Person
from tests.slices.measures.arranging import answered, asked, own_measure
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE
Visit = Callable[[Person | None], Visitor]

EVENINGS: dict[str, Any] = {
    "title": "Evenings",
    "words_1": "I could be <at> the table",
    "low_1": "never",
    "high_1": "every evening",
    "words_2": "I slept",
    "low_2": "not at all",
    "high_2": "the whole night",
}


def the_one(session: Session, person: Person) -> OwnMeasure:
    session.expire_all()
    (own,) = queries.own_of(session, person.id)
    return own.versions[-1]


def test_a_client_proposes_words_and_the_practitioner_agrees(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren, ruth = visit(cast.maren), visit(cast.ruth)

    maren.post("/my/measures/own", **EVENINGS)
    proposed = the_one(session, cast.maren)
    page = f"/my/measures/own/{proposed.id}"
    waiting, own_yes = maren.get(page).text, maren.post(f"{page}/agree")
    overview = ruth.get(f"/practice/clients/{cast.maren.id}/measures").text
    shown = ruth.get(f"/practice/measures/own/{proposed.id}").text
    ruth.post(f"/practice/measures/own/{proposed.id}/agree")

    kinds = session.scalars(
        select(AuditEvent.kind).where(AuditEvent.subject_id == proposed.id)
    ).all()
    agreed = the_one(session, cast.maren)
    assert "Agree to these words" not in waiting
    assert own_yes.status_code == 403
    assert "waits for your answer" in overview
    assert "I could be &lt;at&gt; the table" in shown
    assert (agreed.state, agreed.number, len(agreed.lines)) == (OwnState.AGREED, 1, 2)
    assert kinds[0] == Kind.OWN_MEASURE_PROPOSED
    assert kinds[-2:] == [Kind.MEASURE_OPENED, Kind.OWN_MEASURE_AGREED]
    assert "Evenings" in ruth.get(f"/practice/clients/{cast.maren.id}/measures/ask").text


def test_a_practitioner_proposes_words_and_the_client_words_them_differently(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren, ruth = visit(cast.maren), visit(cast.ruth)

    ruth.post(f"/practice/clients/{cast.maren.id}/measures/own", **EVENINGS)
    first = the_one(session, cast.maren)
    offered = maren.get(f"/my/measures/own/{first.id}").text
    today, listed = maren.get("/my/today").text, maren.get("/my/measures").text
    maren.post(f"/my/measures/own/{first.id}", **{**EVENINGS, "words_1": "I stayed for supper"})
    too_late = maren.post(f"/my/measures/own/{first.id}/agree")
    second = the_one(session, cast.maren)
    later = maren.get("/my/today").text + maren.get("/my/measures").text
    ruth.post(f"/practice/measures/own/{second.id}/let-go")

    session.expire_all()
    assert "Agree to these words" in offered
    for page in (today, listed):
        assert "Your therapist suggested words for a measure of yours" in page
        assert f'href="/my/measures/own/{first.id}"' in page
    assert "Your therapist suggested" not in later
    assert too_late.status_code == 403
    assert (second.number, second.measure_id) == (2, first.measure_id)
    assert (first.state, second.state) == (OwnState.LET_GO, OwnState.LET_GO)
    assert str(second.id) not in maren.get("/my/measures/own").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "a" * 61},
        {"words_1": ""},
        {"high_1": ""},
        {"words_2": ""},
        {"low_3": "never"},
        {"words_1": "a" * 201},
    ],
)
def test_half_a_line_comes_back_with_all_that_was_written(
    visit: Visit, cast: Cast, session: Session, wrong: dict[str, str]
) -> None:
    fields = {**EVENINGS, **wrong}

    answers = [
        visit(cast.maren).post("/my/measures/own", **fields),
        visit(cast.ruth).post(f"/practice/clients/{cast.maren.id}/measures/own", **fields),
    ]

    for answer in answers:
        assert answer.status_code == 400
        assert "field__error" in answer.text
        assert "every evening" in answer.text or "high_1" in wrong
    assert not queries.own_of(session, cast.maren.id)


def test_a_score_stays_with_the_words_it_answered(
    visit: Visit, cast: Cast, session: Session
) -> None:
    before = own_measure(session, cast.maren, cast.ruth, "I could be at the table")
    assignment = asked(session, cast.maren, cast.ruth, before.slug, weeks_ago=6)
    answered(session, assignment, [2], weeks_ago=6)
    answered(session, assignment, [4], weeks_ago=3)
    own_measure(session, cast.maren, cast.ruth, "I stayed for supper", of=before)
    last = answered(session, assignment, [7])

    series = visit(cast.ruth).get(f"/practice/measures/{last.id}").text
    overview = visit(cast.ruth).get(f"/practice/clients/{cast.maren.id}/measures").text

    assert "“I could be at the table” was 4 on" in series
    assert ", and 2 on" in series
    assert "“I stayed for supper” was 7 on" in series
    assert "Scores before and after are not compared" in series
    assert "“I stayed for supper” was 7 on" in overview
    assert "measurement error" not in series
    assert last.version == "2"


def test_nobody_else_reads_or_answers_words(visit: Visit, cast: Cast, session: Session) -> None:
    own = own_measure(session, cast.maren, cast.ruth, "I could be at the table", agreed=False)
    own_id = own.id
    session.commit()

    for person in (cast.idris, cast.noor):
        visitor = visit(person)
        assert visitor.fetch(f"/my/measures/own/{own_id}").status_code == 404
        assert visitor.post(f"/my/measures/own/{own_id}/agree").status_code == 404
        assert visitor.post(f"/my/measures/own/{own_id}", **EVENINGS).status_code == 404
    for person in (cast.tobias, cast.sena, cast.joan, cast.vera):
        visitor = visit(person)
        assert visitor.fetch(f"/practice/measures/own/{own_id}").status_code == 404
        assert visitor.post(f"/practice/measures/own/{own_id}/let-go").status_code == 404
        begin = f"/practice/clients/{cast.maren.id}/measures/own"
        assert visitor.post(begin, **EVENINGS).status_code == 404
