"""The request log: one line a request, by its route, without words, names or ids."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from config import Environment, Settings
from portal.access.permissions import Permission
from portal.web import logs
from tests.cast import Cast
from tests.conftest import build, dispose
from tests.visitor import Visitor


@pytest.fixture
def logging_app(stage: tuple[Settings, Cast]) -> Iterator[Flask]:
    """An application that logs every request, as production does."""
    app = build(replace(stage[0], environment=Environment.PRODUCTION))
    app.config["SESSION_COOKIE_SECURE"] = False  # the visitor's browser speaks plain HTTP
    app.config["SESSION_COOKIE_NAME"] = "session"
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    dispose(app)
    dispose(build(stage[0]))  # quiet again


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return what was logged since the last look."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line[:1] == "{"]


def test_a_request_is_one_line_with_its_route(
    logging_app: Flask, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = Visitor(logging_app).sign_in(cast.maren)
    capsys.readouterr()

    visitor.fetch(f"/my/reflections/{cast.noor.id}?q=quillowmere")

    (line,) = lines(capsys)
    assert line["route"] == "/my/reflections/<uuid:reflection_id>"
    assert (line["method"], line["status"]) == ("GET", 404)
    assert isinstance(line["ms"], int)
    assert len(str(line["request_id"])) == 12
    assert line.keys() <= logs.ALLOWED
    assert "quillowmere" not in str(line)
    assert str(cast.noor.id) not in str(line)


def test_an_address_that_is_not_there_is_not_repeated(
    logging_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    Visitor(logging_app).fetch("/maren-aldous/was-here")

    (line,) = lines(capsys)
    assert "maren" not in str(line)
    assert line["status"] == 404


def test_what_was_typed_is_not_logged(
    logging_app: Flask, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = Visitor(logging_app).sign_in(cast.maren)
    for words in ("quillowmere", "", "quillowmere\x00"):
        visitor.post("/my/goals", words=words)
    visitor.post("/sign-in", email="quillowmere@example.org", password="quillowmere")

    said = capsys.readouterr()

    assert said.out.count("request") >= 4
    for word in ("quillowmere", "example.org", "Maren", "wet gravel"):
        assert word not in said.out + said.err


def test_a_bug_is_logged_by_kind_and_place(
    logging_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> str:
        raise ValueError("quillowmere")

    broken.permission = Permission.PUBLIC  # type: ignore[attr-defined]
    logging_app.add_url_rule("/broken", view_func=broken)
    answer = Visitor(logging_app).fetch("/broken")

    said = capsys.readouterr()
    bug = next(json.loads(one) for one in said.out.splitlines() if '"bug"' in one)

    assert answer.status_code == 500
    assert (bug["error"], bug["route"]) == ("ValueError", "/broken")
    assert "test_logs.py" in str(bug["where"])
    assert str(bug["request_id"]) in answer.text
    assert "quillowmere" not in said.out + said.err + answer.text


def test_health_checks_are_not_logged(
    logging_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    for page in ("/healthz", "/readyz", "/static/css/base.css"):
        Visitor(logging_app).fetch(page)

    assert lines(capsys) == []
