"""Second factors: taken once, bound to their owner, kept through a reset, demanded of staff."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config import Environment, Settings
from portal import clock
from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.sign_in.factors.models import Authenticator, Passkey, RecoveryCode
from tests.cast import PASSWORD, Cast, Person
from tests.conftest import build, dispose
from tests.second_factors import (
    add_passkey,
    code_of,
    codes_on,
    come_with_passkey,
    give_app,
    give_codes,
    give_password,
    is_inside,
)
from tests.soft_key import SoftKey, question_on
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
CODE, RECOVERY = "/sign-in/second-step", "/sign-in/second-step/recovery"


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    """No step of an app ends in the middle of a test."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture
def production(app: Flask) -> Flask:
    """The application as where real people are, as far as second factors are concerned."""
    found = app.extensions["settings"]
    app.extensions["settings"] = replace(found, environment=Environment.PRODUCTION)
    return app


@ON_SQLITE
def test_r04_a_code_of_the_app_is_taken_once(visit: Visit, cast: Cast, session: Session) -> None:
    seed = give_app(session, cast.maren)
    first, second = (give_password(visit(None), cast.maren) for _ in range(2))

    taken = first.post(CODE, code=code_of(seed))
    again = second.post(CODE, code=code_of(seed))

    assert taken.status_code == 302
    assert is_inside(first)
    assert again.status_code == 400
    assert "does not open the door" in again.text
    assert not is_inside(second)


def test_r04_of_the_same_code_twice_at_once_one_is_taken(
    app: Flask, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.maren)
    visitors = [give_password(Visitor(app), cast.maren) for _ in range(4)]
    session.commit()

    def send(visitor: Visitor) -> int:
        return visitor.post(CODE, code=code_of(seed)).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(send, visitors))

    assert answers == [302, 400, 400, 400]


