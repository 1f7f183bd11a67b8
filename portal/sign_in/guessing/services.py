"""Counting tries: each change is one statement, so that guesses sent at once are all counted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, case, delete, literal, null, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.database import Moment
from portal.sign_in.guessing.budgets import BUDGETS, KEPT_IN_A_ROW, KEPT_IN_A_WINDOW, Budget, Guess
from portal.sign_in.guessing.models import Throttle

REASON = {"reason": "counting tries, which belong to nobody"}
TABLE: Table = Throttle.__table__  # type: ignore[assignment]
COUNTED = TABLE.c


def count(session: Session, kind: Guess, key: bytes, now: datetime) -> bool:
    """Count a try before it is made; return False where it may not be made now.

    A try that is refused is not counted: waiting gets no longer by asking again.
    """
    budget = BUDGETS[kind]
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(TABLE).values(
        key=key, kind=kind, tries=1, began_at=now, last_at=now, closed_until=None
    )
    counted = first.on_conflict_do_update(
        index_elements=[COUNTED.key], set_=_one_more(budget, now), where=_is_open(budget, now)
    ).returning(COUNTED.tries)
    return session.execute(counted, execution_options=REASON).one_or_none() is not None


def _is_open(budget: Budget, now: datetime) -> ColumnElement[bool]:
    open_ = COUNTED.closed_until.is_(None) | (COUNTED.closed_until <= now)
    return open_ if budget.ends_after is None else open_ & (COUNTED.tries < budget.ends_after)


def _one_more(budget: Budget, now: datetime) -> dict[str, Any]:
    moment = literal(now, Moment())
    if budget.window is None:
        return {
            "tries": COUNTED.tries + 1,
            "last_at": moment,
            "closed_until": _closed_until(budget, now),
        }
    is_over = COUNTED.began_at <= now - budget.window
    return {
        "tries": case((is_over, 1), else_=COUNTED.tries + 1),
        "began_at": case((is_over, moment), else_=COUNTED.began_at),
        "last_at": moment,
        "closed_until": case((is_over, null()), else_=_closed_until(budget, now)),
    }


def _closed_until(budget: Budget, now: datetime) -> ColumnElement[datetime | None]:
    """Return until when nothing is tried after one more try than there were."""
    tries = COUNTED.tries + 1
    steps = [
        (tries == budget.free + step, literal(now + wait, Moment()))
        for step, wait in enumerate(budget.waits)
    ]
    free = (tries < budget.free, null())
    return case(free, *steps, else_=literal(now + budget.longest, Moment()))


def take_back(session: Session, kind: Guess, key: bytes, now: datetime) -> None:
    """Take one try back that was none: it was right. Those of others stay counted."""
    is_free = COUNTED.tries <= BUDGETS[kind].free
    one_less = (
        update(TABLE)
        .where(COUNTED.key == key, COUNTED.tries > 0)
        .values(
            tries=COUNTED.tries - 1,
            closed_until=case((is_free, null()), else_=COUNTED.closed_until),
        )
    )
    session.execute(one_less, execution_options=REASON)


def forget(session: Session, keys: list[bytes]) -> None:
    """Begin to count anew: whoever it was has come in."""
    session.execute(delete(TABLE).where(COUNTED.key.in_(keys)), execution_options=REASON)


def forget_old(session: Session, now: datetime) -> int:
    """Delete what is no longer needed, and return how many rows that were.

    A network is forgotten after a day. Tries in a row at one account are kept for a year, and
    those that used up the last one are kept until it is opened in another way.
    """
    deleted = 0
    for kind, budget in BUDGETS.items():
        kept = KEPT_IN_A_WINDOW if budget.window else KEPT_IN_A_ROW
        old = delete(TABLE).where(COUNTED.kind == kind, COUNTED.last_at < now - kept)
        if budget.ends_after is not None:
            old = old.where(COUNTED.tries < budget.ends_after)
        deleted += session.execute(old, execution_options=REASON).rowcount  # type: ignore[attr-defined]
    return deleted
