"""On PostgreSQL: many presses at the same moment count once, and what ends with care ends there."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.caseload.queries import care_between
from portal.measures import queries
from portal.measures.licences import services as licences
from portal.measures.licences.models import LicenceStatement
from portal.measures.models import MeasureAssignment
from portal.measures.own import queries as own_queries
from portal.measures.own.models import OwnMeasure, OwnState
from tests.cast import Cast, Person
from tests.hours import has_hours
from tests.slices.measures.arranging import ZONE, asked, own_measure
from tests.slices.measures.test_licences import CORE, PAGE
from tests.slices.measures.test_practitioner_pages import ASKED
from tests.stages import ON_POSTGRESQL
from tests.visitor import Visitor

pytestmark = ON_POSTGRESQL

Visit = Callable[[Person | None], Visitor]
MANY = 4


def at_once(visit: Visit, person: Person, url: str, **fields: Any) -> set[int]:
    """Send a form from many browsers at the same moment, and return how it was answered."""
    browsers, together = [visit(person) for _each in range(MANY)], Barrier(MANY)

    def press(number: int) -> int:
        together.wait(timeout=30)
        return browsers[number].post(url, **fields).status_code

    with ThreadPoolExecutor(MANY) as pool:
        return set(pool.map(press, range(MANY)))


def dawdle(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
    """Let a while pass after each look, so that others come in between."""
    looked = getattr(module, name)

    def dawdling(*given: Any, **named: Any) -> Any:
        found = looked(*given, **named)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(module, name, dawdling)


def test_a_measure_is_asked_once(
    visit: Visit, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    dawdle(monkeypatch, queries, "assignments_of")
    fields = {**ASKED, "measure": "phq-9", "starts_on": clock.today(ZONE).isoformat()}
    has_hours(session, cast.ruth)
    session.commit()

    answers = at_once(visit, cast.ruth, f"/practice/clients/{cast.maren.id}/measures/ask", **fields)

    assert answers == {302}
    assert len(session.scalars(select(MeasureAssignment)).all()) == 1


def test_a_licence_is_stated_once(
    visit: Visit, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    dawdle(monkeypatch, licences, "statements")

    assert at_once(visit, cast.joan, PAGE, **CORE) == {302}

    assert len(session.scalars(select(LicenceStatement)).all()) == 1


def test_of_other_words_proposed_at_once_one_wording_waits(
    visit: Visit, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = own_measure(session, cast.maren, cast.ruth, "I sit and scroll", agreed=False)
    session.commit()
    dawdle(monkeypatch, own_queries, "versions_of")
    fields = {"title": "Evenings", "words_1": "I scroll", "low_1": "never", "high_1": "always"}

    answers = at_once(visit, cast.ruth, f"/practice/measures/own/{version.id}", **fields)

    session.expire_all()
    states = [one.state for one in session.scalars(select(OwnMeasure)).all()]
    assert answers == {302}
    assert len(states) == MANY + 1
    assert states.count(OwnState.PROPOSED) == 1


@pytest.mark.parametrize("who", ["maren", "ruth"])
def test_what_nobody_would_look_at_ends_with_care(
    visit: Visit, cast: Cast, session: Session, who: str
) -> None:
    care = care_between(session, cast.maren.id, cast.ruth.id)
    assert care is not None
    assignment = asked(session, cast.maren, cast.ruth, every=1)
    ends = {"maren": f"/my/care/{care.id}/end", "ruth": f"/practice/clients/{cast.maren.id}/end"}
    session.commit()

    answer = visit(cast.everybody()[who]).post(ends[who])

    session.expire_all()
    assert answer.status_code == 302
    assert assignment.ended_at is not None
