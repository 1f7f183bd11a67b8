"""The house's world with one of everything, and the mails that went out."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy.orm import Session

from portal.notices.services import send_due
from tests.house.conftest import house, seen, small_world

__all__ = ["house", "mails", "seen", "small_world"]


@pytest.fixture
def mails(app: Flask, session: Session) -> Callable[[], list[EmailMessage]]:
    """Send what waits and return every mail so far."""

    def sent() -> list[EmailMessage]:
        send_due(session)
        return getattr(app.extensions["mailman"], "outbox", [])

    return sent
