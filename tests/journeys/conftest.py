"""What every journey may ask for: the portal on a free port of this machine, and real browsers."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserType, Page, expect
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from config import Settings
from tests.cast import Cast, Person
from tests.house.world import World
from tests.journeys.client import Client
from tests.journeys.furnishing import furnish
from tests.journeys.hands import Hands, Keyboard, Mouse
from tests.journeys.looking import Looks, look_at
from tests.journeys.people import Guest
from tests.journeys.practitioner import Practitioner
from tests.journeys.witness import Witness

Somebody = TypeVar("Somebody", bound=Guest)

PATIENCE = 30_000
"""Milliseconds that a browser waits for what must come: a busy machine is no fault."""

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
HERE_ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_type: BrowserType
) -> dict[str, Any]:
    """Use the Chromium of this machine, or the one that Playwright brought."""
    installed = os.environ.get("TEST_BROWSER") or shutil.which("chromium")
    if not installed and not Path(browser_type.executable_path).exists():
        pytest.skip("there is no Chromium: install one, or name it in TEST_BROWSER")
    found = {"executable_path": installed} if installed else {}
    return {**browser_type_launch_args, **found, "args": [*QUIET, HERE_ALONE]}


@pytest.fixture
def stage(sqlite_with_cast: tuple[Settings, Cast], tmp_path: Path) -> tuple[Settings, Cast]:
    """A fresh SQLite file with the cast in it; what a browser sees is the same on each engine."""
    settings, cast = sqlite_with_cast
    own = tmp_path / "portal.sqlite"
    shutil.copy(settings.instance / "cast.sqlite", own)
    return replace(settings, database_url=f"sqlite:///{own}"), cast


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """The address of the portal, served on the loopback interface while the test runs."""
    app.testing = False  # a bug gives its page, as in life; the witness tells of it
    server = make_server("localhost", 0, app, threaded=True)
    address = f"http://localhost:{server.server_port}"
    app.extensions["settings"] = replace(app.extensions["settings"], public_url=address)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield address
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture
def come(browser: Browser, live: str) -> Iterator[Callable[..., Any]]:
    """Let somebody come with a browser of their own; at the end nothing odd may have happened.

    `come(Client, cast.maren)` is signed in, `come(Guest)` is not; `hands` says how they use the
    page, and further options are those of a browser context.
    """
    witnesses, contexts = [], []

    def come_in(
        who: type[Somebody],
        person: Person | None = None,
        hands: type[Hands] = Mouse,
        **options: Any,
    ) -> Somebody:
        context = browser.new_context(**{"base_url": live, "service_workers": "block", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        witnesses.append(Witness(context, live))
        somebody = who(hands(context.new_page()), witnesses[-1])
        if person:
            somebody.signs_in(person)
        return somebody

    yield come_in
    for context in contexts:
        context.close()
    for witness in witnesses:
        witness.swears_that_nothing_odd_happened()


@pytest.fixture
def sit_down(come: Callable[..., Guest]) -> Callable[..., Page]:
    """Give somebody a browser of their own, signed in; `options` are those of a new context."""
    return lambda person, **options: come(Guest, person, **options).page


@pytest.fixture
def maren(come: Callable[..., Client], cast: Cast) -> Client:
    """Maren, signed in, with a mouse."""
    return come(Client, cast.maren)


@pytest.fixture
def ruth(come: Callable[..., Practitioner], cast: Cast) -> Practitioner:
    """Ruth, signed in, with a mouse."""
    return come(Practitioner, cast.ruth)


@pytest.fixture
def world(app: Flask, session: Session, cast: Cast) -> World:
    """One of everything, for looking at pages."""
    with app.test_request_context():
        return furnish(session, cast)


@pytest.fixture
def looks() -> Iterator[Looks]:
    """Look at a page from all sides, and tell in the end of everything that was wrong."""
    wrong: list[str] = []
    seen: list[str] = []

    def look(somebody: Guest, name: str) -> None:
        seen.append(name)
        wrong.extend(f"{name}: {each}" for each in look_at(somebody.page))

    yield look
    assert seen
    assert not wrong, "\n".join(wrong)


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def hands(request: pytest.FixtureRequest) -> type[Hands]:
    """Both ways to use a page: whatever is done with a mouse is done with the keys alone, too."""
    chosen: type[Hands] = request.param
    return chosen
