"""Safety answers that are given anew, or beside others: after a review was seen, or closed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import time_machine
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.measures.answering.heeding import heed
from portal.measures.questions import Sheet, sheet_of
from portal.psychometrics.catalogue import instrument
from tests.cast import Cast, Person
from tests.slices.measures.asking import asked, begun, chosen, kept, values_on
from tests.slices.safety.arranging import CLOSING, kinds, mails, reviews
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE

Visit = Callable[[Person | None], Visitor]
TOLD = "Thank you for saying that"


def test_r92_a_worse_answer_after_somebody_looked_into_it_is_looked_at_again(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id, "all")
    chosen(maren, answers, 1, q9="1")
    visit(cast.ruth).post(f"/practice/safety/{reviews(session, cast)[0].id}/close", **CLOSING)
    mails(session)

    beside = chosen(maren, answers, 2, script=True, q2="2", q9="1")
    page = maren.get(f"{answers}/questions").text.split("<template")[0]
    closed_only = [one.is_open for one in reviews(session, cast)]
    worse = chosen(maren, answers, 3, script=True, q9="3")
    onward = chosen(maren, answers, 4, q9="3", card="yes")

    assert (beside.json or {})["review"] is False
    assert TOLD not in page
    assert closed_only == [False]
    assert (worse.json or {})["review"] is True
    assert [one.is_open for one in reviews(session, cast)] == [False, True]
    assert list(map(values_on, reviews(session, cast))) == [[1], [3]]
    assert onward.location == f"/my/safety/{reviews(session, cast)[1].id}"
    assert [recipient for recipient, _body in mails(session)] == [cast.ruth.email]
    assert TOLD in maren.get(f"{answers}/look-over").text


def test_r92_the_same_answer_given_anew_after_somebody_looked_into_it_is_looked_at(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id, "all")
    chosen(maren, answers, 1, q9="1")
    visit(cast.ruth).post(f"/practice/safety/{reviews(session, cast)[0].id}/close", **CLOSING)
    chosen(maren, answers, 2, q9="0")

    again = chosen(maren, answers, 3, q9="1")

    assert again.location == f"/my/safety/{reviews(session, cast)[1].id}"


def test_r92_a_higher_answer_after_somebody_saw_it_waits_anew_and_all_answers_stand(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        answers = begun(maren := visit(cast.maren), asked(session, cast).id, "all")
        chosen(maren, answers, 1, q9="1")
        (review,) = reviews(session, cast)
        promised, address = review.due_at, f"/practice/safety/{review.id}"
        visit(cast.ruth).post(f"{address}/acknowledge")
        mails(session)
        travel.shift(timedelta(days=3))
        maren = visit(cast.maren)

        higher = chosen(maren, answers, 2, q9="3")
        told = mails(session)
        maren.get(str(higher.location))
        lower = chosen(maren, answers, 3, q9="1")

        (review,) = reviews(session, cast)
        page = visit(cast.ruth).get(address).text
        assert higher.location == f"/my/safety/{review.id}"
        assert [recipient for recipient, _body in told] == [cast.ruth.email]
        assert (review.acknowledged_at, review.due_at > promised) == (None, True)
        assert "look-over" in str(lower.location)
        assert mails(session) == []
        assert values_on(review) == [1, 3, 1]
        assert page.count("Several days</p>") == 2
        assert page.count("Nearly every day</p>") == 1
        assert kinds(session, cast.maren).count(Kind.SAFETY_BEGUN) == 2


def test_r92_a_page_from_before_takes_no_higher_answer_down(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id, "all")
    chosen(maren, answers, 1, q9="3")

    stale = chosen(maren, answers, 1, q9="1")

    assert stale.status_code == 409
    assert kept(session).answers == {"9": 3}
    assert values_on(reviews(session, cast)[0]) == [3]


def test_r92_an_answer_that_was_not_offered_takes_no_positive_one_along(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answers = begun(maren := visit(cast.maren), asked(session, cast).id, "all")

    beside = chosen(maren, answers, 1, q1="1", q8="7", q9="2")

    assert beside.location == f"/my/safety/{reviews(session, cast)[0].id}"
    assert kept(session).answers == {"1": 1, "9": 2}
    assert "not among those offered" in maren.get("/my/measures").text

    by_script = chosen(maren, answers, 2, script=True, q8="7", q9="3")
    harmless = chosen(maren, answers, 3, q1="2", q8="7")

    assert ((by_script.json or {})["review"], by_script.status_code) == (True, 200)
    assert values_on(reviews(session, cast)[0]) == [2, 3]
    assert harmless.status_code == 400
    assert kept(session).answers == {"1": 1, "9": 3}


def test_r92_every_question_about_safety_stands_on_the_review_and_is_heeded_by_itself(
    visit: Visit, cast: Cast, session: Session
) -> None:
    begun(visit(cast.maren), asked(session, cast).id, "all")
    sheet = _with_two_about_safety()
    administration = kept(session)
    review = heed(administration, sheet, {"8": 1, "9": 2}, {})
    session.commit()
    assert review is not None
    address = f"/practice/safety/{review.id}"
    page = visit(cast.ruth).get(address).text
    assert (sheet.question(8).words in page, sheet.question(9).words in page) == (True, True)
    assert "Changed to this" not in page
    visit(cast.ruth).post(f"{address}/acknowledge")
    session.expire_all()

    assert heed(administration, sheet, {"8": 2, "9": 1}, {}) is review  # one went up

    session.commit()
    stands = [(one["item"], one["value"]) for one in review.answered]
    assert stands == [(8, 1), (9, 2), (8, 2), (9, 1)]
    assert visit(cast.ruth).get(address).text.count("Changed to this") == 2
    visit(cast.ruth).post(f"{address}/close", **CLOSING)
    session.expire_all()
    assert heed(administration, sheet, {"8": 2, "9": 1}, {"8": 2, "9": 1}) is None
    opened = heed(administration, sheet, {"8": 2, "9": 1}, {"8": 0, "9": 1})
    assert opened is not None
    assert opened is not review


def _with_two_about_safety() -> Sheet:
    form = instrument("phq-9")
    [ninth] = form.safety_items
    return sheet_of(replace(form, safety_items=(replace(ninth, number=8), ninth)))
