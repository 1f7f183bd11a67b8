"""The house's world with one of everything, the mails that went out, and a portal to turn keys."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy.orm import Session

from portal.notices.services import send_due
from tests.cast import Cast
from tests.house.conftest import house, seen, small_world
from tests.security.caring import Ids, a_day_ago
from tests.security.rotating import web

__all__ = ["house", "mails", "seen", "small_world", "web"]


@pytest.fixture
def mails(app: Flask, session: Session) -> Callable[[], list[EmailMessage]]:
    """Send what waits and return every mail so far."""

    def sent() -> list[EmailMessage]:
        send_due(session)
        return getattr(app.extensions["mailman"], "outbox", [])

    return sent


@pytest.fixture
def before(session: Session, cast: Cast) -> Ids:
    """What lies between Maren and Ruth before anything changes."""
    return a_day_ago(session, cast)
