"""Answering a measure in a browser: a page at a time by any hands, without a script, and saved."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, expect

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.measures.models import Showing
from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.hands import Hands, Keyboard
from tests.journeys.looking import Looks
from tests.slices.measures.arranging import asked

pytestmark = pytest.mark.browser

Come = Callable[..., Client]
GAD_7, PHQ_9 = "gad-7", "phq-9"


@pytest.fixture
def measures(app: Flask, cast: Cast) -> dict[str, str]:
    """Let Ruth have asked Maren for two, and return where each begins."""
    with app.app_context(), portal_itself(request_session(), "tests"):
        found = {
            slug: asked(request_session(), cast.maren, cast.ruth, slug, scores=Showing.AT_ONCE)
            for slug in (GAD_7, PHQ_9)
        }
        request_session().commit()
        return {slug: f"/my/measures/{one.id}" for slug, one in found.items()}


def radio(maren: Client, name: str, group: str = "") -> Locator:
    """Return a choice by its words, in the group of that question."""
    where = maren.page.get_by_role("group", name=group) if group else maren.page
    return where.get_by_role("radio", name=name, exact=True)


def test_a_question_a_page_back_looked_over_sent_and_the_score_there_at_once(
    come: Come, cast: Cast, hands: type[Hands], measures: dict[str, str]
) -> None:
    maren = come(Client, cast.maren, hands)
    maren.visits(measures[GAD_7])
    maren.presses("Begin")

    for number in range(1, 8):
        maren.is_at(f"Question {number} of 7")
        maren.sees("Over the last 2 weeks, how often have you been bothered")
        if number != 4:
            maren.hands.choose(radio(maren, "Several days"))
        maren.presses("Next" if number < 7 else "Look it over")
    maren.sees("One question is open, and may stay so.")
    maren.presses(maren.page.get_by_role("button", name=re.compile("Trouble relaxing")))
    maren.hands.choose(radio(maren, "Nearly every day"))
    maren.presses("Back")
    maren.is_at("Question 3 of 7")
    expect(radio(maren, "Several days")).to_be_checked()
    maren.visits(maren.place.replace("questions", "look-over"))
    maren.hands.write("Anything you would like to say about it", "The fourth was the week.")
    maren.sees("Your therapist suggests: as soon as you have sent your answers. You decide")
    maren.hands.choose(radio(maren, "As soon as I have sent my answers"))
    maren.presses("Send to your therapist")

    maren.sees("was 9, on a scale from 0 to 21.", "The fourth was the week.")
    maren.does_not_see("%", "mild", "moderate")


def test_without_a_script_each_button_keeps_what_was_chosen(
    come: Come, cast: Cast, measures: dict[str, str]
) -> None:
    maren = come(Client, cast.maren, java_script_enabled=False)
    maren.visits(measures[PHQ_9])
    maren.presses("Begin")
    maren.hands.choose(radio(maren, "Several days"))
    maren.presses("All on one page")
    maren.is_at("All questions")
    maren.hands.choose(radio(maren, "This question doesn’t fit me", "Feeling tired"))
    maren.presses("Go on another time")
    maren.sees("Your answers are kept. Go on whenever it suits you.")
    maren.visits("/my/today")
    maren.presses("Have a look")

    maren.presses("Go on with it: PHQ-9")
    maren.sees("Answered so far: two of ten questions.")
    expect(radio(maren, "Several days", "Little interest")).to_be_checked()
    maren.hands.choose(radio(maren, "Several days", "Thoughts that you would be better off"))
    maren.presses("Look it over")
    maren.is_at("Thank you for saying so")


@pytest.mark.parametrize("scripts", [True, False], ids=["", "no scripts"])
def test_who_was_signed_out_signs_in_and_is_back_at_the_next_question(
    come: Come, cast: Cast, measures: dict[str, str], scripts: bool
) -> None:
    maren = come(Client, cast.maren, java_script_enabled=scripts)
    maren.visits(measures[GAD_7])
    maren.presses("Begin")
    maren.is_at("Question 1 of 7")
    maren.page.context.clear_cookies()
    maren.witness.expects(*{401} | ({400} if scripts else set()))  # the script tries first

    maren.hands.choose(radio(maren, "Several days"))
    maren.presses("Next")
    maren.is_at("Please sign in again")
    maren.enters(cast.maren, button="Sign in and go on")
    if not scripts:
        maren.presses("Go on")

    maren.is_at("Question 2 of 7")
    maren.presses("Back")
    expect(radio(maren, "Several days")).to_be_checked()


def test_answers_are_saved_as_they_are_chosen_and_somebody_is_told_at_once(
    come: Come, cast: Cast, measures: dict[str, str], looks: Looks
) -> None:
    maren = come(Client, cast.maren)
    maren.visits(measures[PHQ_9])
    maren.hands.choose(radio(maren, "All on one page"))
    maren.presses("Begin")
    maren.is_at("All questions")
    maren.hands.choose(radio(maren, "Nearly every day", "Thoughts that you would be better off"))
    maren.page.keyboard.press("Tab")
    expect(maren.page.locator("#saved")).to_contain_text("Saved:")
    maren.sees("Thank you for saying that", "Nobody reads this at this moment")
    looks(maren, "all questions, and somebody was told")
    page = maren.place
    maren.visits(page)
    expect(radio(maren, "Nearly every day", "Thoughts that you would")).to_be_checked()

    maren.presses("Here is who can help now, and what happens next.")
    maren.is_at("Thank you for saying so")
    maren.presses("Go on where you were")
    maren.is_at("All questions")
    other = maren.takes_another_tab()
    other.visits(page)
    other.hands.choose(radio(other, "Several days", "Poor appetite"))
    other.presses("Go on another time")
    maren.witness.expects(409)
    maren.hands.choose(radio(maren, "Not at all", "Poor appetite"))
    expect(maren.page.locator("#saved")).to_contain_text("Another window saved other answers.")
    maren.presses("Look it over")
    maren.is_at("Two answers to one question")
    looks(maren, "two answers to one question")
    maren.presses("Go on with these")
    maren.is_at("Look it over")
    maren.sees("Not at all")


def test_answers_are_looked_round_by_keyboard_and_wait_on_the_page_for_a_connection(
    come: Come, cast: Cast, measures: dict[str, str]
) -> None:
    maren = come(Client, cast.maren, Keyboard)
    maren.visits(measures[PHQ_9])
    maren.hands.choose(radio(maren, "All on one page"))
    maren.presses("Begin")
    maren.hands.choose(radio(maren, "Not at all", "Thoughts that you would be better off"))
    maren.page.keyboard.press("ArrowDown")
    maren.page.wait_for_timeout(3000)  # longer than any other answer waits to be saved
    expect(maren.page.locator("#saved")).not_to_contain_text("Saved:")
    maren.page.keyboard.press("ArrowUp")
    maren.page.keyboard.press("Tab")
    expect(maren.page.locator("#saved")).to_contain_text("Saved:")
    expect(maren.page.get_by_role("heading", name="Thank you for saying that")).to_have_count(0)

    maren.witness.expects("net::ERR_INTERNET_DISCONNECTED")
    maren.page.context.set_offline(True)
    maren.hands.choose(radio(maren, "Several days", "Thoughts that you would be better off"))
    maren.presses("Look it over")
    maren.sees("There is no connection. Your answers stay here", "nobody here knows of it yet")
    expect(radio(maren, "Several days", "Thoughts that you would be")).to_be_checked()
    notice = maren.page.get_by_role("heading", name="Thank you for saying that").bounding_box()
    group = maren.page.locator("#answer-9").bounding_box()
    assert notice
    assert group
    assert 0 <= notice["y"] - group["y"] - group["height"] < 100

    maren.page.context.set_offline(False)
    maren.presses("Look it over")
    maren.is_at("Thank you for saying so")

    maren.page.context.set_offline(True)
    maren.presses("Say when and how")
    maren.hands.write("When and how you can be reached", "After six")
    maren.presses("Ask my therapist to call me")
    maren.sees("There is no connection. Your words stay here")
    maren.page.context.set_offline(False)
    maren.presses("Ask my therapist to call me")
    maren.sees("You asked to be called.")
