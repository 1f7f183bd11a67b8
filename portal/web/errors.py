"""Error pages: calm, in the layout, without a trace, and never at the cost of what was typed."""

from http import HTTPStatus

from flask import (
    Flask,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException

from portal.access.door import ask_nobody, request_id, session
from portal.web.carried import DOORS, carried_here, place, sent_here
from portal.web.links import own_path
from portal.web.logs import log, where
from portal.web.walls import is_surely_ours

SIGN_IN = "_user_id"
"""Where a browser's cookie keeps a sign-in, one that ran out, too."""

PAGES = {400, 401, 403, 404, 405, 409, 413, 429, 500, 503}


def install(app: Flask) -> None:
    """Answer errors with our own pages."""
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(OperationalError, out_of_service)
    app.register_error_handler(NoConnectionFree, out_of_service)
    app.register_error_handler(500, broken)
    app.extensions["sign_in_first"] = sign_in_first


def show(problem: HTTPException) -> Response:
    """Show the page of an HTTP error."""
    ask_nobody()
    code = problem.code or 500
    if wants_json():
        return make_response(jsonify(error=code), code)
    page = getattr(problem, "page", None) or f"errors/{_page_of(code)}.html"
    words = render_template(page, request_id=request_id(), fields=_given_back(code))
    response = make_response(words, code)
    if problem.response is None and code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(getattr(problem, "valid_methods", None) or [])
    return response


def _given_back(code: int) -> list[tuple[str, str]]:
    """Return what was sent with one of our own forms to what is not, or no longer, open."""
    is_closed = code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
    was_sent = request.method == "POST" and request.endpoint is not None and is_surely_ours()
    return sent_here().fields if is_closed and was_sent else []


def _page_of(code: int) -> int:
    return code if code in PAGES else (400 if code < 500 else 500)


def broken(problem: Exception) -> Response:
    """Show the page of a bug. The log names the kind of error and never its words."""
    cause = getattr(problem, "original_exception", None) or problem
    ask_nobody()
    log.error(
        "bug",
        error=type(cause).__name__,
        where=where(cause),
        route=str(request.url_rule),
        status=500,
        request_id=request_id(),
    )
    session().rollback()
    return make_response(render_template("errors/500.html", request_id=request_id()), 500)


def out_of_service(problem: OperationalError | NoConnectionFree) -> Response:
    """Show the calm page when the database is locked, full or away; what was typed comes back."""
    ask_nobody()
    session().rollback()
    log.error(
        "database",
        error=type(getattr(problem, "orig", problem)).__name__,
        route=str(request.url_rule),
        status=503,
        request_id=request_id(),
    )
    if wants_json():
        response = make_response(jsonify(error=503), 503)
    elif sent_here().fields:
        response = _resend(503)
    else:
        response = make_response(render_template("errors/503.html", request_id=request_id()), 503)
    response.headers["Retry-After"] = "5"
    return response


def stale_form(problem: CSRFError) -> Response:
    """Offer the same form again with a fresh token: an old token must not cost anybody's words.

    Somebody who was signed out meanwhile signs in first. A form that may have been sent by another
    site is nobody's words, and is not handed on.
    """
    ask_nobody()
    session().rollback()
    if not is_surely_ours():
        return show(problem)
    if wants_json():
        return make_response(jsonify(error="form"), 400)
    is_signed_out = SIGN_IN not in cookie and request.path.startswith(DOORS)
    return sign_in_first() if is_signed_out else _resend(400)


def _resend(status: int) -> Response:
    page = render_template(
        "errors/resend.html", fields=sent_here().fields, action=request.path, reason=status
    )
    return make_response(page, status)


def sign_in_first() -> Response:
    """Send a signed-out visitor to sign in; a half-written form is carried along."""
    if wants_json():
        return json_error(HTTPStatus.UNAUTHORIZED)
    leads_to = place() if request.method == "GET" else own_path(request.form.get("next"))
    waiting = carried_here()
    if leads_to is not None and waiting is None:
        return make_response(redirect(url_for("security.login", next=leads_to)))
    sent = waiting or sent_here()
    page = render_template("errors/interrupted.html", carried=sent.as_text(), fields=sent.fields)
    return make_response(page, 401)


def wants_json() -> bool:
    """Tell whether a script asks, not a person."""
    return request.accept_mimetypes.best == "application/json"


def json_error(status: int) -> Response:
    """Tell a script what went wrong."""
    return make_response(jsonify(error=int(status)), status)
