"""Sign-ins: a secret that only the browser holds, made anew, over in time, ended by one click."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config import Environment, Settings
from portal.access.viewer import Role
from portal.accounts.models import User
from portal.accounts.queries import token_hash
from portal.sign_in.devices.models import DeviceSession
from portal.sign_in.devices.services import end_all_but
from tests.cast import PASSWORD, Cast, Person
from tests.conftest import build, dispose
from tests.second_factors import code_of, give_app, give_password
from tests.security.browsers import after, copy_of, is_in, row_of, seen_at, token_of
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

WORDS = "I said yes to dinner before I had thought about it, and then spent Saturday undoing it."
NEW = "three herons and a kettle"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The clock stands still unless a test moves it."""
    with after(minutes=0):
        yield


def test_r10_the_database_holds_only_the_hash_of_what_the_browser_holds(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    token = token_of(maren) or ""

    row = row_of(session, maren)

    assert len(token) >= 43  # 256 bits, six in a letter
    assert row.token_hash == token_hash(token)
    everything = session.execute(
        text("SELECT * FROM device_session"), execution_options={"reason": "looking"}
    ).all()
    assert everything
    assert token not in str(everything)
    assert token.encode() not in b"".join(v for row in everything for v in row if type(v) is bytes)


@ON_SQLITE
def test_r10_each_sign_in_has_an_id_of_its_own(visit: Visit, cast: Cast) -> None:
    tokens = {token_of(visit(cast.maren)) for _ in range(3)}

    assert len(tokens) == 3
    assert None not in tokens


@ON_SQLITE
def test_r10_an_id_from_before_the_sign_in_never_comes_to_life(visit: Visit, cast: Cast) -> None:
    victim, planted = visit(None), "a token that somebody planted and knows"
    with victim.client.session_transaction() as cookie:
        cookie["device"], cookie["_user_id"] = planted, cast.maren.uniquifier
    attacker = copy_of(victim)

    victim.sign_in(cast.maren)

    assert is_in(victim)
    assert token_of(victim) != planted
    assert not is_in(attacker)


@ON_SQLITE
def test_r10_between_password_and_second_step_there_is_no_sign_in(
    visit: Visit, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.maren)
    maren = give_password(visit(None), cast.maren)
    half_way = copy_of(maren)

    assert token_of(maren) is None
    assert not is_in(maren)
    assert maren.post("/sign-in/second-step", code=code_of(seed)).status_code == 302

    assert is_in(maren)
    assert not is_in(half_way)


def test_r10_a_fresh_proof_makes_a_new_id_and_the_old_one_dies(visit: Visit, cast: Cast) -> None:
    ruth = visit(cast.ruth)
    before, old = token_of(ruth), copy_of(ruth)

    with after(minutes=6):
        assert ruth.post("/account/confirm", password=PASSWORD, next="/practice/desk").location
        assert token_of(ruth) != before
    with after(minutes=6, seconds=11):
        assert is_in(ruth)
        assert not is_in(old)


def test_r10_what_was_on_its_way_with_the_old_id_arrives_and_proves_nothing(
    visit: Visit, cast: Cast
) -> None:
    ruth = visit(cast.ruth)
    other_tab = copy_of(ruth)

    with after(minutes=6):
        ruth.post("/account/confirm", password=PASSWORD)
    with after(minutes=6, seconds=9):
        assert is_in(other_tab)
        assert other_tab.get("/account/passkeys/new").location.startswith("/account/confirm?")
        assert ruth.get("/account/passkeys/new").status_code == 200


@pytest.mark.parametrize(("name", "minutes"), [("maren", 30), ("ruth", 15), ("joan", 15)])
def test_r11_a_sign_in_ends_when_nobody_does_anything(
    visit: Visit, cast: Cast, name: str, minutes: int
) -> None:
    visitor = visit(getattr(cast, name))

    with after(minutes=minutes, seconds=-1):
        early = is_in(visitor)
    with after(minutes=minutes):
        late = is_in(visitor)

    assert (early, late) == (True, False)


def test_r11_a_page_that_is_looked_at_keeps_the_sign_in_alive(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth = visit(cast.ruth)

    for minutes in (14, 28, 42):
        with after(minutes=minutes):
            assert ruth.get("/practice/desk").status_code == 200
    with after(minutes=56, seconds=59):
        assert is_in(ruth)
    with after(minutes=57):
        assert not is_in(ruth)


@ON_SQLITE
def test_r11_it_is_written_down_no_more_than_once_a_minute(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth = visit(cast.ruth)
    first = seen_at(session, ruth)

    with after(seconds=59):
        ruth.get("/practice/desk")
        again = seen_at(session, ruth)
    with after(seconds=60):
        ruth.get("/practice/desk")
        later = seen_at(session, ruth)

    assert again == first
    assert (later - first).total_seconds() == 60


def test_r11_asking_how_long_is_left_keeps_nothing_alive_and_staying_does(
    visit: Visit, cast: Cast
) -> None:
    ruth = visit(cast.ruth)
    other = visit(cast.ruth)

    with after(minutes=14):
        assert ruth.fetch("/account/left").get_json()["seconds"] == 60
        assert other.post("/account/stay").get_json()["seconds"] == 15 * 60
    with after(minutes=15):
        assert not is_in(ruth)
        assert is_in(other)


@ON_SQLITE
def test_r11_a_refused_page_keeps_nothing_alive(visit: Visit, cast: Cast) -> None:
    ruth = visit(cast.ruth)

    with after(minutes=14):
        assert ruth.get("/my/privacy").status_code == 403
    with after(minutes=15):
        assert not is_in(ruth)


def test_r11_after_twelve_hours_it_ends_whatever_is_done(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)

    for minutes in range(25, 12 * 60, 25):
        with after(minutes=minutes):
            assert maren.post("/account/stay").status_code == 200
    with after(hours=12, seconds=-1):
        assert maren.post("/account/stay").get_json()["seconds"] == 1
    with after(hours=12):
        assert not is_in(maren)


@ON_SQLITE
def test_r11_a_half_written_form_outlives_the_sign_in(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)

    with after(minutes=31):
        interrupted = maren.post("/my/goals", words=WORDS)
        carried = interrupted.text.split('name="carried" value="')[1].split('"')[0]
        again = maren.post(
            "/sign-in",
            email=cast.maren.email,
            password=PASSWORD,
            carried=carried.replace("&#34;", '"'),
        )

    assert interrupted.status_code == 401
    assert WORDS in interrupted.text
    assert WORDS in again.text
    assert 'action="/my/goals"' in again.text


def test_r12_signing_out_ends_the_sign_in_on_the_server(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)
    copy = copy_of(maren)
    assert is_in(copy)

    answer = maren.post("/sign-out")

    assert not is_in(copy)
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert token_of(maren) is None


@ON_SQLITE
def test_r12_a_link_signs_nobody_out(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)

    assert maren.get("/sign-out").status_code == 405
    assert is_in(maren)


@ON_SQLITE
def test_r13_everybody_sees_where_they_are_signed_in(
    visit: Visit, cast: Cast, session: Session
) -> None:
    phone, desk, other = visit(cast.maren), visit(cast.maren), visit(cast.noor)
    ids = [row_of(session, visitor).id for visitor in (phone, desk, other)]

    page = desk.get("/account/devices").text

    assert f"devices/{ids[0]}/end" in page
    assert f"device-{ids[1]}" in page
    assert page.index(str(ids[1])) < page.index(str(ids[0]))  # this one first
    assert str(ids[2]) not in page
    assert "If there is one you do not know" in page


def test_r13_a_device_that_is_signed_out_is_out_at_its_next_click(
    visit: Visit, cast: Cast, session: Session
) -> None:
    lost, desk, other = visit(cast.maren), visit(cast.maren), visit(cast.maren)

    answer = desk.post(f"/account/devices/{row_of(session, lost).id}/end")

    assert answer.location == "/account/devices"
    assert (is_in(lost), is_in(desk), is_in(other)) == (False, True, True)
    assert "You signed another device out" in desk.get("/my/privacy").text


def test_r13_all_others_are_signed_out_at_once(visit: Visit, cast: Cast) -> None:
    others, desk, noor = [visit(cast.maren) for _ in range(2)], visit(cast.maren), visit(cast.noor)

    desk.post("/account/devices/end-others")

    assert [is_in(one) for one in (*others, desk, noor)] == [False, False, True, True]


@ON_SQLITE
def test_r13_nobody_signs_anybody_else_out(visit: Visit, cast: Cast, session: Session) -> None:
    maren = visit(cast.maren)
    device = row_of(session, maren).id

    for person in (cast.noor, cast.ruth, cast.joan):
        assert visit(person).post(f"/account/devices/{device}/end").status_code == 404

    assert is_in(maren)


def test_r13_a_new_password_ends_every_sign_in(
    visit: Visit, cast: Cast, session: Session, app: Flask
) -> None:
    maren, noor = visit(cast.maren), visit(cast.noor)
    with app.test_request_context():
        token = generate_reset_password_token(session.get_one(User, cast.maren.id))
    session.rollback()

    done = visit(None).post(f"/forgotten/{token}", password=NEW, password_confirm=NEW)

    assert done.location == "/sign-in"
    assert (is_in(maren), is_in(noor)) == (False, True)
    ended = session.scalars(
        select(DeviceSession.ended_at).where(DeviceSession.user_id == cast.maren.id)
    ).all()
    assert None not in ended


def test_r13_a_closed_account_is_out_at_once(visit: Visit, cast: Cast, session: Session) -> None:
    ruth, tobias = visit(cast.ruth), visit(cast.tobias)

    session.get_one(User, cast.ruth.id).active = False
    session.commit()

    assert (is_in(ruth), is_in(tobias)) == (False, True)


def test_r13_who_is_given_another_role_signs_in_anew(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth, tobias = visit(cast.ruth), visit(cast.tobias)

    session.get_one(User, cast.ruth.id).role = Role.ADMIN
    session.commit()

    assert (is_in(ruth), is_in(tobias)) == (False, True)
    assert is_in(visit(cast.ruth))


def test_r13_what_changes_how_somebody_comes_in_can_end_all_but_one(
    visit: Visit, cast: Cast, session: Session
) -> None:
    here, elsewhere = visit(cast.ruth), visit(cast.ruth)

    end_all_but(session, cast.ruth.id, device_id=row_of(session, here).id)
    session.commit()

    assert (is_in(here), is_in(elsewhere)) == (True, False)


@pytest.fixture
def in_production(stage: tuple[Settings, Cast]) -> Iterator[Flask]:
    """The application as it runs for real people."""
    settings = replace(
        stage[0], environment=Environment.PRODUCTION, public_url="https://notes.example.org"
    )
    app = build(settings)
    yield app
    dispose(app)
    dispose(build(stage[0]))  # the log is quiet again


@ON_SQLITE
def test_r14_the_cookie_of_a_sign_in_is_bound_to_this_site_and_no_script(
    in_production: Flask, cast: Cast
) -> None:
    maren = Visitor(in_production)
    maren.client.get("/sign-in", base_url="https://notes.example.org")
    sent = _signing_in(maren, cast.maren)

    cookies = sent.headers.getlist("Set-Cookie")

    assert sent.status_code == 302
    assert len(cookies) == 1
    name, *flags = [part.strip() for part in cookies[0].split(";")]
    assert name.startswith("__Host-session=")
    assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


def _signing_in(maren: Visitor, person: Person) -> Any:
    page = maren.client.get("/sign-in", base_url="https://notes.example.org").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "email": person.email, "password": PASSWORD}
    return maren.client.post("/sign-in", base_url="https://notes.example.org", data=fields)
