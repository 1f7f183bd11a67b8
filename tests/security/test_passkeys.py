"""Passkeys: proven to be for us, by their owner, now, and once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.sign_in.factors.models import Passkey
from tests.cast import PASSWORD, Cast, Person
from tests.second_factors import (
    add_passkey,
    come_with_passkey,
    is_inside,
)
from tests.soft_key import SoftKey, question_on
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("still_clock")

Visit = Callable[[Person | None], Visitor]


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
