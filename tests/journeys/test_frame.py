"""What stands round every page, for somebody who uses the keys alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.journeys.hands import Keyboard
from tests.journeys.people import Guest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("name", "path"), [("", "/"), ("maren", "/my/write"), ("ruth", "/practice/invitations")]
)
def test_the_first_tab_skips_to_the_page(
    come: Callable[..., Any], cast: Cast, name: str, path: str
) -> None:
    somebody = come(Guest, getattr(cast, name) if name else None, Keyboard)
    somebody.visits(path)
    skip = somebody.page.get_by_role("link", name="Skip to the page")

    somebody.hands.stop("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    somebody.page.keyboard.press("Enter")
    somebody.page.keyboard.press("Tab")

    focused = somebody.page.locator("main :focus, main:focus")
    expect(focused).to_have_count(1)


@pytest.mark.parametrize(("name", "entry"), [("maren", "Goals"), ("ruth", "Caseload")])
def test_the_contents_open_and_close_on_a_phone(
    come: Callable[..., Any], cast: Cast, name: str, entry: str
) -> None:
    phone = {"width": 360, "height": 740}
    somebody = come(Guest, getattr(cast, name), Keyboard, viewport=phone)
    contents = somebody.page.get_by_role("navigation", name="Contents")
    expect(contents).to_be_hidden()

    somebody.presses("Contents")
    expect(contents).to_be_visible()
    somebody.page.keyboard.press("Escape")
    expect(contents).to_be_hidden()
    expect(somebody.hands.thing("Contents")).to_be_focused()
    somebody.opens(entry)

    somebody.is_at(entry)
    expect(contents).to_be_hidden()
