"""A client who is struggling with safety: what they read before, what opens, and what they see."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.safety.answers import entry
from portal.safety.models import Cause
from tests import factories
from tests.cast import Cast
from tests.slices.safety.arranging import (
    CLOSING,
    NEXT_ON,
    Visit,
    answered,
    asked,
    covers,
    kinds,
    looks_always,
    mails,
    reviews,
)
from tests.stages import ON_SQLITE

pytestmark = ON_SQLITE
MONDAY = "2026-11-23T10:30:00+00:00"


def test_before_pressing_they_read_who_answers_now_and_who_looks_when(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        usual = visit(cast.maren).get("/my/safety").text
        assert "This is not read in real time." in usual
        assert 'href="tel:999"' in usual
        assert (
            "within eight working hours, counted in these times: Monday to Friday, 09:00" in usual
        )
        assert "Tomorrow, 10:30" in usual
        assert "Nobody stands in for" in usual

        looks_always(session, cast.ruth, colleague=cast.sena)
        covers(session, cast.ruth, cast.tobias)
        told = re.sub(r"[\u2068\u2069]", "", visit(cast.maren).get("/my/safety").text)
        assert "Today, 12:30" in told
        assert "Tobias Lindqvist stands in for Ruth" in told
        assert "a colleague of Ruth is told" in told
        assert "Nobody stands in" not in told


def test_pressing_opens_one_review_and_shows_the_calm_card(
    visit: Visit, cast: Cast, session: Session
) -> None:
    covers(session, cast.ruth, cast.tobias)
    mails(session)
    maren = visit(cast.maren)

    answer = maren.post("/my/safety")
    card = maren.get(answer.location).text

    assert answer.status_code == 303
    assert "Thank you for saying so" in card
    assert "not read in real time" in card
    assert 'href="tel:999"' in card
    assert "Ask my therapist to call me" in card
    (review,) = reviews(session, cast)
    assert review.cause is Cause.ASKED
    told = mails(session)
    assert {recipient for recipient, _body in told} == {cast.ruth.email, cast.tobias.email}
    for _recipient, body in told:
        assert not {"maren", "aldous", "safety", "struggling"} & set(
            re.findall(r"\w+", body.lower())
        )
    assert kinds(session, cast.maren) == [Kind.SAFETY_ASKED, Kind.SAFETY_TOLD, Kind.SAFETY_TOLD]


def test_pressing_again_is_the_same_call_for_somebody_and_later_a_new_one(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        maren = visit(cast.maren)
        first, second = (maren.post("/my/safety").location for _ in range(2))
        assert first == second
        assert len(mails(session)) == 1

        travel.shift(timedelta(minutes=6))
        assert maren.post("/my/safety").location != first
        assert len(reviews(session, cast)) == 2


def test_r92_a_page_from_before_somebody_looked_asks_somebody_to_look_again(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        maren = visit(cast.maren)
        form = maren.get("/my/safety").text.split('action="/my/safety"')[1].split("</form>")[0]
        kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        kept.pop("csrf_token")
        first = maren.post("/my/safety", **kept).location
        visit(cast.ruth).post(f"/practice/safety/{first.rsplit('/', 1)[1]}/close", **CLOSING)
        mails(session)
        travel.shift(timedelta(minutes=20))

        again = maren.post("/my/safety", **kept).location

        assert again != first
        assert [one.is_open for one in reviews(session, cast)] == [False, True]
        assert [recipient for recipient, _body in mails(session)] == [cast.ruth.email]


def test_a_response_opens_one_review_whatever_is_answered_then(
    cast: Cast, session: Session
) -> None:
    from portal.safety.services import open_review

    first = answered(session, cast.maren)
    again = open_review(
        session,
        client_id=cast.maren.id,
        cause=Cause.MEASURE,
        response_id=first.administration_id,
        answered=[entry(clock.now(), item=9, value=3)],
    )
    session.commit()

    assert again.id == first.id
    (review,) = reviews(session, cast)
    assert [one["value"] for one in review.answered] == [1, 3]
    assert len(mails(session)) == 1


def test_somebody_whom_nobody_treats_is_told_so_and_nothing_opens(
    visit: Visit, cast: Cast, session: Session
) -> None:
    factories.end_all_care(session, cast.maren)
    session.commit()
    maren = visit(cast.maren)

    answer = maren.post("/my/safety")
    page = maren.get("/my/safety").text

    assert answer.location == "/my/safety"
    assert "in care with nobody here" in page
    assert "struggling with safety</button>" not in page
    assert reviews(session, cast) == []


def test_asking_to_be_called_is_noted_once_and_words_may_be_added(
    visit: Visit, cast: Cast, session: Session
) -> None:
    review = asked(session, cast.maren)
    mails(session)
    maren, address = visit(cast.maren), f"/my/safety/{review.id}"

    maren.post(f"{address}/call")
    card = maren.post(f"{address}/call", words="After six, 01603 555 000")

    assert card.location == address
    assert "You asked to be called" in maren.get(address).text
    assert len(mails(session)) == 1
    assert "After six, 01603 555 000" in visit(cast.ruth).get(f"/practice/safety/{review.id}").text
    assert kinds(session, cast.maren).count(Kind.SAFETY_CALL_ASKED) == 1
    assert maren.post(f"{address}/call", words="x" * 1001).status_code == 400


def test_the_client_sees_who_saw_it_and_that_it_was_closed_and_never_the_words(
    visit: Visit, cast: Cast, session: Session
) -> None:
    review = asked(session, cast.maren)
    address = f"/my/safety/{review.id}"
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    assert "Ruth Adeyemi has seen this" not in maren.get(address).text

    ruth.post(f"/practice/safety/{review.id}/acknowledge")
    assert "has seen this" in maren.get(address).text
    ruth.post(
        f"/practice/safety/{review.id}/close",
        contact="met",
        summary="heronsgate",
        plan="wadersfold",
        next_on=NEXT_ON,
    )

    card = maren.get(address).text
    assert "has looked into it" in card
    assert not re.search(f"heronsgate|wadersfold|{NEXT_ON}", card)
    assert visit(cast.noor).get(address).status_code == 404


@pytest.mark.parametrize("page", ["/my/today", "/my/safety", "/my/write"])
def test_nothing_anywhere_says_that_all_is_well(visit: Visit, cast: Cast, page: str) -> None:
    text = visit(cast.maren).get(page).text.lower()

    assert not re.search(r"no risk|low risk|not at risk|you are safe|no concern", text)
