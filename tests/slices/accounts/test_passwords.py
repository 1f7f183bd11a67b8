"""What is asked of a password: long, not common, any language, and set as it is checked."""

import unicodedata
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.accounts import passwords
from portal.accounts.forms import problems_of
from portal.accounts.models import User
from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

ABOUT = ("maren@example.org", "Maren Aldous", "Harbour Lane")


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "good",
    [
        "wet gravel on a sunday",
        "quilts, herons, 9 teas",
        "三只苍鹭站在雨里看着一把旧水壶然后走了",
        "ein Reiher, zwei Öfen, kein Gas",
        "the long way round past the canal " * 7,
    ],
)
def test_a_sentence_of_ones_own_is_taken(good: str) -> None:
    assert problems_of(good, ABOUT) == []


@pytest.mark.parametrize("length", [0, 1, 14, 257, 5000])
def test_too_short_and_too_long_are_refused(length: int) -> None:
    sentence = "herons stand in the rain and wait for nothing in particular " * 100

    assert "between 15 and 256" in problems_of(sentence[:length], ABOUT)[0]


@pytest.mark.parametrize("length", [15, 64, 256])
def test_the_ends_of_the_range_belong_to_it(length: int) -> None:
    sentence = "quilts herons teas over my loud oven " * 10

    assert problems_of(sentence[:length], ABOUT) == []


@pytest.mark.parametrize(
    "common",
    [
        "passwordpassword",
        "123456789012345",
        "aaaaaaaaaaaaaaaa",
        "qwertyuiopasdfgh",
        "maren@example.org",
        "harbourlaneharbourlane",
    ],
)
def test_what_a_guesser_tries_early_is_refused(common: str) -> None:
    assert "Many people" in problems_of(common, ABOUT)[0]


def test_length_is_counted_in_the_form_that_is_kept() -> None:
    fourteen = unicodedata.normalize("NFD", "é" * 7 + "wren öf")

    assert len(fourteen) > passwords.SHORTEST
    assert problems_of(fourteen, ()) != []


def test_a_password_typed_on_another_keyboard_is_the_same(cast: Cast) -> None:
    typed = unicodedata.normalize("NFD", "Zwölf Störche über Köln")

    user = User(password=passwords.hashed(typed))

    assert user.verify_and_update_password(unicodedata.normalize("NFC", typed))
    assert user.verify_and_update_password(typed)
    assert not user.verify_and_update_password("Zwolf Storche uber Koln")


def test_what_a_phone_makes_of_the_dots_opens_the_door(
    visit: Visit, cast: Cast, session: Session
) -> None:
    written = "wet gravel… on a sunday, ½ of it"
    session.get_one(User, cast.maren.id).password = passwords.hashed(written)

    visit(None).sign_in(cast.maren, written)


def test_an_account_without_a_password_takes_none() -> None:
    assert not User(password=None).verify_and_update_password("")


def test_the_end_of_a_long_password_counts() -> None:
    long = "herons stand in the rain and wait for nothing in particular at all, " * 3

    user = User(password=passwords.hashed(long))

    assert user.verify_and_update_password(long)
    assert not user.verify_and_update_password(long + "!")
