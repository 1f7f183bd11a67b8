"""Ways round the count of tries and round the sign-in as a row: tokens of a library, odd spelling.

Flask-Security can answer in JSON and hand out a token that opens accounts without a sign-in of
ours. It must do neither here.
"""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.notices.models import OutgoingMail
from portal.sign_in.guessing.budgets import BUDGETS, Guess
from tests.cast import PASSWORD, Cast, Person
from tests.security.trying import guess
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
FREE = BUDGETS[Guess.PASSWORD].free
FREE_LINKS = BUDGETS[Guess.RESET].free


def token_of(app: Flask, session: Session, person: Person) -> str:
    """Return a token of Flask-Security's for an account, as its JSON would hold it."""
    with app.test_request_context():
        return str(session.get_one(User, person.id).get_auth_token())


@ON_SQLITE
def test_r10_signing_in_hands_out_no_token_in_json(visit: Visit, cast: Cast) -> None:
    visitor = visit(None)
    path = "/sign-in?include_auth_token=1"

    answer = visitor.post(path, _json=True, email=cast.maren.email, password=PASSWORD)

    assert answer.status_code == 302, "the control: it is a sign-in like any other"
    assert "token" not in answer.text
    assert visitor.get("/my/today").status_code == 200
    for name in ("/sign-in", "/forgotten"):
        assert visit(None).fetch(name, headers={"Accept": "application/json"}).is_json is False


@ON_SQLITE
@pytest.mark.parametrize("place", ["header", "address"])
def test_r06_a_token_begins_nobodys_count_anew(
    app: Flask, visit: Visit, cast: Cast, session: Session, place: str
) -> None:
    token, visitor = token_of(app, session, cast.maren), visit(None)
    held = {"HTTP_AUTHENTICATION_TOKEN": token} if place == "header" else {}
    path = "/sign-in" if place == "header" else f"/sign-in?auth_token={token}"
    for _try in range(FREE - 1):
        assert guess(visitor, cast.noor.email).status_code == 400

    visitor.client.environ_base.update(held)
    answer = visitor.post(path, email=cast.noor.email, password="another guess of mine")
    for name in held:
        del visitor.client.environ_base[name]

    assert answer.status_code == 400, "a wrong password like any other"
    assert guess(visitor, cast.noor.email, PASSWORD).status_code == 429


@ON_SQLITE
@pytest.mark.parametrize("odd", ["maren@example。org", "maren@ｅxample.org", "maren@EXAMPLE．ORG"])
def test_r06_links_for_a_new_password_are_counted_however_an_address_is_typed(
    visit: Visit, cast: Cast, session: Session, odd: str
) -> None:
    visitor = visit(None)
    for _ask in range(FREE_LINKS):
        visitor.post("/forgotten", email=cast.maren.email)
    assert mails_to(session, cast.maren) == FREE_LINKS, "the control"

    answer = visitor.post("/forgotten", email=odd)

    assert answer.status_code == 303, "answered as ever"
    assert mails_to(session, cast.maren) == FREE_LINKS


def mails_to(session: Session, person: Person) -> int:
    """Return how many mails there are to somebody, sent ones included."""
    session.commit()
    return sum(mail.recipient == person.email for mail in session.scalars(select(OutgoingMail)))
