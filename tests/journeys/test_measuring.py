"""A measure from both sides: asked for, answered, talked about; and one that two people word."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.hands import Hands
from tests.journeys.practitioner import Practitioner
from tests.slices.measures.arranging import answered, asked, summing_to

pytestmark = pytest.mark.browser

LINE = "I could be at the table"


@pytest.fixture
def a_first_score(app: Flask, cast: Cast) -> None:
    """Let Maren have answered the PHQ-9 two weeks ago, with 3."""
    with app.app_context(), portal_itself(request_session(), "tests"):
        assignment = asked(request_session(), cast.maren, cast.ruth, weeks_ago=2)
        answered(request_session(), assignment, summing_to(3), weeks_ago=2)
        request_session().commit()


@pytest.mark.usefixtures("a_first_score")
def test_a_score_that_rose_is_worth_a_conversation_and_then_put_aside(
    cast: Cast, come: Callable[..., Any]
) -> None:
    maren = come(Client, cast.maren)
    maren.visits("/my/measures")
    maren.presses("Have a look: PHQ-9")
    maren.hands.choose(maren.page.get_by_role("radio", name="All on one page"))
    maren.presses("Begin")
    for number, value in enumerate((2, 1, 1, 1, 1, 1, 1, 1, 0), 1):
        chosen = f"input[name='answer-{number}'][value='{value}']"
        maren.hands.choose(maren.page.locator(chosen))
    maren.presses("Look it over")
    maren.presses("Send to your therapist")
    maren.does_not_see("Worth a conversation")

    ruth = come(Practitioner, cast.ruth)
    ruth.opens("Caseload")
    ruth.presses("Maren Aldous")
    ruth.presses("Scores, and what is asked")
    ruth.sees("PHQ-9 is 6 points higher than on", "Worth a conversation")
    ruth.presses("Put it aside")
    ruth.hands.write("Why you put it aside", "We spoke of it on Tuesday.")
    ruth.presses(ruth.page.get_by_role("button", name="Put it aside"))
    ruth.sees("Put aside. It comes back only if another score brings it up.")
    ruth.does_not_see("PHQ-9 is 6 points higher than on")
    ruth.presses("The whole course of PHQ-9")
    ruth.sees("It rose by 6 points", "Scores, the newest first.")
    ruth.presses(ruth.page.get_by_role("button", name="We looked at this together").first)
    ruth.sees("Noted. Your client sees this score from now on.")
    ruth.presses(ruth.page.get_by_role("link", name="The answers").first)
    ruth.sees("Several days")

    maren.visits("/my/measures")
    maren.does_not_see("Worth a conversation", "We spoke of it on Tuesday.")


def test_a_measure_is_worded_by_the_two_and_asked(
    cast: Cast, come: Callable[..., Any], hands: type[Hands]
) -> None:
    maren = come(Client, cast.maren, hands)
    maren.visits("/my/measures")
    maren.presses("Lines in your own words")
    maren.hands.write("What is it about?", "Evenings")
    maren.hands.write("The first line", LINE)
    maren.hands.write("What 0 stands for", "never")
    maren.hands.write("What 10 stands for", "every evening")
    maren.presses("Propose these words")
    maren.sees("Waits for your therapist")

    ruth = come(Practitioner, cast.ruth, hands)
    ruth.visits(f"/practice/clients/{cast.maren.id}/measures")
    ruth.presses("Evenings")
    ruth.sees(LINE)
    ruth.presses("Agree to these words")
    ruth.sees("Agreed. It can be asked from now on.")
    ruth.presses("Ask for a measure")
    ruth.hands.choose(ruth.page.get_by_role("radio", name="Evenings"))
    ruth.hands.choose(ruth.page.get_by_role("radio", name="Once", exact=True))
    ruth.presses("Ask for it")
    ruth.sees("Your client finds it on their pages from that day on.")

    maren.visits("/my/measures")
    maren.sees("Evenings")
