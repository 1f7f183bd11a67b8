"""One moment of the database, read while people write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session


@contextmanager
def snapshot(session: Session) -> Iterator[Connection]:
    """Give a connection on which nothing changes until the end."""
    session.rollback()
    try:
        yield session.connection(execution_options=_options(session))
    finally:
        session.rollback()


def _options(session: Session) -> dict[str, Any]:
    if session.get_bind().dialect.name == "sqlite":
        return {"reading": True}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
