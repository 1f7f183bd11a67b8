"""The Door's runtime net: how a transaction begins, and no endpoint without a permission."""

from functools import wraps
from typing import Any, cast

from flask import Flask, Response, abort, g, make_response, request
from flask_login import user_logged_in, user_logged_out

from portal.access import scope
from portal.access.beforehand import unconfirmed
from portal.access.door import ask_nobody, current_viewer, request_id, session
from portal.access.permissions import Permission
from portal.access.viewer import NOBODY

SAFE = {"GET", "HEAD", "OPTIONS"}
READING = {"reading": True, "postgresql_readonly": True}
"""A transaction that refuses to write, on either engine."""


def _nobody_yet(app: Flask, **account: Any) -> None:
    """Who asks has changed within this request: from the next one on it is somebody else."""
    g.viewer = NOBODY


def install(app: Flask) -> None:
    """Hang the net before every request."""

    user_logged_in.connect(_nobody_yet, app)
    user_logged_out.connect(_nobody_yet, app)

    @app.before_request
    def begin() -> None:
        endpoint = request.endpoint
        if endpoint is None or endpoint == "static":
            return
        view = app.view_functions[endpoint]
        if not isinstance(getattr(view, "permission", None), Permission):
            abort(500)
        if getattr(view, "for_nobody", False):
            ask_nobody()
            return
        current = session()
        current.info["request_id"] = request_id()
        scope.leave(current)
        if request.method in SAFE or not getattr(view, "writes", True):
            current.connection(execution_options=READING)


def mark(
    app: Flask,
    endpoint: str,
    permission: Permission,
    *,
    writes: bool = True,
    confirmed: bool = False,
) -> None:
    """Bring a view of Flask-Security behind the Door: its permission, and one transaction.

    With `confirmed` it is only for somebody who has just proved who they are.
    """
    inner = app.view_functions[endpoint]

    @wraps(inner)
    def entered(**variables: Any) -> Response:
        early = unconfirmed(current_viewer()) if confirmed else None
        if early is not None:
            return early
        try:
            response = make_response(inner(**variables))
            if response.status_code >= 400:
                session().rollback()
            else:
                session().commit()
        except BaseException:
            session().rollback()
            raise
        return response

    marked = cast(Any, entered)
    marked.permission, marked.writes, marked.confirmed = permission, writes, confirmed
    app.view_functions[endpoint] = entered


def shut(app: Flask, endpoint: str) -> None:
    """Close a library's view that we do not use: it answers as if it were not there."""

    def closed(**variables: Any) -> Response:
        abort(404)

    marked = cast(Any, closed)
    marked.permission, marked.writes = Permission.PUBLIC, False
    app.view_functions[endpoint] = closed
