"""Small notes that are written after an answer has left: they neither delay nor spoil a page."""

from collections.abc import Callable
from typing import cast

from flask import Flask, Response, current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.web.logs import log

Note = Callable[[Session], None]


def after(response: Response, note: Note) -> None:
    """Write `note` in a transaction of its own when `response` is with the browser."""
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
