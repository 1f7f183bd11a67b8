"""Choosing another password while signed in."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.notices.models import OutgoingMail
from tests.cast import Cast, Person
from tests.second_factors import code_of, give_app, give_password, is_inside
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE

Visit = Callable[[Person | None], Visitor]
NEW = "four slow herons by the weir"
FIELDS = {"password": NEW, "password_confirm": NEW}


def test_another_password_is_set_and_ends_every_other_sign_in(
    visit: Visit, cast: Cast, session: Session
) -> None:
    elsewhere, here = visit(cast.maren), visit(cast.maren)
    with here.client.session_transaction() as cookie:
        before = cookie["device"]

    answer = here.post("/account/password", **FIELDS)

    assert answer.location == "/account"
    assert "Your new password is set." in here.get("/account").text
    assert not is_inside(elsewhere)
    with here.client.session_transaction() as cookie:
        assert cookie["device"] != before
    with_old = visit(None).post("/sign-in", email=cast.maren.email, password="wet gravel")
    assert with_old.status_code == 400
    assert is_inside(visit(None).sign_in(cast.maren, NEW))
    mails = session.scalars(select(OutgoingMail)).all()
    assert [mail.recipient for mail in mails] == [cast.maren.email]


def test_a_password_that_is_short_or_two_that_differ_are_refused(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)

    short = maren.post("/account/password", password="short", password_confirm="short")
    differing = maren.post("/account/password", **{**FIELDS, "password_confirm": "others"})

    assert short.status_code == differing.status_code == 400
    assert "between 15 and 256" in short.text
    assert "The two are different." in differing.text
    assert is_inside(visit(cast.maren))


def test_it_takes_a_fresh_proof_of_who_is_there(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)

    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        page = maren.fetch("/account/password")
        sent = maren.post("/account/password", **FIELDS)

    assert page.status_code == 302
    assert page.location.startswith("/account/confirm")
    assert "Is it you?" in sent.text
    assert NEW not in sent.text
    assert is_inside(visit(cast.maren))


def test_who_had_given_the_old_password_is_half_way_no_more(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    with time_machine.travel(clock.now(), tick=False):
        seed = give_app(session, cast.maren)
        maren = give_password(visit(None), cast.maren)
        maren.post("/sign-in/second-step", code=code_of(seed))
        thief = give_password(visit(None), cast.maren)
        maren.post("/account/password", **FIELDS)

        late = thief.post("/sign-in/second-step", code=code_of(seed, 1))

    assert late.status_code == 400
    assert not is_inside(thief)
