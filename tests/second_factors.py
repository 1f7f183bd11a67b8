"""Giving the cast second factors: through the pages, as people do, or through the services."""

import re
from datetime import timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.sign_in.factors import services, totp
from tests.cast import PASSWORD, Person
from tests.soft_key import SoftKey, question_on
from tests.visitor import Visitor

CODE, RECOVERY = "/sign-in/second-step", "/sign-in/second-step/recovery"
"""Where the second step takes a code of an app, and a recovery code."""


def give_app(session: Session, person: Person) -> bytes:
    """Give somebody an authenticator app that they set up a while ago; return its seed."""
    user = session.get_one(User, person.id)
    begun = services.begin_authenticator(session, user)
    session.flush()
    seed: bytes = begun.seed
    with clock.telling(clock.now() - timedelta(minutes=10)):
        services.keep_authenticator(session, user, code_of(seed), device_id=None)
    session.commit()
    return seed


def give_codes(session: Session, person: Person) -> list[str]:
    """Give somebody recovery codes."""
    codes = services.make_recovery_codes(session, session.get_one(User, person.id))
    session.commit()
    return codes


def code_of(seed: bytes, steps: int = 0) -> str:
    """Return the code that an app shows now, or some steps before or after."""
    return totp.code_at(seed, totp.step_at(clock.now()) + steps)


def add_passkey(visitor: Visitor, name: str = "The phone") -> SoftKey:
    """Add a passkey in the browser of somebody who is signed in."""
    device = SoftKey()
    answer = device.make(question_on(visitor, "/account/passkeys/new"))
    added = visitor.post("/account/passkeys", name=name, credential=answer)
    assert added.status_code in {200, 302}, added.text
    return device


def come_with_passkey(visitor: Visitor, device: SoftKey) -> Visitor:
    """Come in with a passkey alone, without typing anything."""
    answer = device.prove(question_on(visitor, "/sign-in"))
    came = visitor.post("/sign-in/passkey", credential=answer)
    assert came.status_code == 302, came.text
    return visitor


def give_password(visitor: Visitor, person: Person) -> Visitor:
    """Go as far as the second step."""
    asked = visitor.post("/sign-in", email=person.email, password=PASSWORD)
    assert asked.location == "/sign-in/second-step", asked.text
    return visitor


def is_inside(visitor: Visitor) -> bool:
    """Tell whether a browser is signed in."""
    return visitor.fetch("/account").status_code == 200


def codes_on(page: str) -> list[str]:
    """Return the recovery codes that a page shows."""
    return re.findall(r"\b(?:[0-9a-z]{4}-){5}[0-9a-z]{4}\b", page)
