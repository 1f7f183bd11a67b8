"""A practitioner invites, and somebody comes in: with the mouse, and with the keys alone."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_mailman import EmailMessage
from playwright.sync_api import expect

from portal.access.door import session as request_session
from portal.notices.services import send_due
from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.hands import Hands
from tests.journeys.practitioner import Practitioner

pytestmark = pytest.mark.browser

NAME, EMAIL = "Tamsin Oyelaran", "tamsin@example.org"
PASSWORD = "three herons by the lock"


def mails(app: Flask) -> list[EmailMessage]:
    """Send what is due, and return what was sent."""
    with app.app_context():
        send_due(request_session())
        outbox: list[EmailMessage] = app.extensions["mailman"].outbox
        return outbox


def test_an_invited_client_comes_in(
    app: Flask, cast: Cast, come: Callable[..., Any], hands: type[Hands]
) -> None:
    ruth = come(Practitioner, cast.ruth, hands)
    link = ruth.invites(NAME, EMAIL)

    tamsin = come(Client, hands=hands)
    for _looking_uses_nothing_up in range(2):
        tamsin.visits(link)
        tamsin.is_at("You are invited")
    tamsin.chooses_a_password(PASSWORD)
    tamsin.acknowledges()

    tamsin.comes_to("/my/today")
    tamsin.sees("Tamsin", "Nothing is waiting for you.")
    late = come(Client)
    late.witness.expects(410)
    late.visits(link)
    late.is_at("This link has closed")
    ruth.opens("Caseload")
    ruth.sees(NAME)
    (mail,) = mails(app)
    assert mail.to == [EMAIL]
    assert link in mail.body
    assert not [word for word in ("Tamsin", "Oyelaran", "Ruth") if word in mail.body + mail.subject]


def test_a_refused_password_is_said_where_it_is_seen(
    cast: Cast, come: Callable[..., Any], hands: type[Hands]
) -> None:
    link = come(Practitioner, cast.ruth).invites(NAME, EMAIL)
    tamsin = come(Client, hands=hands)
    tamsin.witness.expects(400)
    tamsin.visits(link)

    tamsin.chooses_a_password("too short")

    tamsin.is_at("You are invited")
    summary = tamsin.page.get_by_role("alert")
    expect(summary).to_be_focused()
    tamsin.presses(
        "Choose between 15 and 256 characters. A sentence of your own works well.", summary
    )
    expect(tamsin.page.get_by_label("A password")).to_be_focused()
    tamsin.chooses_a_password(PASSWORD)
    tamsin.is_at("Before you begin")


def test_the_link_can_be_copied(cast: Cast, come: Callable[..., Any]) -> None:
    ruth = come(Practitioner, cast.ruth, permissions=["clipboard-read", "clipboard-write"])
    link = ruth.invites(NAME, EMAIL)

    ruth.presses("Copy the link")

    ruth.sees("Copied")
    assert ruth.page.evaluate("navigator.clipboard.readText()").endswith(link)
