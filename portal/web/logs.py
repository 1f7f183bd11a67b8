"""Logs that hold nothing private: what was asked by its route, never by its words (R33)."""

import logging
import time
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

ALLOWED = {"event", "level", "timestamp", "method", "route", "status", "ms", "request_id", "error"}
TALKATIVE = ("weasyprint", "weasyprint.progress", "fontTools", "sqlalchemy", "huey", "werkzeug")


def _only_allowed(logger: Any, name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in event.items() if key in ALLOWED}


structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        _only_allowed,
        structlog.processors.JSONRenderer(),
    ]
)
log = structlog.get_logger()


def keep_quiet() -> None:
    """Silence libraries that print pieces of what they work on."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def install(app: Flask) -> None:
    """Log one line a request, with the route's template in place of its address."""

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
