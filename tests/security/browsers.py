"""Looking into browsers: the token that one holds, a copy of its cookie, and hours that pass."""

from datetime import datetime, timedelta

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.queries import token_hash
from portal.sign_in.devices.here import TOKEN
from portal.sign_in.devices.models import DeviceSession
from tests.visitor import Visitor

STARTED = clock.now()


def after(**span: float) -> time_machine.travel:
    """Let it be so long after these tests began; the clock stands still meanwhile."""
    return time_machine.travel(STARTED + timedelta(**span), tick=False)


def token_of(visitor: Visitor) -> str | None:
    """Return the token that a browser holds."""
    with visitor.client.session_transaction() as cookie:
        token: str | None = cookie.get(TOKEN)
    return token


def copy_of(visitor: Visitor) -> Visitor:
    """Return another browser with the same cookie, as a thief would have."""
    name = visitor.app.config["SESSION_COOKIE_NAME"]
    cookie = visitor.client.get_cookie(name)
    assert cookie is not None
    thief = Visitor(visitor.app)
    thief.client.set_cookie(name, cookie.value)
    return thief


def row_of(session: Session, visitor: Visitor) -> DeviceSession:
    """Return the row of a browser's sign-in."""
    session.rollback()
    hashed = token_hash(token_of(visitor) or "")
    return session.scalars(select(DeviceSession).where(DeviceSession.token_hash == hashed)).one()


def seen_at(session: Session, visitor: Visitor) -> datetime:
    """Return when somebody was last seen at a browser."""
    return row_of(session, visitor).seen_at


def is_in(visitor: Visitor) -> bool:
    """Tell whether a browser is signed in; asking is no sign that somebody is there."""
    answer = visitor.fetch("/account/left", headers={"Accept": "application/json"})
    assert answer.status_code in {200, 401}
    return answer.status_code == 200
