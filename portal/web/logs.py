"""Logs that hold nothing private: what was asked by its route, never by its words (R33)."""

import logging
import time
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, request

ALLOWED = frozenset(
    [
        "event",
        "level",
        "timestamp",
        "method",
        "route",
        "status",
        "ms",
        "request_id",
        "error",
        "where",
    ]
)
TALKATIVE = ("weasyprint", "weasyprint.progress", "fontTools", "sqlalchemy", "huey", "werkzeug")


def _only_allowed(logger: Any, name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in event.items() if key in ALLOWED}


log = structlog.get_logger()


def where(problem: BaseException) -> str:
    """Return the last places in the code that an error came through, without its words."""
    frames = traceback.extract_tb(problem.__traceback__)[-4:]
    return " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))


class ByName(logging.Handler):
    """Tells that a library had something to say, and not what: its words may be a client's."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the library's name and how grave it was."""
        log.warning("library", error=record.levelname, where=record.name)


def _hear_libraries_by_name() -> None:
    root = logging.getLogger()
    if not any(isinstance(one, ByName) for one in root.handlers):
        root.addHandler(ByName(logging.WARNING))


def install(app: Flask, *, every_request: bool) -> None:
    """Log one line a request, with the route's template in place of its address.

    Without `every_request` only warnings and errors are logged. Libraries that print pieces of
    what they work on are silenced, and so is Flask's own trace of an error, which would tell words.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.INFO if every_request else logging.WARNING
        ),
    )
    _hear_libraries_by_name()
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        if request.endpoint not in {"static", "public.healthz", "public.readyz"}:
            log.info(
                "request",
                method=request.method,
                route=str(request.url_rule or "none"),
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000),
                request_id=g.get("request_id"),
            )
        return response
