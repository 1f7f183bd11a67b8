"""Questionnaires for non-commercial use alone: off until the practice states it, then off again."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.measures.licences.models import LicenceStatement
from portal.psychometrics.catalogue import instrument
from tests.cast import Cast, Person
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

PAGE = "/practice/measures/licences"
CORE: dict[str, Any] = {"slug": "core-10", "version": instrument("core-10").version}


def test_the_admin_states_it_and_the_questionnaire_can_be_asked_until_it_is_taken_back(
    visit: Visit, cast: Cast, session: Session
) -> None:
    joan, ruth = visit(cast.joan), visit(cast.ruth)
    ask = f"/practice/clients/{cast.maren.id}/measures/ask"

    read = joan.get(PAGE).text
    before = ruth.get(ask).text
    for _twice in "ab":
        joan.post(PAGE, **CORE)
    stated, opened = ruth.get(PAGE).text, ruth.get(ask).text
    joan.post(f"{PAGE}/take-back", **CORE)
    after = ruth.get(ask).text

    session.expire_all()
    (kept,) = session.scalars(select(LicenceStatement)).all()
    kinds = session.scalars(select(AuditEvent.kind).where(AuditEvent.subject_id == kept.id)).all()
    assert "We use CORE-10 in our own care" in read
    assert "CORE-10" not in before
    assert "Stated by" in stated
    assert "CORE-10" in opened
    assert "CORE-10" not in after
    assert "We do not sell it" in kept.words
    assert (kept.stated_by_id, kept.taken_back_by_id) == (cast.joan.id, cast.joan.id)
    assert kinds == [Kind.LICENCE_STATED, Kind.LICENCE_TAKEN_BACK]


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong", [{"version": "0.1.0"}, {"slug": "phq-9", "version": "1.0.0"}, {"slug": "none"}, {}]
)
def test_what_was_not_read_or_is_not_asked_is_not_stated(
    visit: Visit, cast: Cast, session: Session, wrong: dict[str, str]
) -> None:
    fields: dict[str, Any] = {**CORE, **wrong} if wrong else {}

    answer = visit(cast.joan).post(PAGE, **fields)

    assert answer.status_code == 400
    assert not session.scalars(select(LicenceStatement)).all()


@ON_SQLITE
def test_only_the_admin_states_and_a_client_does_not_come_in(visit: Visit, cast: Cast) -> None:
    assert "State this" in visit(cast.joan).get(PAGE).text
    ruth = visit(cast.ruth)
    assert "State this" not in ruth.get(PAGE).text
    assert ruth.post(PAGE, **CORE).status_code == 403
    assert ruth.post(f"{PAGE}/take-back", **CORE).status_code == 403
    assert visit(cast.vera).get(PAGE).status_code == 403
    assert visit(cast.maren).get(PAGE).status_code == 403


@ON_SQLITE
def test_the_admin_finds_no_word_of_any_file_there(visit: Visit, cast: Cast) -> None:
    shown = visit(cast.joan).get(PAGE).text

    for name in (cast.maren.name, cast.idris.name, cast.noor.name):
        assert name not in shown
