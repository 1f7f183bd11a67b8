"""Whom to turn to is there when everything else fails: on error pages, signed out, no database."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask, render_template

from config import ROOT, Settings
from portal.access.door import ask_nobody
from tests.cast import Cast, Person
from tests.conftest import build, dispose
from tests.counting import statements_of
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE
Visit = Callable[[Person | None], Visitor]

PAGES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates" / "errors").glob("[!_]*.html")
)
NUMBERS = ('href="tel:999"', 'href="tel:116123"', 'href="/help-now"')
GIVEN = {"request_id": "0", "fields": [("words", "x")], "action": "/", "reason": 400}


@pytest.fixture
def without_a_database(stage: tuple[Settings, Cast]) -> Iterator[Visitor]:
    """A visitor of a portal whose database is not there."""
    app = build(replace(stage[0], database_url="sqlite:////nowhere/portal.sqlite"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield Visitor(app)
    dispose(app)


def test_r93_every_error_page_carries_the_numbers(app: Flask) -> None:
    assert len(PAGES) >= 14
    for page in PAGES:
        with app.test_request_context():
            ask_nobody()
            shown = render_template(page, carried="", **GIVEN)
        for number in NUMBERS:
            assert number in shown, page


def test_r93_the_numbers_are_there_without_a_database(without_a_database: Visitor) -> None:
    away = without_a_database.fetch("/readyz")
    help_now = without_a_database.fetch("/help-now")

    assert away.status_code == 503
    assert help_now.status_code == 200
    for number in NUMBERS:
        assert number in away.text
    assert "Samaritans" in help_now.text


def test_r93_the_page_asks_the_database_nothing_whoever_opens_it(
    app: Flask, visit: Visit, cast: Cast
) -> None:
    maren, nobody = visit(cast.maren), visit(None)

    with statements_of(app) as asked:
        pages = [one.get("/help-now?place=GB-SCT").text for one in (maren, nobody)]
        missing = nobody.fetch("/nowhere").text

    assert asked == []
    assert pages[0] == pages[1]
    assert "NHS 24 Mental Health Hub" in pages[0]
    for number in NUMBERS:
        assert number in missing


def test_r93_the_place_is_chosen_on_the_page_and_kept_nowhere(visit: Visit) -> None:
    nobody = visit(None)

    answers = [nobody.fetch(f"/help-now?place={place}") for place in ("GB-NIR", "IE", "JP", "")]

    assert ["Lifeline" in answers[0].text, "tel:112" in answers[1].text] == [True, True]
    assert "findahelpline.com" in answers[2].text
    assert "Samaritans" in answers[3].text
    for answer in answers:
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        for name in ("Germany", "Scotland", "Elsewhere in Europe", "Anywhere else"):
            assert name in answer.text


def test_r35_only_what_keeps_the_public_page_may_answer_above_its_own_folder(
    visit: Visit,
) -> None:
    nobody = visit(None)
    scripts = sorted(path.name for path in (ROOT / "static" / "js").glob("*.js"))

    allowed = {
        name: nobody.fetch(f"/static/js/{name}").headers.get("Service-Worker-Allowed")
        for name in scripts
    }

    assert {name: scope for name, scope in allowed.items() if scope} == {
        "help_worker.js": "/help-now"
    }
    for name in scripts:
        text = (ROOT / "static" / "js" / name).read_text(encoding="utf-8")
        registers = "serviceWorker.register" in text
        assert registers == (name == "help_offline.js"), name
        assert ("caches" in text) == (name == "help_worker.js"), name


def test_r93_clients_and_guests_get_what_keeps_the_page(visit: Visit, cast: Cast) -> None:
    pages = [visit(cast.maren).get("/my/today").text, visit(None).get("/sign-in").text]

    for page in pages:
        assert 'data-help-worker="/static/js/help_worker.js?v=' in page
        assert "js/help_offline.js" in page
