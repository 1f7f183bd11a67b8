"""What the tests of the caseload share: inviting as a browser does, and the mails that went out."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy.orm import Session

from portal.notices.services import send_due
from tests.cast import Cast, Person
from tests.visitor import Visitor

PASSPHRASE = "three herons and a kettle"


@pytest.fixture
def mails(app: Flask, session: Session) -> Callable[[], list[EmailMessage]]:
    """Send what waits and return every mail so far."""

    def sent() -> list[EmailMessage]:
        send_due(session)
        return getattr(app.extensions["mailman"], "outbox", [])

    return sent


@pytest.fixture
def invited(visit: Callable[[Person | None], Visitor], cast: Cast) -> str:
    """The link of an invitation that Ruth has just sent to a new client."""
    return link_shown(visit(cast.ruth), invite(visit(cast.ruth)))


def invite(practitioner: Visitor, **fields: str) -> str:
    """Invite a client with the form; return where it leads."""
    form = {
        "name": "Ida Marsh",
        "email": "ida@example.org",
        "agreement": "I read on Tuesdays.",
        **fields,
    }
    answer = practitioner.post("/practice/invitations", **form)
    assert answer.status_code in {302, 303}, answer.text
    return str(answer.location)


def link_shown(practitioner: Visitor, page: str) -> str:
    """Return the path of the link that the page of an invitation shows."""
    shown = practitioner.get(page).text.split('value="http://localhost')[1].split('"')[0]
    assert shown.startswith("/invitation/")
    return str(shown)


def come_in(visitor: Visitor, link: str, password: str = PASSPHRASE) -> Visitor:
    """Accept an invitation."""
    answer = visitor.post(link, password=password, password_confirm=password)
    assert answer.status_code == 302, answer.text
    return visitor
