"""Today: what is here for a client, never more than three things, and an empty page is good."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.caseload.models import CareRelationship
from tests import factories as make
from tests.cast import Cast, Person
from tests.counting import MOST, statements_of
from tests.slices.safety.arranging import CLOSING, asked
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def test_nothing_waiting_is_a_good_page(visit: Visit, cast: Cast) -> None:
    page = visit(cast.maren).get("/my/today").text

    assert "Nothing is waiting for you." in page
    assert "None is set here." in page
    assert 'href="/my/write"' in page


@pytest.mark.parametrize(
    ("hour", "words"),
    [(3, "Good evening"), (6, "Good morning"), (13, "Good afternoon"), (21, "Good evening")],
)
def test_it_greets_as_the_hour_has_it(visit: Visit, cast: Cast, hour: int, words: str) -> None:
    with time_machine.travel(f"2026-11-10T{hour:02}:30:00+00:00", tick=False):
        page = visit(cast.maren).get("/my/today").text

    assert f"{words}, <bdi>Maren</bdi>" in page
    assert "Tuesday 10 November" in page


def test_what_was_answered_comes_first_gathered_by_reflection(
    visit: Visit, cast: Cast, session: Session
) -> None:
    make.draft_reflection(session, cast.maren, body="The beetle, and how he did not")
    shared = make.shared_reflection(session, cast.maren, title="The dinner")
    note = make.annotation_on(session, cast.ruth, shared)
    make.annotation_on(session, cast.ruth, shared)
    make.reply_to(session, cast.ruth, note)
    session.commit()

    page = visit(cast.maren).get("/my/today").text

    assert "Two things are here for you. None of them has to be today." in page
    assert "Ruth answered “The dinner”" in page
    assert "Two notes beside your words and one reply." in page
    assert page.index("The dinner") < page.index("A page you began today")
    assert "The beetle, and how he did not" in page
    assert f"/my/reflections/{shared.id}" in page


def test_it_never_shows_more_than_three_things(visit: Visit, cast: Cast, session: Session) -> None:
    for number in range(5):
        shared = make.shared_reflection(session, cast.maren, title=f"Number {number}")
        make.annotation_on(session, cast.ruth, shared)
    make.draft_reflection(session, cast.maren)
    session.commit()

    page = visit(cast.maren).get("/my/today").text

    assert page.count("Ruth answered") == 2
    assert "A page you began" in page  # many answers do not push it off
    assert "Three things are here for you." in page


def test_what_somebody_looks_at_for_safety_stands_before_all_else_until_it_is_closed(
    visit: Visit, cast: Cast, session: Session
) -> None:
    for number in range(4):
        shared = make.shared_reflection(session, cast.maren, title=f"Number {number}")
        make.annotation_on(session, cast.ruth, shared)
    review = asked(session, cast.maren)

    page = visit(cast.maren).get("/my/today").text
    other = visit(cast.idris).get("/my/today").text
    visit(cast.ruth).post(f"/practice/safety/{review.id}/close", **CLOSING)
    after = visit(cast.maren).get("/my/today").text

    said = "You said something that somebody looks at"
    assert "Three things are here for you." in page
    assert -1 < page.index(said) < page.index("Ruth answered")
    assert f'href="/my/safety/{review.id}"' in page
    assert said not in other
    assert said not in after


def test_where_nobody_looks_it_does_not_say_that_somebody_does(
    visit: Visit, cast: Cast, session: Session
) -> None:
    review = asked(session, cast.maren)
    for care in session.scalars(select(CareRelationship)):
        care.ended_at = clock.now()
    session.commit()

    page = visit(cast.maren).get("/my/today").text

    assert "somebody looks at" not in page
    assert "See who can help now" in page
    assert f'href="/my/safety/{review.id}"' in page


def test_what_was_seen_is_gone_from_it(visit: Visit, cast: Cast, session: Session) -> None:
    shared = make.shared_reflection(session, cast.maren)
    make.annotation_on(session, cast.ruth, shared)
    session.commit()
    maren = visit(cast.maren)

    maren.post(f"/my/reflections/{shared.id}/seen")

    assert "Nothing is waiting for you." in maren.get("/my/today").text


def test_what_others_have_is_not_there(visit: Visit, cast: Cast, session: Session) -> None:
    make.annotation_on(session, cast.ruth, make.shared_reflection(session, cast.idris))
    make.draft_reflection(session, cast.idris)
    session.commit()

    assert "Nothing is waiting for you." in visit(cast.maren).get("/my/today").text


def test_a_draft_of_days_ago_says_when_it_was_begun(
    visit: Visit, cast: Cast, session: Session
) -> None:
    make.draft_reflection(session, cast.maren)
    session.commit()

    for days, words in ((1, "yesterday"), (30, " on ")):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            page = visit(cast.maren).get("/my/today").text
        assert f"A page you began {words.strip()}" in page


def test_a_title_is_escaped(visit: Visit, cast: Cast, session: Session) -> None:
    shared = make.shared_reflection(session, cast.maren, title="<b>Tuesday</b> & after")
    make.annotation_on(session, cast.ruth, shared)
    session.commit()

    page = visit(cast.maren).get("/my/today").text

    assert "&lt;b&gt;Tuesday&lt;/b&gt; &amp; after" in page


def test_it_takes_few_statements(app: Flask, visit: Visit, cast: Cast, session: Session) -> None:
    for _time in range(6):
        shared = make.shared_reflection(session, cast.maren)
        make.reply_to(session, cast.ruth, make.annotation_on(session, cast.ruth, shared))
    make.draft_reflection(session, cast.maren)
    session.commit()
    maren = visit(cast.maren)
    maren.get("/my/today")

    with statements_of(app) as sent:
        maren.get("/my/today")

    assert len(sent) <= MOST, "\n".join(sent)


@pytest.mark.parametrize("who", ["ruth", "joan"])
def test_it_is_for_clients_alone(visit: Visit, cast: Cast, who: str) -> None:
    assert visit(cast.everybody()[who]).get("/my/today").status_code in {403, 404}


def test_signed_out_it_leads_to_signing_in(visit: Visit) -> None:
    assert visit(None).get("/my/today").location == "/sign-in?next=/my/today"


def test_it_cannot_be_posted_to(visit: Visit, cast: Cast) -> None:
    assert visit(cast.maren).post("/my/today").status_code == 405
