"""Security headers on every answer, whoever asks and whatever comes of it."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import Environment, Settings
from portal.access.permissions import Permission
from tests.cast import Cast
from tests.conftest import build, dispose
from tests.house.crawling import Seen
from tests.house.stage import Stage

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STRICT = {
    "default-src": {"'none'"},
    "script-src": {"'self'", None},  # what is not said falls back to default-src, for these three
    "connect-src": {"'self'", None},
    "worker-src": {"'self'", None},
    "form-action": {"'self'", "'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}
STYLES = re.compile(r"'self'|'sha256-[A-Za-z0-9+/=]+'")  # a page set for paper carries its own


def problems(answer: TestResponse) -> list[str]:
    """Return what is missing from an answer's headers."""
    wrong = [
        f"{name} is {answer.headers.get(name)!r}"
        for name, value in EXPECTED.items()
        if answer.headers.get(name) != value
    ]
    told = answer.headers.get("Content-Security-Policy", "")
    policy = dict(part.strip().split(" ", 1) for part in told.split(";") if part.strip())
    wrong += [
        f"{name} is {policy.get(name)!r}"
        for name, allowed in STRICT.items()
        if policy.get(name) not in allowed
    ]
    if not STYLES.fullmatch(policy.get("style-src", "")):
        wrong.append(f"style-src is {policy.get('style-src')!r}")
    if policy.get("img-src") not in {"'self'", "'self' data:", "data:"}:
        wrong.append(f"img-src is {policy.get('img-src')!r}")
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy is missing")
    if "unsafe" in told:
        wrong.append("the policy says unsafe")
    if re.search(r"werkzeug|python|flask", answer.headers.get("Server", ""), re.IGNORECASE):
        wrong.append("it names its software")
    return wrong


def test_every_page_is_protected(seen: list[Seen]) -> None:
    wrong = [f"{one}: {problem}" for one in seen for problem in problems(one.answer)]

    assert len(seen) > 200
    assert {one.answer.status_code for one in seen} >= {200, 302, 403, 404}
    assert not wrong, "\n".join(wrong)


def test_every_kind_of_refusal_is_protected(house: Stage) -> None:
    visitor = house.visit(house.cast.maren)
    answers = {
        "no such page": visitor.fetch("/nothing/here"),
        "no such file": visitor.fetch("/static/nothing.css"),
        "wrong method": visitor.fetch("/my/goals", method="DELETE"),
        "no token": visitor.fetch("/my/goals", method="POST", data={"words": "x"}),
        "bad form": visitor.post("/my/goals", words=""),
        "too big": visitor.fetch("/my/goals", method="POST", data={"words": "x" * 5_000_000}),
        "signed out": house.visit(None).post("/my/goals", words="x"),
        "options": visitor.fetch("/my/goals", method="OPTIONS"),
        "script": visitor.fetch("/my/nothing", headers={"Accept": "application/json"}),
    }

    statuses = [answer.status_code for answer in answers.values()]

    assert statuses == [404, 404, 405, 400, 400, 413, 401, 200, 404]
    for name, answer in answers.items():
        assert problems(answer) == [], name


def test_a_bug_is_protected_and_says_nothing(house: Stage) -> None:
    def broken() -> str:
        raise RuntimeError("words of a client")

    broken.permission = Permission.PUBLIC  # type: ignore[attr-defined]
    house.app.add_url_rule("/broken", view_func=broken)

    answer = house.visit(house.cast.maren).fetch("/broken")

    assert answer.status_code == 500
    assert problems(answer) == []
    for word in ("words of a client", "Traceback", "RuntimeError", "werkzeug", "3.1"):
        assert word not in answer.text


@pytest.mark.parametrize("path", ["css/base.css", "icons.svg"])
def test_static_files_may_be_kept_and_nothing_else(house: Stage, path: str) -> None:
    visitor = house.visit(None)

    plain = visitor.fetch(f"/static/{path}")
    lasting = visitor.fetch(f"/static/{path}?v=0123456789")
    missing = visitor.fetch("/static/nothing.css?v=0123456789")

    assert plain.headers["Cache-Control"] == "public, max-age=3600"
    assert lasting.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert missing.headers["Cache-Control"] == "no-store"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def production(sqlite_with_cast: tuple[Settings, Cast]) -> Flask:
    """The application as it runs in production."""
    settings = replace(
        sqlite_with_cast[0],
        environment=Environment.PRODUCTION,
        public_url="https://portal.example.org",
    )
    return build(settings)


def test_production_insists_on_encryption(production: Flask) -> None:
    client = production.test_client()

    answer = client.get("/sign-in", base_url="https://portal.example.org")
    dispose(production)

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-session=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
