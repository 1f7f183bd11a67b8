"""A practitioner makes a report with the client's own sentences, and both hold the same pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import annotation_on, shared_reflection, stored
from tests.journeys.client import Client
from tests.journeys.hands import Hands
from tests.journeys.practitioner import Practitioner

pytestmark = [pytest.mark.browser, pytest.mark.pdf]

ALLOWED = "I walked home the long way. 慢慢来。 It rained, and I did not mind."
HELD_BACK = "This is for the two of us alone."
SUMMARY = "Maren came because the evenings had grown long."


@pytest.fixture
def ground(session: Session, cast: Cast) -> None:
    """Two shared reflections, of which one may be quoted, and a note on it."""
    quotable = shared_reflection(session, cast.maren, body=ALLOWED, is_quotable=True, mood=6)
    annotation_on(session, cast.ruth, quotable, quote="It rained", body="This stayed with me.")
    shared_reflection(session, cast.maren, body=HELD_BACK, mood=3)
    stored(session, quotable)


@pytest.mark.usefixtures("ground")
def test_a_report_is_made_shared_and_the_same_for_both(
    come: Callable[..., Any], cast: Cast, hands: type[Hands], tmp_path: Path
) -> None:
    ruth = come(Practitioner, cast.ruth, hands)
    ruth.begins_a_report_about("Maren Aldous")
    ruth.does_not_see(HELD_BACK)
    ruth.leaves_out("Mood: a sentence, a chart, the values")
    ruth.quotes("It rained, and I did not mind.")
    ruth.summarises(SUMMARY)

    ruth.presses("Save and preview")
    ruth.sees("This is a draft.", SUMMARY, "It rained, and I did not mind.", "This stayed with me.")
    ruth.does_not_see("I walked home the long way.")
    ruth.presses("Finish the report")
    ruth.sees("The report is finished.")
    pages = ruth.downloads(tmp_path)
    again = ruth.downloads(tmp_path)
    ruth.presses("Share with the client")
    ruth.sees("The client can now read and download this report.")

    maren = come(Client, cast.maren, hands)
    maren.sees("A report was shared with you")
    maren.opens("Reports")
    maren.presses("Read it here")
    maren.sees(SUMMARY)
    hers = maren.downloads(tmp_path)
    maren.presses("I have read it")
    maren.sees("Thank you. Your therapist can see that you have read it.")
    assert pages.read_bytes() == again.read_bytes() == hers.read_bytes()
    words = " ".join(page.extract_text() for page in PdfReader(pages).pages)
    assert SUMMARY in " ".join(words.split())
    assert HELD_BACK not in " ".join(words.split())


@pytest.mark.usefixtures("ground")
def test_what_is_wrong_with_a_period_is_said_and_nothing_typed_is_lost(
    ruth: Practitioner,
) -> None:
    ruth.witness.expects(400)
    ruth.begins_a_report_about("Maren Aldous")
    ruth.summarises(SUMMARY)
    ruth.quotes("It rained, and I did not mind.")

    ruth.hands.write("Last day", "2020-01-01")
    ruth.presses("Save and preview")

    expect(ruth.page.get_by_role("alert")).to_be_focused()
    ruth.sees("The last day lies before the first.")
    expect(ruth.hands.field("Summary")).to_have_value(SUMMARY)
    expect(ruth.sentence("It rained, and I did not mind.")).to_be_checked()
