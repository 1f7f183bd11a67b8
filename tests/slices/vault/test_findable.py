"""Addresses are stored as ciphertext that is found by equality and by nothing else."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.vault.keyring import KeyRing
from portal.vault.sealed import Findable
from tests.cast import Cast, Person
from tests.visitor import Visitor

NEW = bytes(range(32))


@pytest.fixture
def rotated(app: Flask) -> Iterator[KeyRing]:
    """A key ring with a new root before the one that the cast was stored under."""
    old = app.extensions["keyring"]
    lines = app.extensions["settings"].key_file.read_text().split()
    Findable.keyring = KeyRing([NEW, *(bytes.fromhex(line) for line in lines)])
    yield Findable.keyring
    Findable.keyring = old


def test_an_address_is_found_however_it_is_typed(session: Session, cast: Cast) -> None:
    for typed in ("maren@example.org", " Maren@Example.ORG ", "MAREN@EXAMPLE.ORG"):
        found = session.scalars(select(User).where(User.email == typed)).one()

        assert found.id == cast.maren.id


def test_the_database_holds_no_address(session: Session, cast: Cast) -> None:
    connection = session.connection()

    stored = connection.exec_driver_sql('SELECT email FROM "user"').scalars().all()

    assert len(stored) == len(cast.everybody())
    assert not [blob for blob in stored if b"example" in bytes(blob)]


def test_several_addresses_are_found_and_others_left_out(session: Session, cast: Cast) -> None:
    two = ["maren@example.org", "ruth@example.org"]

    found = session.scalars(select(User.email).where(User.email.in_(two))).all()
    others = session.scalars(select(User.email).where(User.email != two[0])).all()

    assert sorted(found) == two
    assert len(others) == len(cast.everybody()) - 1


def test_two_accounts_cannot_have_one_address(session: Session, cast: Cast) -> None:
    noor = session.get_one(User, cast.noor.id)
    noor.email = "MAREN@example.org"

    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    "question",
    [
        lambda: User.email.like("m%"),
        lambda: User.email.ilike("m%"),
        lambda: User.email.contains("m"),
        lambda: User.email.startswith("m"),
        lambda: User.email > "m",
        lambda: User.email + "m",
    ],
)
def test_a_question_that_would_quietly_find_nothing_is_refused(
    question: Callable[[], object],
) -> None:
    with pytest.raises(TypeError, match="equality only"):
        question()


def test_after_a_rotation_everybody_is_still_found_and_can_be_read(
    session: Session, cast: Cast, rotated: KeyRing
) -> None:
    found = session.scalars(select(User).where(User.email == "maren@example.org")).one()

    assert found.id == cast.maren.id
    assert found.email == "maren@example.org"
    assert session.scalars(select(User.id).where(User.email != "maren@example.org")).all()


def test_after_a_rotation_what_is_saved_stands_under_the_new_root(
    session: Session, cast: Cast, rotated: KeyRing
) -> None:
    session.get_one(User, cast.maren.id).email = "aldous@example.org"
    session.flush()

    stored = session.connection().exec_driver_sql('SELECT email FROM "user"').scalars().all()

    assert rotated.find("aldous@example.org", "user.email") in [bytes(blob) for blob in stored]


def test_after_a_rotation_people_still_sign_in(
    visit: Callable[[Person | None], Visitor], cast: Cast, rotated: KeyRing
) -> None:
    visitor = visit(cast.maren)

    assert visitor.get("/sign-in").status_code == 302
