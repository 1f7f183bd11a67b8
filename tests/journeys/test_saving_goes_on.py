"""What goes wrong between the page and the server while somebody writes, and how saving goes on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.people import Guest

pytestmark = pytest.mark.browser

BEGUN = "The tide was far out."


@pytest.fixture
def writer(maren: Client) -> Client:
    """Maren, whose first sentence is saved."""
    maren.visits("/my/write")
    maren.sheet.fill(BEGUN)
    maren.is_told("Saved at")
    return maren


def types(writer: Client, words: str) -> None:
    """Type on, at the end of what is there."""
    writer.sheet.press_sequentially(words)


def test_an_answer_lost_on_the_way_is_not_taken_for_another_window(writer: Client) -> None:
    writer.witness.expects("net::ERR_FAILED", 409)
    answers: list[Route] = []

    def lose_the_first(route: Route) -> None:
        answers.append(route)
        if len(answers) == 1:
            route.fetch()  # it arrives and is saved; only the answer does not come back
            route.abort()
        else:
            route.continue_()

    writer.page.route("**/edit", lose_the_first)
    types(writer, " I stayed")
    writer.is_told("Not connected.")
    types(writer, " on the wall.")

    writer.is_told("Saved at")
    writer.takes_another_tab().finds(writer.place, f"{BEGUN} I stayed on the wall.")


def test_words_are_never_saved_under_somebody_elses_name(writer: Client, cast: Cast) -> None:
    writer.witness.expects(400)
    other = writer.takes_another_tab()
    other.visits("/my/today")
    other.signs_out()
    Guest(other.hands, other.witness).signs_in(cast.idris)

    types(writer, " Only mine.")

    writer.is_told("Somebody else is signed in in this browser.")
    expect(writer.sheet).to_have_value(f"{BEGUN} Only mine.")
    other.visits("/my/reflections")
    other.sees("Nothing is written here yet.")


def test_what_was_thrown_away_elsewhere_but_written_on_begins_anew(writer: Client) -> None:
    writer.witness.expects(404)
    other = writer.takes_another_tab()
    other.visits(writer.place)
    other.presses("Throw this draft away")
    other.presses("Throw it away")
    other.sees("The draft is gone.")

    with writer.page.expect_response("**/my/reflections"):
        types(writer, " Written on.")

    writer.is_told("Saved at")
    other.visits("/my/reflections")
    other.sees(f"{BEGUN} Written on.")


def test_a_button_pressed_while_a_save_is_under_way_does_not_cross_it(writer: Client) -> None:
    waiting: list[Route] = []
    writer.page.route(
        "**/edit",
        lambda route: route.continue_() if waiting else waiting.append(route),
    )
    with writer.page.expect_request("**/edit"):
        types(writer, " I stayed.")

    writer.presses("Keep for myself")
    waiting[0].continue_()

    writer.sees("Kept. Only you can see it.", f"{BEGUN} I stayed.")


def test_saving_leaves_the_caret_where_it_is(writer: Client) -> None:
    writer.sheet.press("Home")
    types(writer, "Low water. ")
    with writer.page.expect_response("**/edit"):
        pass

    types(writer, "Grey. ")

    expect(writer.sheet).to_have_value(f"Low water. Grey. {BEGUN}")


def test_leaving_with_unsaved_words_asks_first_but_leaving_quickly_never(
    writer: Client, come: Callable[..., Client]
) -> None:
    asked: list[str] = []
    writer.page.on("dialog", lambda warning: (asked.append(warning.type), warning.accept()))
    writer.page.route("**/leave", lambda route: route.fulfill(body="Elsewhere"))
    types(writer, " Unsaved.")
    writer.page.reload()
    assert asked == ["beforeunload"]

    types(writer, " Unsaved again.")
    writer.presses("Leave quickly")

    expect(writer.page.get_by_text("Elsewhere")).to_be_visible()
    assert asked == ["beforeunload"]
