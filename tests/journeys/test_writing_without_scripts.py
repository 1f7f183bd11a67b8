"""The same writing where no script runs: plain forms do all of it, and nothing is lost."""

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from portal.accounts.models import User
from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.practitioner import Practitioner

pytestmark = pytest.mark.browser

WORDS = "The tide was far out.\n\nI stayed until the light went. 🌊"
NEWER = "The tide was far out, and I have written it again."


@pytest.fixture
def maren(come: Callable[..., Client], cast: Cast) -> Client:
    """Maren with a browser that runs no scripts."""
    return come(Client, cast.maren, java_script_enabled=False)


def test_everything_about_a_reflection_is_done_with_plain_forms(
    maren: Client, ruth: Practitioner
) -> None:
    maren.begins(WORDS)
    maren.marks("6", "I’d like a reply")
    maren.presses("Save for later")
    maren.is_at("Reflections")
    maren.presses("The tide was far out. I stayed until the light went. 🌊")
    expect(maren.sheet).to_have_value(WORDS)
    maren.keeps()
    maren.shares_with("Ruth")
    ruth.takes_from_the_desk("Maren Aldous")

    maren.presses("Edit as a new version")
    maren.writes(NEWER)
    maren.shares_the_new_version_with("Ruth")
    maren.presses("Take it back")
    maren.sees("Ruth Adeyemi opened it on")
    maren.presses("Take it back")

    maren.sees("Taken back. Only you can see it now.", "Mood 6 of 10", NEWER)


def test_two_windows_that_cross_show_both_texts(maren: Client) -> None:
    maren.begins("The first thought.")
    maren.presses("Save for later")
    maren.presses("The first thought.")
    other = maren.takes_another_tab()
    other.visits(maren.place)
    other.writes("The second thought.")
    other.presses("Save for later")
    other.is_at("Reflections")
    maren.witness.expects(409)

    maren.writes("A third thought.")
    maren.presses("Keep for myself")

    maren.is_at("Two versions of one reflection")
    expect(maren.page.get_by_label("The words you have just sent")).to_have_value(
        "A third thought."
    )
    expect(maren.page.get_by_label("The words that are saved")).to_have_value("The second thought.")
    maren.presses("Go on with the saved words")
    expect(maren.sheet).to_have_value("The second thought.")


def test_a_sign_in_that_was_ended_elsewhere_costs_no_words(
    maren: Client, cast: Cast, session: Session
) -> None:
    maren.begins(WORDS)
    maren.titles_it("Low water")
    maren.marks("6", "I’d like a reply")
    user = session.get_one(User, cast.maren.id)
    user.fs_uniquifier = uuid.uuid4().hex
    session.commit()
    maren.witness.expects(401)

    maren.presses("Keep for myself")
    maren.is_at("Your words are safe")
    expect(maren.sheet).to_have_value(WORDS)
    maren.enters(cast.maren, button="Sign in and go on")
    sends_it_again(maren)

    maren.is_at("Low water")
    maren.sees("Kept. Only you can see it.", "Mood 6 of 10", "I stayed until the light went. 🌊")


def test_a_cookie_that_was_lost_costs_no_words(maren: Client, cast: Cast) -> None:
    maren.begins(WORDS)
    maren.titles_it("Low water")
    maren.page.context.clear_cookies()
    maren.witness.expects(401)

    maren.presses("Keep for myself")
    maren.is_at("Your words are safe")
    maren.enters(cast.maren, button="Sign in and go on")
    sends_it_again(maren)

    maren.is_at("Low water")
    maren.sees("Kept. Only you can see it.", "I stayed until the light went. 🌊")


def test_a_wrong_password_on_the_way_costs_no_words(maren: Client, cast: Cast) -> None:
    maren.begins(WORDS)
    maren.page.context.clear_cookies()
    maren.witness.expects(400, 401)
    maren.presses("Keep for myself")
    maren.is_at("Your words are safe")

    maren.enters(cast.maren, "a password of somebody else", button="Sign in and go on")
    maren.sees("don’t belong together")
    expect(maren.sheet).to_have_value(WORDS)
    maren.enters(cast.maren)
    sends_it_again(maren)

    maren.sees("Kept. Only you can see it.")


def sends_it_again(maren: Client) -> None:
    """Look over the words that came back, and send them."""
    maren.is_at("Your words are safe")
    expect(maren.sheet).to_have_value(WORDS)
    maren.presses("Send it again")
