"""Counting the SQL statements of a page, as the house allows eight of them."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy
from flask import Flask

MOST = 9
TRANSACTION = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "SET", "SHOW", "SELECT SET_CONFIG")


@contextmanager
def statements_of(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that the application sends meanwhile, transactions' own aside."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.lstrip().upper().startswith(TRANSACTION):
            sent.append(statement)

    sqlalchemy.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sqlalchemy.event.remove(engine, "before_cursor_execute", note)
