"""The riddle that a browser's passkey must solve: kept in that browser's session, for a while.

One riddle serves all tabs. That an answer counts once is remembered in the database.
"""

import base64
import secrets
from datetime import UTC, datetime, timedelta

from flask import current_app
from flask import session as cookie

from portal import clock
from portal.sign_in.factors.passkeys import Party

BYTES = 32
NAME = "riddle"
LASTS = timedelta(minutes=30)
"""A sign-in page may lie open for a while before somebody comes to it."""


def party() -> Party:
    """Return whom passkeys are for: the portal at its public address, whatever a request says."""
    settings = current_app.extensions["settings"]
    return Party.at(settings.public_url, settings.portal_name)


def posed() -> bytes:
    """Return the riddle of this browser, a new one where the last is too old."""
    if (riddle := still_posed()) is not None:
        return riddle
    riddle = secrets.token_bytes(BYTES)
    cookie[NAME] = [base64.b64encode(riddle).decode(), clock.now().timestamp()]
    return riddle


def still_posed() -> bytes | None:
    """Return the riddle that an answer may be for, if there is one."""
    riddle, at = cookie.get(NAME, ("", 0.0))
    is_young = clock.now() - datetime.fromtimestamp(at, UTC) < LASTS
    return base64.b64decode(riddle) if is_young else None


def forget() -> None:
    """Pose another riddle the next time: this one was answered, well or badly."""
    cookie.pop(NAME, None)
