"""What waits comes up again until somebody closes it, and one that is broken keeps none waiting."""

from datetime import time, timedelta

import time_machine
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import portal_itself
from portal.audit.catalogue import Kind
from portal.caseload.queries import practitioners_of
from portal.jobs import escalate_overdue
from portal.safety.hours import Hours
from portal.safety.models import SafetyReview
from portal.safety.services import set_hours
from tests.cast import Cast, Person, viewer_of
from tests.slices.safety.arranging import (
    CLOSING,
    Visit,
    asked,
    kinds,
    looks_always,
    mails,
    reviews,
)
from tests.stages import ON_SQLITE

pytestmark = ON_SQLITE
ITS_HOURS = timedelta(hours=2)
OFFICE = Hours(frozenset(range(5)), time(9), time(17), within=2)
A_MINUTE = timedelta(minutes=1)


def outbox(app: Flask) -> list[str]:
    """Return who was sent a mail since the last time, by address."""
    sent = app.extensions["mailman"].outbox
    told = sorted(mail.to[0] for mail in sent)
    assert "Maren" not in " ".join(mail.body for mail in sent)
    sent.clear()
    return told


def everyone(*people: Person) -> list[str]:
    """Return the addresses of these people, in order."""
    return sorted(one.email for one in people)


def test_r92_where_the_colleague_does_not_look_either_the_practice_hears_of_it(
    app: Flask, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        looks_always(session, cast.ruth, colleague=cast.sena)
        asked(session, cast.maren)
        mails(session)
        travel.shift(ITS_HOURS)
        assert escalate_overdue(session) == 1
        assert outbox(app) == everyone(cast.ruth, cast.sena)

        travel.shift(ITS_HOURS - A_MINUTE)
        assert escalate_overdue(session) == 0
        travel.shift(A_MINUTE)
        assert escalate_overdue(session) == 1

        assert outbox(app) == everyone(cast.ruth, cast.joan)


def test_r92_while_nobody_sees_it_all_are_told_again_daily_for_a_week_and_then_weekly(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel("2030-01-07T10:00Z", tick=False) as travel:  # a Monday
        set_hours(session, viewer_of(session, cast.ruth), OFFICE, colleague_id=cast.sena.id)
        promised = asked(session, cast.maren).due_at
        mails(session)
        for _step in range(2):
            travel.shift(ITS_HOURS)
            assert escalate_overdue(session) == 1
        outbox(app)

        told = []
        travel.shift(timedelta(hours=1))
        for _time in range(8 * 25):
            travel.shift(timedelta(hours=3))
            if escalate_overdue(session):
                told.append(f"{clock.now():%a %d %H}")
                assert outbox(app) == everyone(cast.ruth, cast.sena, cast.joan)

        daily = ["Tue 08 09", "Wed 09 09", "Thu 10 09", "Fri 11 09", "Mon 14 09", "Tue 15 09"]
        assert told == [*daily, "Tue 22 09", "Tue 29 09"]
        [review] = reviews(session, cast)
        assert review.due_at == promised
        ruth, address = visit(cast.ruth), f"/practice/safety/{review.id}"
        assert (
            "told again, as nobody had looked; nine times more, the last" in ruth.get(address).text
        )
        ruth.post(f"{address}/acknowledge")
        for told_again in ([cast.ruth], [cast.ruth, cast.joan], []):  # seen: as ever, and no more
            travel.shift(timedelta(days=14))
            assert escalate_overdue(session) == bool(told_again)
            assert outbox(app) == everyone(*told_again)


def test_r92_what_was_seen_and_left_open_comes_up_with_who_saw_it_and_then_with_others(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        looks_always(session, cast.ruth, colleague=cast.sena)
        review = asked(session, cast.maren)
        address = f"/practice/safety/{review.id}"
        visit(cast.ruth).post(f"{address}/acknowledge")
        mails(session)
        for told in ([cast.ruth], [cast.ruth, cast.joan]):
            travel.shift(ITS_HOURS - A_MINUTE)
            assert escalate_overdue(session) == 0
            travel.shift(A_MINUTE)
            assert escalate_overdue(session) == 1
            assert outbox(app) == everyone(*told)
        travel.shift(timedelta(days=9))

        assert escalate_overdue(session) == 0
        ruth = visit(cast.ruth)
        assert "told again, as it was still open" in ruth.get(address).text
        assert visit(cast.sena).get(address).status_code == 404
        assert ruth.post(f"{address}/close", **CLOSING).status_code == 303


def test_r92_asking_to_be_called_after_it_was_seen_sets_the_clock_anew(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        looks_always(session, cast.ruth, colleague=cast.sena)
        review = asked(session, cast.maren)
        maren, card = visit(cast.maren), f"/my/safety/{review.id}"
        visit(cast.ruth).post(f"/practice/safety/{review.id}/acknowledge")
        travel.shift(A_MINUTE)

        maren.post(f"{card}/call", words="After six.")

        assert "has seen this" not in maren.get(card).text
        [anew] = reviews(session, cast)
        assert (anew.acknowledged_at, anew.due_at) == (None, clock.now() + ITS_HOURS)
        mails(session)
        travel.shift(ITS_HOURS)
        assert escalate_overdue(session) == 1
        assert outbox(app) == everyone(cast.ruth, cast.sena)


def test_r92_where_care_ends_what_was_seen_counts_as_seen_by_nobody(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    review = asked(session, cast.maren)
    maren, card = visit(cast.maren), f"/my/safety/{review.id}"
    visit(cast.ruth).post(f"/practice/safety/{review.id}/acknowledge")
    with portal_itself(session, "tests"):
        [(care, _ruth)] = practitioners_of(session, cast.maren.id)
    assert maren.post(f"/my/care/{care.id}/end").status_code == 302
    mails(session)

    assert escalate_overdue(session) == 1
    assert escalate_overdue(session) == 0

    assert outbox(app) == everyone(cast.joan)
    page = maren.get(card).text
    assert "nobody here would look" in page
    assert "has seen this" not in page
    answer = maren.post(f"{card}/call", words="After six.")
    assert (answer.status_code, answer.location) == (303, card)
    assert "Noted" not in maren.get(card).text
    assert Kind.SAFETY_CALL_ASKED not in kinds(session, cast.maren)


def test_r92_a_review_whose_words_do_not_open_keeps_no_other_waiting(
    app: Flask, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        looks_always(session, cast.ruth, colleague=cast.sena)
        spoiled = asked(session, cast.maren).id
        travel.shift(timedelta(minutes=6))
        whole = asked(session, cast.maren).id
        with portal_itself(session, "tests"):
            garbage = update(SafetyReview).where(SafetyReview.id == spoiled)
            session.execute(garbage.values(told_sealed=b"\x01" + b"?" * 40))
            session.commit()
        mails(session)
        travel.shift(ITS_HOURS)

        assert escalate_overdue(session) == 2

        assert outbox(app) == everyone(cast.ruth, cast.ruth, cast.joan, cast.sena)
        assert [one.id for one in reviews(session, cast) if one.escalated_at] == [spoiled, whole]
        assert escalate_overdue(session) == 0
