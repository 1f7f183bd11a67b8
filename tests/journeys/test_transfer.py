"""Care goes over: proposed on one side, decided class by class on the other, seen by a third."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.journey.services import set_goal
from tests import factories as make
from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.hands import Hands
from tests.journeys.practitioner import Practitioner

pytestmark = pytest.mark.browser

OLD, NOTE, GOAL = "The tide was far out.", "I read this twice.", "To walk on the wall again"


@pytest.fixture
def a_year_together(app: Flask, cast: Cast) -> None:
    """Let Maren and Ruth have written to each other."""
    with app.app_context(), portal_itself(request_session(), "tests"):
        session, maren = request_session(), cast.maren
        shared = make.shared_reflection(session, maren, body=OLD, title="Low water")
        make.annotation_on(session, cast.ruth, shared, body=NOTE)
        set_goal(session, practice_id=maren.practice_id, client_id=maren.id, words=GOAL)
        session.commit()


@pytest.mark.usefixtures("a_year_together")
def test_a_client_goes_on_with_somebody_new_and_chooses_what_comes_along(
    cast: Cast, come: Callable[..., Any], hands: type[Hands]
) -> None:
    ruth = come(Practitioner, cast.ruth, hands)
    ruth.opens("Caseload")
    ruth.presses("Maren Aldous")
    ruth.presses("Transfer to a colleague")
    ruth.hands.choose(ruth.page.get_by_role("radio", name="Tobias Lindqvist"))
    ruth.presses("Ask your client")
    ruth.sees("Proposed, and not answered yet")

    maren = come(Client, cast.maren, hands)
    maren.sees("Ruth suggests that you go on with Tobias Lindqvist")
    maren.presses("Read what it would mean")
    for part in ("Reflections you have shared", "Your goals"):
        maren.hands.tick(maren.page.get_by_role("checkbox", name=part))
    maren.presses("Yes, go on with Tobias")
    maren.sees("you go on with your new therapist from now on.")
    maren.sees("Your care with Ruth here ended")

    tobias = come(Practitioner, cast.tobias, hands)
    tobias.sees("Maren Aldous came over to you from Ruth Adeyemi")
    tobias.opens("Caseload")
    tobias.presses("Maren Aldous")
    tobias.sees("Low water", GOAL)
    tobias.presses("Low water")
    tobias.sees(OLD)
    tobias.does_not_see(NOTE)
    ruth.opens("Desk")
    ruth.sees("A client of yours went over to Tobias Lindqvist")
    ruth.does_not_see("Maren")
