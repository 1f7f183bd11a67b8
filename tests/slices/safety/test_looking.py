"""Looking at a safety review: first on the desk, seen, closed with words, one at a time."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.caseload.queries import care_between
from portal.transfers.queries import find_proposal
from portal.transfers.services import agree, propose
from tests import factories
from tests.cast import Cast
from tests.slices.safety.arranging import (
    CLOSING,
    Visit,
    answered,
    asked,
    covers,
    kinds,
    mails,
    reviews,
)
from tests.stages import ON_SQLITE

pytestmark = ON_SQLITE


def test_it_lies_first_on_the_desk_with_its_age_and_stays_until_it_is_closed(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        shared = factories.shared_reflection(session, cast.maren)
        review = answered(session, cast.maren)
        travel.shift(timedelta(hours=14))
        ruth, address = visit(cast.ruth), f"/practice/safety/{review.id}"
        desk = ruth.get("/practice/desk").text
        assert desk.index(address) < desk.index(f"/practice/reflections/{shared.id}")
        assert "14 hours ago" in desk
        assert "Two things" in desk

        page = ruth.get(address).text
        assert "Several days" in page
        assert "predicts nothing" in page
        ruth.post(f"{address}/acknowledge")
        assert "seen, still open" in ruth.get("/practice/desk").text
        assert ruth.post(f"{address}/close", **CLOSING).location == "/practice/desk"

        assert address not in ruth.get("/practice/desk").text
        assert address in ruth.get(f"/practice/clients/{cast.maren.id}").text
        assert "heronsgate" in ruth.get(address).text
        assert kinds(session, cast.maren) == [
            Kind.SAFETY_BEGUN,
            Kind.SAFETY_TOLD,
            Kind.SAFETY_OPENED,
            Kind.SAFETY_ACKNOWLEDGED,
            Kind.SAFETY_CLOSED,
            Kind.SAFETY_OPENED,
        ]


@pytest.mark.parametrize("value", [1, 2, 3])
def test_every_value_is_treated_alike_and_none_gets_a_label(
    visit: Visit, cast: Cast, session: Session, value: int
) -> None:
    review = answered(session, cast.maren, value=value)

    page = visit(cast.ruth).get(f"/practice/safety/{review.id}").text

    assert not re.search(r"(low|medium|moderate|high|elevated)[ -]risk", page.lower())


@pytest.mark.parametrize(
    "lacking",
    [
        {"contact": ""},
        {"summary": ""},
        {"summary": "  \n "},
        {"plan": ""},
        {"next_on": ""},
        {"next_on": "2020-01-02"},
        {"next_on": "9999-12-31"},
        {"summary": "", "known_on": "2030-01-02"},
        {"summary": "", "known_on": "0001-01-01"},
    ],
)
def test_r92_closing_needs_contact_words_and_a_next_step(
    visit: Visit, cast: Cast, session: Session, lacking: dict[str, Any]
) -> None:
    review = asked(session, cast.maren)

    answer = visit(cast.ruth).post(f"/practice/safety/{review.id}/close", **CLOSING | lacking)

    assert answer.status_code == 400
    assert CLOSING["plan"] in answer.text or "plan" in lacking
    assert reviews(session, cast)[0].is_open


def test_what_was_known_and_talked_about_may_stand_for_words(
    visit: Visit, cast: Cast, session: Session
) -> None:
    review, known = (
        asked(session, cast.maren),
        {"summary": "", "known_on": clock.today("Europe/London").isoformat()},
    )

    visit(cast.ruth).post(f"/practice/safety/{review.id}/close", **CLOSING | known)

    assert not reviews(session, cast)[0].is_open


def test_closing_one_leaves_the_others_open_and_a_closed_one_as_it_is(
    visit: Visit, cast: Cast, session: Session
) -> None:
    first, second = answered(session, cast.maren), answered(session, cast.maren)
    ruth, address = visit(cast.ruth), f"/practice/safety/{first.id}/close"

    ruth.post(address, **CLOSING)
    again = ruth.post(address, **CLOSING | {"summary": "other words, not to be lost"})

    assert again.status_code == 409
    assert "other words, not to be lost" in again.text
    kept = {one.id: one for one in reviews(session, cast)}
    assert kept[first.id].summary == CLOSING["summary"]
    assert kept[second.id].is_open


def test_a_cover_sees_and_closes_reviews_while_they_cover_and_nothing_else(
    visit: Visit, cast: Cast, session: Session
) -> None:
    review = asked(session, cast.maren)
    address, tobias = f"/practice/safety/{review.id}", visit(cast.tobias)
    assert tobias.get(address).status_code == 404  # the control

    covers(session, cast.ruth, cast.tobias)
    page = tobias.get(address).text
    assert address in tobias.get("/practice/desk").text
    assert cast.maren.email in page
    assert tobias.get(f"/practice/clients/{cast.maren.id}").status_code == 404
    assert visit(cast.sena).get(address).status_code == 404
    assert tobias.post(f"{address}/close", **CLOSING).status_code == 303

    assert tobias.get(address).status_code == 404
    (closed,) = reviews(session, cast)
    assert (closed.closed_by_id, closed.acknowledged_by_id) == (cast.tobias.id, cast.tobias.id)
    assert "heronsgate" in visit(cast.ruth).get(address).text


def test_r92_closing_words_come_back_to_a_cover_who_stands_in_no_more_and_nothing_else_does(
    visit: Visit, cast: Cast, session: Session
) -> None:
    review, other = answered(session, cast.maren), answered(session, cast.maren)
    covers(session, cast.ruth, cast.tobias)
    tobias, ruth = visit(cast.tobias), visit(cast.ruth)
    ruth.post(f"/practice/safety/{other.id}/close", **CLOSING | {"plan": "Ruth keeps it."})
    closed = tobias.post(f"/practice/safety/{other.id}/close", **CLOSING)
    ruth.post("/practice/away/end")

    ended = tobias.post(f"/practice/safety/{review.id}/close", **CLOSING)
    never = tobias.post(f"/practice/safety/{uuid4()}/close", **CLOSING)

    for answer in (closed, ended, never):
        assert answer.status_code == 404
        assert "do not stand in any more" in answer.text
        assert CLOSING["summary"] in answer.text
        assert CLOSING["plan"] in answer.text
        assert not re.search("Several days|Maren|Ruth", answer.text)
    bare = tobias.get(f"/practice/safety/{review.id}")
    assert "There is no page here" in bare.text
    assert {one.id: one.is_open for one in reviews(session, cast)}[review.id]


def test_an_open_review_goes_over_to_whoever_treats_now(
    visit: Visit, cast: Cast, session: Session
) -> None:
    old, review = asked(session, cast.maren), answered(session, cast.maren)
    visit(cast.ruth).post(f"/practice/safety/{old.id}/close", **CLOSING)
    care = care_between(session, cast.maren.id, cast.ruth.id)
    assert care is not None
    proposed = propose(session, care, colleague_id=cast.tobias.id)
    session.flush()
    proposal = find_proposal(session, proposed.id)
    assert proposal is not None
    mails(session)
    agree(proposal, carried=frozenset())
    session.commit()

    tobias, address = visit(cast.tobias), f"/practice/safety/{review.id}"
    assert [recipient for recipient, _body in mails(session)] == [cast.tobias.email]
    assert address in tobias.get("/practice/desk").text
    assert tobias.get(address).status_code == 200
    assert tobias.get(f"/practice/safety/{old.id}").status_code == 404  # closed before
    assert visit(cast.ruth).get(address).status_code == 404


def test_ending_care_says_that_something_is_still_open(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth, page = visit(cast.ruth), f"/practice/clients/{cast.maren.id}/end"
    assert "safety review" not in ruth.get(page).text

    asked(session, cast.maren)

    assert "A safety review of this client is open" in ruth.get(page).text


def test_r92_what_was_to_be_looked_at_again_comes_up_on_that_day_with_who_closed_it(
    visit: Visit, cast: Cast, session: Session
) -> None:
    own, covered = answered(session, cast.maren), asked(session, cast.maren)
    covers(session, cast.ruth, cast.tobias)
    soon = clock.today("Europe/London") + timedelta(days=3)
    for person, review in ((cast.ruth, own), (cast.tobias, covered)):
        address = f"/practice/safety/{review.id}/close"
        visit(person).post(address, **CLOSING | {"next_on": soon.isoformat()})
    with time_machine.travel(clock.midnight(soon, "Europe/London"), tick=False) as travel:
        travel.shift(-timedelta(hours=1))
        assert "look again" not in visit(cast.ruth).get("/practice/desk").text
        travel.shift(timedelta(hours=10))
        ruth = visit(cast.ruth)

        desk = ruth.get("/practice/desk").text

        assert "Two things" in desk
        assert desk.count("You wanted to look again") == desk.count("To be looked at again") == 1
        assert "heronsgate" not in desk
        assert "Several days" not in desk
        assert "looked at again" not in visit(cast.tobias).get("/practice/desk").text
        for review in (own, covered):
            act = f"/practice/safety/{review.id}/put-away"
            assert visit(cast.tobias).post(act).status_code == 404
            assert ruth.post(act).location == "/practice/desk"
        assert "The desk is clear" in ruth.get("/practice/desk").text
        assert ruth.get(f"/practice/safety/{own.id}").status_code == 200
