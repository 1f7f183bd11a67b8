"""What every journey may ask for: the portal on a free port of this machine, and a real browser."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.cast import PASSWORD, Person


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's own Chromium where there is one; in a container it has no sandbox."""
    installed = os.environ.get("CHROMIUM") or shutil.which("chromium")
    found = {"executable_path": installed} if installed else {}
    return {**browser_type_launch_args, **found, "args": ["--no-sandbox"]}


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """The address of the portal, served on the loopback interface while the test runs."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture
def sit_down(browser: Browser, live: str) -> Iterator[Callable[..., Page]]:
    """Give somebody a browser of their own, signed in; `options` are those of a new context."""
    contexts = []

    def sit(person: Person, **options: Any) -> Page:
        context = browser.new_context(base_url=live, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("[name=email]", person.email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield sit
    for context in contexts:
        context.close()
