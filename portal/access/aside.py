"""Small changes apart from a request's own transaction: at once, or after the answer has left."""

from collections.abc import Callable
from typing import TypeVar, cast

from flask import Flask, Response, current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.access.door import session as request_session
from portal.web.logs import log

T = TypeVar("T")
Note = Callable[[Session], None]


def at_once(change: Callable[[Session], T]) -> T:
    """Commit a small change now, whatever becomes of the request, which then reads anew."""
    current = request_session()
    options = current.connection().get_execution_options()
    current.rollback()
    done = change(current)
    current.commit()
    if options.get("reading"):
        current.connection(execution_options=dict(options))
    return done


def after(response: Response, note: Note) -> None:
    """Write `note` in a transaction of its own when `response` is with the browser.

    It neither delays nor spoils the page.
    """
    app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]
    response.call_on_close(lambda: _write(app, note))


def _write(app: Flask, note: Note) -> None:
    with app.app_context():
        session = cast(Session, app.extensions["sqlalchemy"].session())
        try:
            note(session)
            session.commit()
        except SQLAlchemyError as problem:
            session.rollback()
            log.warning("note not written", error=type(problem).__name__)
