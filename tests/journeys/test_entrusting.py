"""Standing in for one another: supervision without a name, and a file opened in an emergency."""

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests import factories as make
from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.people import Guest
from tests.journeys.practitioner import Practitioner

pytestmark = pytest.mark.browser

Come = Callable[..., Guest]
BODY = "I told Maren's mirror to stay.\n\nMy brother Joss laughed. Nobody else heard it."


@pytest.fixture
def shared(session: Session, cast: Cast) -> uuid.UUID:
    """Maren shared a reflection with her own name and another's in it."""
    made = make.shared_reflection(session, cast.maren, body=BODY, title="The mirror").id
    session.commit()
    return made


def test_sentences_for_supervision_are_seen_before_and_read_after_without_a_name(
    come: Come, cast: Cast, shared: uuid.UUID, ruth: Practitioner
) -> None:
    ruth.visits(f"/practice/reflections/{shared}")
    ruth.presses("Share for supervision")
    ruth.is_at("Share for supervision")
    for sentence in ("1 · I told Maren", "3 · Nobody else"):
        ruth.page.get_by_label(sentence).check()
    ruth.page.get_by_label("Vera Lindahl").check()
    ruth.hands.write("What you would like to look at", "Is there shame in this?")
    ruth.presses("See what they will see")
    ruth.sees("This is what Vera Lindahl will see", "I told [the client]'s mirror to stay.")
    ruth.does_not_see("Joss")
    ruth.presses("Share this for 30 days")
    ruth.sees("Shared. You can take it back at any time, on this page.")

    vera = come(Guest, cast.vera)
    vera.comes_to("/practice/supervision")
    vera.presses("A client of Ruth Adeyemi")
    vera.sees("I told [the client]'s mirror to stay.", "Is there shame in this?")
    vera.does_not_see("Maren")
    vera.does_not_see("Joss")
    address = vera.place

    ruth.presses("Take it back")
    ruth.sees("Nothing of this reflection.")
    vera.witness.expects(404)
    vera.visits(address)
    vera.does_not_see("mirror")


def test_an_emergency_is_asked_for_shown_on_every_page_and_told(
    come: Come, cast: Cast, shared: uuid.UUID
) -> None:
    tobias = come(Practitioner, cast.tobias)
    tobias.opens("Practice")
    tobias.presses("Open a file in an emergency")
    tobias.hands.write("Their name or email address", "Maren Aldous")
    tobias.hands.write("Why now", "Her sister rang: nobody has seen her since noon.")
    tobias.presses("Open this file for an hour")
    tobias.is_at("Maren Aldous")
    tobias.sees("Emergency access until")

    tobias.presses("The mirror")
    tobias.sees("Emergency access until", "My brother Joss laughed.")
    expect(tobias.page.get_by_role("button", name="Mark as read")).to_have_count(0)
    expect(tobias.page.locator("textarea")).to_have_count(0)
    tobias.presses("Close it now")
    tobias.sees("The file is closed again.")
    tobias.does_not_see("Emergency access until")

    maren = come(Client, cast.maren)
    maren.opens("Privacy")
    maren.sees(
        "Tobias Lindqvist opened your file in an emergency",
        "Tobias Lindqvist opened a reflection",
    )
