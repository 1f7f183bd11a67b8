"""Guessing a way in: passwords, who waits after how many tries, and what asking tells nobody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from portal import clock
from portal.access.door import session as request_session
from portal.sign_in import throttle
from portal.sign_in.guessing import services
from portal.sign_in.guessing.budgets import BUDGETS, Guess
from portal.sign_in.guessing.models import Throttle
from tests.cast import PASSWORD, Cast, Person
from tests.conftest import build, dispose
from tests.security.trying import WRONG, bare, guess
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

FREE = BUDGETS[Guess.PASSWORD].free
TOO_MANY = "Too many tries."
NOT_TOGETHER = "don’t belong together"


def close(visitor: Visitor, address: str) -> None:
    """Use up the free tries at an address."""
    for _try in range(FREE):
        assert guess(visitor, address).status_code == 400


@ON_SQLITE
def test_r06_after_five_wrong_tries_even_the_right_password_waits(visit: Visit, cast: Cast) -> None:
    visitor, began = visit(None), clock.now()
    with time_machine.travel(began, tick=False):
        close(visitor, cast.maren.email)
        answer = guess(visitor, cast.maren.email, PASSWORD)
        elsewhere = guess(visit(None), cast.maren.email, PASSWORD, REMOTE_ADDR="198.51.100.7")
        other = guess(visit(None), cast.noor.email, PASSWORD)
    with time_machine.travel(began + timedelta(seconds=31), tick=False):
        later = guess(visitor, cast.maren.email, PASSWORD)

    assert answer.status_code == elsewhere.status_code == 429
    assert TOO_MANY in answer.text
    assert "Wait one minute and try again, or use a passkey." in answer.text
    assert answer.headers["Retry-After"] == "30"
    assert other.status_code == later.status_code == 302


@ON_SQLITE
def test_r06_the_wait_doubles_up_to_a_quarter_of_an_hour(visit: Visit, cast: Cast) -> None:
    visitor, moment, waits = visit(None), clock.now(), []
    with time_machine.travel(moment, tick=False):
        close(visitor, cast.maren.email)
    for _try in range(7):
        with time_machine.travel(moment, tick=False):
            waits.append(int(guess(visitor, cast.maren.email).headers["Retry-After"]))
            moment += timedelta(seconds=waits[-1])
        with time_machine.travel(moment, tick=False):
            assert guess(visitor, cast.maren.email).status_code == 400

    assert waits == [30, 60, 120, 240, 480, 900, 900]


@ON_SQLITE
def test_r06_asking_again_while_it_is_closed_makes_the_wait_no_longer(
    visit: Visit, cast: Cast
) -> None:
    visitor, began = visit(None), clock.now()
    with time_machine.travel(began, tick=False):
        close(visitor, cast.maren.email)
        refused = [guess(visitor, cast.maren.email) for _ask in range(3)]

    assert [one.headers["Retry-After"] for one in refused] == ["30", "30", "30"]


@ON_SQLITE
def test_r06_an_address_that_nobody_has_is_counted_and_answered_alike(
    visit: Visit, cast: Cast
) -> None:
    seen = []
    with time_machine.travel(clock.now(), tick=False):
        for address in (cast.maren.email, "nobody@example.org", cast.wren.email):
            visitor = visit(None)
            answers = [guess(visitor, address) for _try in range(FREE + 2)]
            seen.append([bare(one, address, address.split("@")[0]) for one in answers])

    assert seen[0] == seen[1] == seen[2]
    assert [one[:3] for one in seen[0]] == ["400"] * FREE + ["429"] * 2


@ON_SQLITE
def test_r06_an_address_is_one_however_it_is_typed(visit: Visit, cast: Cast) -> None:
    visitor = visit(None)
    for typed in (
        "maren@example.org",
        "MAREN@example.org",
        " maren@Example.ORG ",
        "Maren@example.org",
    ):
        assert guess(visitor, typed).status_code == 400
    assert guess(visitor, "mAren@example.org").status_code == 400

    assert guess(visitor, "maren@example.org", PASSWORD).status_code == 429


@ON_SQLITE
def test_r06_the_right_password_begins_the_count_anew(visit: Visit, cast: Cast) -> None:
    for _day in range(3):
        visitor = visit(None)
        for _try in range(FREE - 1):
            assert guess(visitor, cast.maren.email).status_code == 400
        assert guess(visitor, cast.maren.email, PASSWORD).status_code == 302


def test_r06_of_guesses_sent_at_once_no_more_are_looked_at_than_are_free(
    app: Flask, cast: Cast
) -> None:
    many = FREE * 3
    together = Barrier(many)

    def one_guess(number: int) -> int:
        visitor = Visitor(app)
        together.wait(timeout=30)
        return guess(visitor, cast.maren.email, f"{WRONG} {number}").status_code

    with ThreadPoolExecutor(many) as pool:
        statuses = sorted(pool.map(one_guess, range(many)))

    assert statuses == [400] * FREE + [429] * (many - FREE)


@ON_SQLITE
def test_r06_a_restart_forgets_nothing(
    visit: Visit, cast: Cast, stage: tuple[Settings, Cast]
) -> None:
    close(visit(None), cast.maren.email)

    again = build(stage[0])
    answer = guess(Visitor(again), cast.maren.email, PASSWORD)
    dispose(again)

    assert answer.status_code == 429


@ON_SQLITE
def test_r06_a_network_that_tries_many_addresses_waits_and_others_do_not(
    visit: Visit, cast: Cast
) -> None:
    visitor = visit(None)
    with time_machine.travel(clock.now(), tick=False):
        tried = [
            guess(visitor, f"n{number}@example.org", REMOTE_ADDR="198.51.100.7").status_code
            for number in range(BUDGETS[Guess.NETWORK].free)
        ]
        here = guess(visitor, cast.maren.email, PASSWORD)
        there = guess(visit(None), cast.maren.email, PASSWORD, REMOTE_ADDR="203.0.113.9")

    assert set(tried) == {400}
    assert here.status_code == 429
    assert there.status_code == 302


@ON_SQLITE
def test_r06_a_shared_office_signs_in_as_often_as_it_likes(visit: Visit, cast: Cast) -> None:
    statuses = {
        guess(visit(None), cast.maren.email, PASSWORD, REMOTE_ADDR="198.51.100.7").status_code
        for _person in range(BUDGETS[Guess.NETWORK].free + 3)
    }

    assert statuses == {302}


@ON_SQLITE
def test_r06_a_forwarded_address_is_believed_from_our_own_proxy_alone(
    visit: Visit, cast: Cast, app: Flask
) -> None:
    visitor = visit(None)
    for number in range(FREE):
        forged = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}", "REMOTE_ADDR": "198.51.100.7"}
        guess(visitor, f"n{number}@example.org", **forged)

    with app.test_request_context(environ_base={"REMOTE_ADDR": "198.51.100.7"}):
        key = throttle.key_of(Guess.NETWORK, "198.51.100.7/32")
        counted = request_session().scalars(select(Throttle).where(Throttle.key == key)).one()
        assert counted.tries == FREE


def test_r06_networks_are_counted_by_what_one_person_holds() -> None:
    near, far = Guess.NETWORK, Guess.NEIGHBOURHOOD

    assert throttle.network("198.51.100.7", near) == "198.51.100.7/32"
    assert throttle.network("198.51.100.7", far) == "198.51.100.0/24"
    assert throttle.network("::ffff:198.51.100.7", near) == "198.51.100.7/32"
    assert throttle.network("2001:db8:1:2:3:4:5:6", near) == "2001:db8:1:2::/64"
    assert throttle.network("2001:db8:1:2:3:4:5:6", far) == "2001:db8:1::/48"
    assert throttle.network("a socket", near) == throttle.network(None, near) == "unknown"


@ON_SQLITE
def test_r06_after_a_hundred_wrong_tries_in_a_row_waiting_helps_no_more(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visitor, began = visit(None), clock.now()
    close(visitor, cast.maren.email)
    key = throttle_key(session, visitor.app, cast.maren.email)
    session.get_one(Throttle, key).tries = 100
    session.commit()

    with time_machine.travel(began + timedelta(days=1000), tick=False):
        services.forget_old(session, clock.now())
        session.commit()
        refused = guess(visitor, cast.maren.email, PASSWORD)
        with visitor.app.test_request_context():
            throttle.chose_anew(cast.maren.email)
            request_session().commit()
        anew = guess(visitor, cast.maren.email, PASSWORD)

    assert refused.status_code == 429
    assert TOO_MANY in refused.text
    assert "ask for a new password" in refused.text
    assert anew.status_code == 302


def throttle_key(session: Session, app: Flask, address: str) -> bytes:
    """Return what an address is counted under."""
    with app.test_request_context():
        return throttle.key_of(Guess.PASSWORD, address)


@ON_SQLITE
def test_r06_codes_and_confirmations_are_counted_apart(app: Flask, cast: Cast) -> None:
    with app.test_request_context(), time_machine.travel(clock.now(), tick=False):
        for kind in (Guess.CODE, Guess.RECOVERY_CODE, Guess.STEP_UP):
            tries = [throttle.refuse_or_count(kind, "maren") for _try in range(FREE + 1)]
            assert tries == [None] * FREE + [timedelta(seconds=30)]
        throttle.was_right(Guess.CODE, "maren")
        request_session().commit()

        assert throttle.refuse_or_count(Guess.CODE, "maren") is None
        assert throttle.refuse_or_count(Guess.STEP_UP, "maren") is not None
        throttle.came_in("maren")
        request_session().commit()
        assert throttle.refuse_or_count(Guess.STEP_UP, "maren") is None


@ON_SQLITE
def test_r06_the_counters_name_nobody_and_networks_are_forgotten_after_a_day(
    visit: Visit, cast: Cast, session: Session
) -> None:
    guess(visit(None), cast.maren.email, REMOTE_ADDR="198.51.100.7")

    rows = session.scalars(select(Throttle)).all()
    assert {row.kind for row in rows} == {Guess.PASSWORD, Guess.NETWORK, Guess.NEIGHBOURHOOD}
    assert all(len(row.key) == 32 for row in rows)
    services.forget_old(session, clock.now() + timedelta(hours=25))
    left = session.scalars(select(Throttle.kind)).all()
    assert left == [Guess.PASSWORD]
    services.forget_old(session, clock.now() + timedelta(days=366))
    assert session.scalars(select(Throttle.kind)).all() == []
