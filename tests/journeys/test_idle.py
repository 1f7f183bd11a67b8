"""A sign-in that runs out: said two minutes before, put off with one press, and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy.orm import Session

from portal.access.viewer import Role
from portal.sign_in.devices import lifetimes
from portal.sign_in.devices.services import end_all_but
from tests.cast import Cast, Person
from tests.factories import kept_reflection, shared_reflection, stored
from tests.journeys.client import Client
from tests.journeys.hands import Keyboard
from tests.journeys.people import Guest
from tests.journeys.practitioner import Practitioner

pytestmark = pytest.mark.browser

PRIVATE = "Nobody knows this yet."
WARNING = "You will be signed out in two minutes"
LONG = timedelta(seconds=125)
"""Enough for the warning to come after some seconds."""
SHORT = timedelta(seconds=6)


@pytest.fixture
def lasting(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let every sign-in be over after such a while without anybody there."""

    def shorten(idle: timedelta) -> None:
        for role in Role:
            monkeypatch.setitem(lifetimes.IDLE, role, idle)

    return shorten


@pytest.fixture
def address(session: Session, cast: Cast) -> str:
    """Where something private of Maren's stands."""
    return f"/my/reflections/{stored(session, kept_reflection(session, cast.maren, body=PRIVATE))}"


@pytest.fixture
def hours_go_by(lasting: Callable[[timedelta], None], session: Session) -> Callable[[Person], None]:
    """Let the sign-ins that ran out be over for good, and new ones last as long as they do."""

    def over(person: Person) -> None:
        end_all_but(session, person.id, device_id=None)
        session.commit()
        lasting(10 * LONG)

    return over


def bar(somebody: Guest) -> Locator:
    """Return the word before the end."""
    return somebody.page.get_by_role("region", name=WARNING)


def test_one_press_puts_it_off(
    lasting: Callable[[timedelta], None], come: Callable[..., Any], cast: Cast, address: str
) -> None:
    maren = come(Client, cast.maren, hands=Keyboard)
    lasting(LONG)
    maren.visits(address)
    expect(bar(maren)).to_be_hidden()
    expect(bar(maren)).to_be_visible()
    expect(maren.page.locator("#staying-said")).to_contain_text(WARNING)
    expect(maren.page.get_by_role("button", name="Stay signed in")).to_be_focused()
    lasting(10 * LONG)

    maren.page.keyboard.press("Enter")

    expect(bar(maren)).to_be_hidden()
    expect(maren.page.locator("#staying-said")).to_have_text("You stay signed in.")
    maren.sees(PRIVATE)


def test_the_warning_takes_nobody_away_from_what_they_write(
    lasting: Callable[[timedelta], None], maren: Client
) -> None:
    lasting(LONG)
    maren.visits("/my/write")
    maren.sheet.fill("The tide was")
    expect(bar(maren)).to_be_visible()
    expect(maren.sheet).to_be_focused()
    lasting(10 * LONG)

    maren.sheet.press_sequentially(" out.")

    expect(bar(maren)).to_be_hidden()
    expect(maren.sheet).to_have_value("The tide was out.")
    maren.is_told("Saved at")


def test_somebody_at_work_in_another_tab_is_not_signed_out(
    lasting: Callable[[timedelta], None], maren: Client, address: str
) -> None:
    lasting(LONG)
    maren.visits(address)
    other = maren.takes_another_tab()
    other.visits(address)
    expect(bar(maren)).to_be_visible()
    lasting(10 * LONG)

    other.comes_back()
    other.visits("/my/today")
    maren.comes_back()

    expect(bar(maren)).to_be_hidden()
    maren.sees(PRIVATE)


def test_at_the_end_nothing_private_stays_on_the_screen(
    lasting: Callable[[timedelta], None],
    hours_go_by: Callable[[Person], None],
    maren: Client,
    cast: Cast,
    address: str,
) -> None:
    maren.witness.expects(401)
    maren.visits("/my/today")
    lasting(SHORT)
    maren.visits(address)
    maren.sees(PRIVATE)

    maren.comes_to("/sign-in")

    maren.does_not_see(PRIVATE)
    maren.page.evaluate("history.back()")
    maren.comes_to("/sign-in")
    maren.does_not_see(PRIVATE)
    hours_go_by(cast.maren)
    maren.visits(address)
    maren.enters(cast.maren)
    maren.comes_to(address)
    maren.sees(PRIVATE)


def test_a_note_that_was_not_sent_yet_comes_along(
    lasting: Callable[[timedelta], None],
    hours_go_by: Callable[[Person], None],
    come: Callable[..., Any],
    cast: Cast,
    session: Session,
) -> None:
    reflection = stored(session, shared_reflection(session, cast.maren, body="Low water."))
    ruth = come(Practitioner, cast.ruth)
    ruth.witness.expects(401)
    ruth.visits(f"/practice/reflections/{reflection}")
    form = ruth.page.locator("form.composer")
    lasting(SHORT)
    ruth.page.reload()
    words = "I was glad to read that you stayed on the wall for so long, and alone."
    form.locator("textarea").fill(words)

    ruth.is_at("Your words are safe")
    hours_go_by(cast.ruth)
    ruth.enters(cast.ruth, button="Sign in and go on")
    ruth.is_at("Your words are safe")

    expect(ruth.page.get_by_label("Your words")).to_have_value(words)
    ruth.presses("Send it again")
    ruth.sees(words)


def test_words_that_could_not_be_saved_stay_on_the_page(
    lasting: Callable[[timedelta], None], maren: Client, cast: Cast
) -> None:
    maren.witness.expects(400, 401)
    maren.visits("/my/write")
    maren.sheet.fill("The tide was far out.")
    maren.is_told("Saved at")
    other = maren.takes_another_tab()
    other.visits("/my/today")
    other.signs_out()

    maren.sheet.press_sequentially(" I stayed.")
    maren.comes_back()

    maren.is_told("You were signed out. Your words stay here while you sign in.")
    expect(maren.sheet).to_have_value("The tide was far out. I stayed.")


def test_signed_out_elsewhere_a_page_is_cleared_when_somebody_turns_to_it(
    maren: Client, cast: Cast, address: str
) -> None:
    maren.witness.expects(401)
    maren.visits(address)
    other = maren.takes_another_tab()
    other.visits("/my/today")
    other.signs_out()

    maren.comes_back()

    maren.comes_to("/sign-in")
    maren.does_not_see(PRIVATE)


@pytest.mark.parametrize("who", ["maren", "ruth"])
def test_where_somebody_is_signed_in(come: Callable[..., Any], cast: Cast, who: str) -> None:
    person: Person = getattr(cast, who)
    desk, phone = come(Guest, person), come(Guest, person, hands=Keyboard)
    phone.visits("/account/devices")
    phone.sees("this one", "If there is one you do not know")

    phone.presses("Sign out everywhere else")

    phone.sees("You are signed out everywhere else.", "You are signed in nowhere else.")
    desk.visits("/account/devices")
    desk.comes_to("/sign-in")
