"""A forgotten password: equal answers, a neutral mail, a link that works once and not for long."""

import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy.orm import Session

from portal import clock
from portal.notices.services import send_due
from tests.cast import PASSWORD, Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

NEW = "three herons and a kettle"


@pytest.fixture
def mails(app: Flask, session: Session) -> Callable[[], list[EmailMessage]]:
    """Send what waits and return every mail so far."""

    def sent() -> list[EmailMessage]:
        send_due(session)
        return getattr(app.extensions["mailman"], "outbox", [])

    return sent


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"http://localhost(/forgotten/\S+)", str(mail.body))
    assert found is not None
    return found[1]


def test_known_and_unknown_addresses_get_the_same_answer(
    visit: Visit, cast: Cast, mails: Callable[[], list[EmailMessage]]
) -> None:
    answers = []
    for address in ("maren@example.org", "nobody@example.org", "wren@example.org", "not one"):
        visitor = visit(None)
        sent = visitor.post("/forgotten", email=address)
        answers.append((sent.status_code, sent.location, visitor.get("/forgotten").text))

    statuses = {(status, location) for status, location, _ in answers}
    pages = {re.sub(r'value="[^"]*"', "", page) for _, _, page in answers}
    assert statuses == {(303, "/forgotten")}
    assert len(pages) == 1
    assert "If this address has an account here" in pages.pop()
    assert [mail.to for mail in mails()] == [["maren@example.org"]]


def test_a_known_address_costs_no_slow_hash_that_an_unknown_one_does_not(app: Flask) -> None:
    security = app.extensions["security"]

    assert security.hashing_context.schemes() == ("hex_sha256",)


def test_no_address_is_answered_by_the_form(visit: Visit) -> None:
    answer = visit(None).post("/forgotten", email="  ")

    assert answer.status_code == 400
    assert "Enter your email address." in answer.text


def test_the_mail_says_nothing_of_anybody(
    visit: Visit, cast: Cast, mails: Callable[[], list[EmailMessage]]
) -> None:
    visit(None).post("/forgotten", email=cast.maren.email)

    [mail] = mails()
    words = f"{mail.subject} {mail.body}"
    assert "Maren" not in words
    assert "therap" not in words


def test_the_link_sets_a_new_password_once(
    visit: Visit, cast: Cast, mails: Callable[[], list[EmailMessage]]
) -> None:
    elsewhere = visit(cast.maren)
    visitor = visit(None)
    visitor.post("/forgotten", email=cast.maren.email)
    link = link_in(mails()[0])

    assert visitor.get(link).status_code == 200
    done = visitor.post(link, password=NEW, password_confirm=NEW)
    again = visitor.post(link, password=NEW, password_confirm=NEW)

    assert done.location == "/sign-in"
    assert again.location == "/forgotten"
    assert "used already" in visitor.get("/forgotten").text
    assert elsewhere.get("/my/privacy").status_code == 302
    assert (
        visit(None).post("/sign-in", email=cast.maren.email, password=PASSWORD).status_code == 400
    )
    assert visit(None).post("/sign-in", email=cast.maren.email, password=NEW).status_code == 302


def test_the_link_lasts_half_an_hour(
    visit: Visit, cast: Cast, mails: Callable[[], list[EmailMessage]]
) -> None:
    visitor = visit(None)
    visitor.post("/forgotten", email=cast.maren.email)
    link, began = link_in(mails()[0]), clock.now()

    with time_machine.travel(began.timestamp() + 29 * 60, tick=False):
        early = visitor.get(link)
    with time_machine.travel(began.timestamp() + 31 * 60, tick=False):
        late = visitor.get(link)

    assert early.status_code == 200
    assert late.location == "/forgotten"


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("fourteen chars", "fourteen chars", "between 15 and 256"),
        ("passwordpassword", "passwordpassword", "Many people would think of this one"),
        (NEW, "three herons and a cattle", "The two are different"),
        ("", "", "Choose a password of 15 characters"),
    ],
)
def test_a_weak_password_is_refused_in_words(
    visit: Visit,
    cast: Cast,
    mails: Callable[[], list[EmailMessage]],
    password: str,
    again: str,
    words: str,
) -> None:
    visitor = visit(None)
    visitor.post("/forgotten", email=cast.maren.email)

    answer = visitor.post(link_in(mails()[0]), password=password, password_confirm=again)

    assert answer.status_code == 400
    assert words in answer.text
