"""Going away at once, and what the way back shows afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from portal.sign_in import leaving_views
from tests.cast import Cast
from tests.factories import kept_reflection, stored
from tests.journeys.client import Client
from tests.journeys.hands import Keyboard
from tests.journeys.people import Guest

pytestmark = pytest.mark.browser

PRIVATE = "Nobody knows this yet."


@pytest.fixture
def elsewhere(live: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where leaving leads: to another host, so far as a browser can tell."""
    away = live.replace("localhost", "127.0.0.1") + "/static/favicon.svg"
    monkeypatch.setattr(leaving_views, "ELSEWHERE", away)
    return away


@pytest.fixture
def address(session: Session, cast: Cast) -> str:
    """Where something private of Maren's stands."""
    return f"/my/reflections/{stored(session, kept_reflection(session, cast.maren, body=PRIVATE))}"


def steps_back(somebody: Guest) -> None:
    """Press the browser's own way back."""
    somebody.page.evaluate("history.back()")


def test_shift_three_times_leaves_at_once_and_no_step_leads_back_to_the_page(
    maren: Client, address: str, elsewhere: str
) -> None:
    maren.witness.expects_a_way_to(elsewhere)
    maren.visits("/help-now")
    maren.visits(address)
    maren.sees(PRIVATE)

    for _ in range(3):
        maren.page.keyboard.press("Shift")

    expect(maren.page).to_have_url(elsewhere)
    steps_back(maren)
    maren.is_at("Who can help now")


def test_capital_letters_are_no_way_out(maren: Client) -> None:
    maren.begins("")

    maren.sheet.focus()
    for key in ("Shift+K", "Shift+E", "Shift+E", "Shift+P"):
        maren.page.keyboard.press(key)

    expect(maren.sheet).to_have_value("KEEP")
    maren.is_at("Write")


def test_unsaved_words_do_not_hold_anybody_back(maren: Client, elsewhere: str) -> None:
    asked: list[str] = []
    maren.witness.expects_a_way_to(elsewhere)
    maren.page.on("dialog", lambda warning: (asked.append(warning.type), warning.dismiss()))
    maren.begins(PRIVATE)
    maren.page.locator("h1").click()

    for _ in range(3):
        maren.page.keyboard.press("Shift")

    expect(maren.page).to_have_url(elsewhere)
    assert asked == []


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["", "no scripts"])
def test_the_link_leaves_with_and_without_scripts(
    come: Callable[..., Any], cast: Cast, address: str, elsewhere: str, options: dict[str, Any]
) -> None:
    maren = come(Client, cast.maren, **options)
    maren.witness.expects_a_way_to(elsewhere)
    maren.visits(address)

    maren.presses("Leave quickly")

    expect(maren.page).to_have_url(elsewhere)


def test_signed_out_people_can_leave_too(come: Callable[..., Any], elsewhere: str) -> None:
    guest = come(Guest, hands=Keyboard)
    guest.witness.expects_a_way_to(elsewhere)
    guest.visits("/help-now")

    guest.presses("Leave quickly")

    expect(guest.page).to_have_url(elsewhere)


def test_leaving_signs_out_and_keeps_what_is_half_written(
    maren: Client, cast: Cast, elsewhere: str
) -> None:
    maren.witness.expects_a_way_to(elsewhere)
    maren.visits("/my/write")
    maren.sheet.fill(PRIVATE)
    maren.page.locator("h1").click()

    for _ in range(3):
        maren.page.keyboard.press("Shift")

    expect(maren.page).to_have_url(elsewhere)
    maren.visits("/my/reflections")
    maren.comes_to("/sign-in")
    maren.enters(cast.maren)
    maren.sees(PRIVATE)


def test_who_hears_the_page_is_told_how_many_presses_are_left(maren: Client, address: str) -> None:
    maren.visits(address)
    heard = maren.page.get_by_role("status").filter(has_text="Shift")

    maren.page.keyboard.press("Shift")
    expect(heard).to_have_text("Shift. Press it twice more to leave.")
    maren.page.keyboard.press("Shift")
    expect(heard).to_have_text("Shift. Press it once more to leave.")
    maren.page.keyboard.press("Escape")

    expect(heard).to_have_count(0)
    maren.sees(PRIVATE)


def test_after_signing_out_the_way_back_shows_nothing_private(maren: Client, address: str) -> None:
    maren.visits(address)
    maren.sees(PRIVATE)
    maren.signs_out()

    steps_back(maren)

    maren.comes_to("/sign-in")
    maren.does_not_see(PRIVATE)
