"""Second factors between the password and the door: kept through a reset, demanded of staff."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config import Environment
from portal import clock
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.sign_in.factors.models import Passkey, RecoveryCode
from tests.cast import Cast, Person
from tests.second_factors import (
    CODE,
    RECOVERY,
    add_passkey,
    code_of,
    give_app,
    give_codes,
    give_password,
    is_inside,
)
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("still_clock")

Visit = Callable[[Person | None], Visitor]


@pytest.fixture
def production(app: Flask) -> Flask:
    """The application as where real people are, as far as second factors are concerned."""
    found = app.extensions["settings"]
    app.extensions["settings"] = replace(found, environment=Environment.PRODUCTION)
    return app


@ON_SQLITE
@pytest.mark.parametrize(("address", "field"), [(CODE, "code"), (RECOVERY, "recovery_code")])
def test_r04_codes_cannot_be_guessed_at_for_long(
    visit: Visit, cast: Cast, session: Session, address: str, field: str
) -> None:
    seed = give_app(session, cast.maren)
    right = {"code": code_of(seed), "recovery_code": give_codes(session, cast.maren)[0]}[field]
    visitor = give_password(visit(None), cast.maren)
    wrong = [visitor.post(address, **{field: f"00000{number}"}) for number in range(5)]

    blocked = visitor.post(address, **{field: right})

    assert [one.status_code for one in wrong] == [400] * 5
    assert blocked.status_code == 429
    assert "Too many tries." in blocked.text
    assert not is_inside(visitor)


@ON_SQLITE
@pytest.mark.parametrize("name", ["ruth", "joan"])
def test_r04_staff_without_a_second_factor_reach_nothing_where_there_are_real_people(
    production: Flask, visit: Visit, cast: Cast, name: str
) -> None:
    visitor, looked_at = visit(getattr(cast, name)), 0
    for method, endpoint, address in _doors(production):
        answer = visitor.post(address) if method == "POST" else visitor.fetch(address)
        looked_at += 1
        is_open = answer.location != "/account/second-step"
        assert is_open is (endpoint in STAY_OPEN), f"{method} {address}: {answer.status_code}"
    halfway = visitor.get("/account/second-step")
    help_now = visitor.get("/help-now")
    add_passkey(visitor)

    assert looked_at > 60
    assert "Sign out" in halfway.text
    assert cast.maren.name not in halfway.text
    assert help_now.status_code == 200
    assert visitor.get("/practice/team").status_code == 200


STAY_OPEN = {
    "confirming.confirm",
    "confirming.confirmed",
    "confirming.confirmed_by_passkey",
    "devices.left",
    "devices.stay",
    "factors.add_passkey",
    "factors.authenticator",
    "factors.begin_authenticator",
    "factors.keep_authenticator",
    "factors.passkey",
    "factors.second_factor",
}
"""What staff without a second factor may do: add one, prove who they are, and stay meanwhile."""


def _doors(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Yield method, endpoint and address of every route that is not for everybody."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        view: Any = app.view_functions[rule.endpoint]
        if rule.endpoint == "static" or view.permission == "public":
            continue
        values = dict.fromkeys(rule.arguments, "01a20000-0000-7000-8000-000000000000")
        address = app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield method, rule.endpoint, address


@ON_SQLITE
def test_r04_staff_cannot_take_their_last_factor_away(
    production: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    ruth = visit(cast.ruth)
    add_passkey(ruth)
    (only,) = session.scalars(select(Passkey.id)).all()

    ruth.post(f"/account/passkeys/{only}/remove")
    kept = session.scalars(select(Passkey.id)).all()
    add_passkey(ruth, "The laptop")
    ruth.post(f"/account/passkeys/{only}/remove")

    assert kept == [only]
    assert only not in session.scalars(select(Passkey.id)).all()


def _reset(app: Flask, visitor: Visitor, session: Session, person: Person) -> None:
    with app.test_request_context():
        token = generate_reset_password_token(session.get_one(User, person.id))
    session.commit()
    new = "four slow herons by the weir"
    answer = visitor.post(f"/forgotten/{token}", password=new, password_confirm=new)
    assert answer.status_code == 302, answer.text


@ON_SQLITE
def test_r09_a_reset_by_mail_removes_no_second_factor(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    seed, codes = give_app(session, cast.maren), give_codes(session, cast.maren)
    visitor = visit(None)

    _reset(app, visitor, session, cast.maren)
    fields = {"email": cast.maren.email, "password": "four slow herons by the weir"}
    asked = visitor.post("/sign-in", **fields)
    outside = not is_inside(visitor)
    visitor.post(CODE, code=code_of(seed))

    assert asked.location == CODE
    assert outside
    assert is_inside(visitor)
    assert len(codes) == len(session.scalars(select(RecoveryCode)).all())


@ON_SQLITE
def test_r09_a_password_that_was_given_before_a_reset_is_worth_nothing_after_it(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.maren)
    before = give_password(visit(None), cast.maren)

    _reset(app, visit(None), session, cast.maren)
    late = before.post(CODE, code=code_of(seed))

    assert late.status_code == 400
    assert not is_inside(before)


def _reached(app: Flask, visitor: Visitor) -> set[str]:
    """Return the routes that are not for everybody and let this browser in all the same."""
    found, looked_at = set(), 0
    for method, endpoint, address in _doors(app):
        looked_at += 1
        answer = visitor.post(address) if method == "POST" else visitor.fetch(address)
        turned_away = (answer.location or "").startswith("/sign-in?next=")
        if not (turned_away if method == "GET" else answer.status_code == 401):
            found.add(f"{method} {endpoint}")
    assert looked_at > 60
    return found


@ON_SQLITE
def test_r18_after_the_password_alone_nothing_is_open(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.ruth)
    visitor = give_password(visit(None), cast.ruth)

    halfway = _reached(app, visitor)
    public = visitor.get("/")
    visitor.post(CODE, code=code_of(seed))

    assert halfway == set()
    assert cast.ruth.name not in public.text
    assert len(_reached(app, visitor)) > 40


@ON_SQLITE
def test_r18_with_an_invitation_alone_nothing_is_open(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    wren = session.get_one(User, cast.wren.id)
    invited = accounts.invite(
        session, wren, email=cast.wren.email, author_id=cast.ruth.id, care_relationship_id=None
    )
    session.commit()
    visitor = visit(None)

    assert visitor.get(f"/invitation/{invited.token}").status_code == 200
    assert _reached(app, visitor) == set()


@ON_SQLITE
def test_r18_the_second_step_waits_ten_minutes_and_no_longer(
    visit: Visit, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.maren)
    in_time, late = (give_password(visit(None), cast.maren) for _ in range(2))

    with time_machine.travel(clock.now().timestamp() + 9 * 60, tick=False):
        first = in_time.post(CODE, code=code_of(seed))
    with time_machine.travel(clock.now().timestamp() + 11 * 60, tick=False):
        second = late.post(CODE, code=code_of(seed))

    assert first.status_code == 302
    assert second.status_code == 400
    assert not is_inside(late)


@ON_SQLITE
def test_r18_a_device_is_signed_in_only_after_the_second_step(
    visit: Visit, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.maren)

    def count() -> int:
        found = session.execute(
            text("SELECT count(*) FROM device_session"), execution_options={"reason": "counting"}
        )
        return int(found.scalar_one())

    before = count()
    visitor = give_password(visit(None), cast.maren)
    halfway = count()
    visitor.post(CODE, code=code_of(seed))

    assert (halfway, count()) == (before, before + 1)