@ON_SQLITE
@pytest.mark.parametrize(
    ("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_r04_a_clock_may_be_wrong_by_one_step_and_no_more(
    visit: Visit, cast: Cast, session: Session, steps: int, opens: bool
) -> None:
    seed = give_app(session, cast.maren)
    visitor = give_password(visit(None), cast.maren)

    answer = visitor.post(CODE, code=code_of(seed, steps))

    assert (answer.status_code == 302) is opens
    assert is_inside(visitor) is opens


@ON_SQLITE
def test_r04_after_a_later_code_an_earlier_one_is_refused(
    visit: Visit, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.maren)
    give_password(visit(None), cast.maren).post(CODE, code=code_of(seed, 1))

    earlier = give_password(visit(None), cast.maren).post(CODE, code=code_of(seed))

    assert earlier.status_code == 400


@ON_SQLITE
def test_r04_the_seed_is_sealed_in_the_database(cast: Cast, session: Session) -> None:
    seed = give_app(session, cast.maren)

    stored = session.execute(
        text("SELECT seed_sealed FROM authenticator"), execution_options={"reason": "looking"}
    ).scalar_one()

    assert session.scalars(select(Authenticator)).one().seed == seed
    assert seed not in stored


@ON_SQLITE
def test_r04_the_seed_opens_under_new_keys(
    stage: tuple[Settings, Cast], tmp_path: Path, cast: Cast
) -> None:
    own = tmp_path / "own.keys"
    shutil.copy(stage[0].key_file, own)
    app = build(replace(stage[0], key_file=own))
    device = add_passkey(Visitor(app).sign_in(cast.maren))
    with app.app_context(), portal_itself(request_session(), "tests"):
        seed = give_app(request_session(), cast.ruth)
        sealed = request_session().scalars(select(Authenticator.seed_sealed)).one()
        request_session().rollback()

    run = app.test_cli_runner()
    told = [run.invoke(args=["keys", what]) for what in ("add", "rotate")]
    with app.app_context(), portal_itself(request_session(), "tests"):
        anew = request_session().scalars(select(Authenticator.seed_sealed)).one()
        request_session().rollback()
    visitor = give_password(Visitor(app), cast.ruth)
    visitor.post(CODE, code=code_of(seed))

    assert [one.exit_code for one in told] == [0, 0], told[-1].output
    assert anew != sealed
    assert is_inside(visitor)
    assert "The phone" in come_with_passkey(Visitor(app), device).get("/account").text
    dispose(app)


@ON_SQLITE
def test_r04_a_recovery_code_is_taken_once(visit: Visit, cast: Cast, session: Session) -> None:
    give_app(session, cast.maren)
    code = give_codes(session, cast.maren)[3]
    first, second = (give_password(visit(None), cast.maren) for _ in range(2))

    taken = first.post(RECOVERY, recovery_code=code.upper().replace("-", " "))
    again = second.post(RECOVERY, recovery_code=code)

    assert taken.status_code == 302
    assert is_inside(first)
    assert again.status_code == 400
    assert not is_inside(second)
    assert "9 of 10 are left" in first.get("/account").text


@ON_SQLITE
def test_r04_recovery_codes_are_shown_once_and_stored_as_hashes(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visitor = visit(cast.maren)
    device = add_passkey(visitor)
    shown = codes_on(visitor.post("/account/recovery-codes").text)
    stored = session.scalars(select(RecoveryCode)).all()
    rows = session.execute(
        text("SELECT * FROM recovery_code"), execution_options={"reason": "looking"}
    ).all()

    assert len(shown) == len(set(shown)) == len(stored) == 10
    assert all(len(one.code_hash) == 32 for one in stored)
    for code in shown:
        for spelling in (code, code.replace("-", ""), code.upper()):
            assert spelling.encode() not in b"".join(
                part if isinstance(part, bytes) else str(part).encode()
                for row in rows
                for part in row
            )
    assert codes_on(visitor.get("/account").text) == []
    assert is_inside(come_with_passkey(visit(None), device))


@ON_SQLITE
def test_r04_new_recovery_codes_end_the_old_ones(
    visit: Visit, cast: Cast, session: Session
) -> None:
    give_app(session, cast.maren)
    old, new = (give_codes(session, cast.maren) for _ in range(2))

    with_old = give_password(visit(None), cast.maren).post(RECOVERY, recovery_code=old[0])
    with_new = give_password(visit(None), cast.maren).post(RECOVERY, recovery_code=new[0])

    assert (with_old.status_code, with_new.status_code) == (400, 302)


@ON_SQLITE
def test_r04_a_recovery_code_is_its_owners_alone(
    visit: Visit, cast: Cast, session: Session
) -> None:
    give_app(session, cast.maren)
    give_app(session, cast.noor)
    code = give_codes(session, cast.noor)[0]

    by_maren = give_password(visit(None), cast.maren).post(RECOVERY, recovery_code=code)
    by_noor = give_password(visit(None), cast.noor).post(RECOVERY, recovery_code=code)

    assert (by_maren.status_code, by_noor.status_code) == (400, 302)


def test_r04_a_passkey_alone_brings_its_owner_in(
    visit: Visit, cast: Cast, session: Session
) -> None:
    device = add_passkey(visit(cast.maren))

    visitor = come_with_passkey(visit(None), device)

    assert "maren@example.org" in visitor.get("/account/passkeys/new").text
    kept = session.scalars(select(Passkey)).one()
    assert (kept.name, kept.sign_count) == ("The phone", 1)
    assert kept.used_at is not None


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong",
    [
        {"verified": False},
        {"origin": "http://localhost.example.com"},
        {"host": "example.com"},
    ],
    ids=["nobody verified", "another site", "another party"],
)
def test_r04_a_proof_that_is_not_for_us_opens_nothing(
    visit: Visit, cast: Cast, wrong: dict[str, Any]
) -> None:
    device = add_passkey(visit(cast.maren))
    visitor = visit(None)

    refused = visitor.post(
        "/sign-in/passkey", credential=device.prove(question_on(visitor, "/sign-in"), **wrong)
    )

    assert refused.status_code == 400
    assert not is_inside(visitor)
    assert is_inside(come_with_passkey(visitor, device))


def test_r04_a_proof_is_good_once_even_with_the_cookie_that_it_came_with(
    visit: Visit, cast: Cast
) -> None:
    device = add_passkey(visit(cast.maren))
    visitor, thief = visit(None), visit(None)
    answer = device.prove(question_on(visitor, "/sign-in"), counting=False)
    with visitor.client.session_transaction() as cookie:
        held = dict(cookie)

    visitor.post("/sign-in/passkey", credential=answer)
    with thief.client.session_transaction() as cookie:
        cookie.update(held)
    again = thief.post("/sign-in/passkey", credential=answer)

    assert is_inside(visitor)
    assert again.status_code == 400
    assert not is_inside(thief)


@ON_SQLITE
def test_r04_a_proof_for_another_browser_opens_nothing(visit: Visit, cast: Cast) -> None:
    device = add_passkey(visit(cast.maren))
    answer = device.prove(question_on(visit(None), "/sign-in"))
    other = visit(None)
    other.get("/sign-in")

    refused = other.post("/sign-in/passkey", credential=answer)

    assert refused.status_code == 400
    assert not is_inside(other)


@ON_SQLITE
def test_r04_a_count_that_does_not_go_on_is_a_copied_key(visit: Visit, cast: Cast) -> None:
    device = add_passkey(visit(cast.maren))
    come_with_passkey(visit(None), device)
    device.uses -= 1
    visitor = visit(None)

    refused = visitor.post(
        "/sign-in/passkey", credential=device.prove(question_on(visitor, "/sign-in"))
    )

    assert refused.status_code == 400
    assert is_inside(come_with_passkey(visitor, device))


@ON_SQLITE
def test_r04_a_passkey_without_verification_is_not_kept(visit: Visit, cast: Cast) -> None:
    visitor, device = visit(cast.maren), SoftKey()
    question = question_on(visitor, "/account/passkeys/new")

    refused = visitor.post(
        "/account/passkeys", name="Phone", credential=device.make(question, verified=False)
    )

    assert question["authenticatorSelection"]["userVerification"] == "required"
    assert question["authenticatorSelection"]["residentKey"] == "required"
    assert refused.status_code == 400
    add_passkey(visitor)


@ON_SQLITE
def test_r04_whoever_guesses_at_a_password_keeps_no_passkey_out(visit: Visit, cast: Cast) -> None:
    device, guesser = add_passkey(visit(cast.maren)), visit(None)
    for _try in range(8):
        guesser.post("/sign-in", email=cast.maren.email, password="rain on a tin roof tonight")

    blocked = visit(None).post("/sign-in", email=cast.maren.email, password=PASSWORD)

    assert blocked.status_code == 429
    assert is_inside(come_with_passkey(visit(None), device))


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
def test_r04_a_deactivated_account_comes_in_with_nothing(
    visit: Visit, cast: Cast, session: Session
) -> None:
    device = add_passkey(visit(cast.maren))
    session.get_one(User, cast.maren.id).active = False
    session.commit()
    visitor = visit(None)

    refused = visitor.post(
        "/sign-in/passkey", credential=device.prove(question_on(visitor, "/sign-in"))
    )

    assert refused.status_code == 400
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
