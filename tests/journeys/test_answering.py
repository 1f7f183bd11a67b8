"""Two people over the same words: read, annotated, answered, heard; by mouse and by keys alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from portal.reflections.services import mark_read
from tests.cast import Cast, viewer_of
from tests.factories import annotation_on, shared_reflection, stored
from tests.journeys.client import Client
from tests.journeys.hands import Hands, Keyboard
from tests.journeys.practitioner import Practitioner

pytestmark = pytest.mark.browser

BODY = "I nearly rang her on Sunday. 🌊 I did not. 我想了很久。 In the end I wrote it down here."
PASSAGE = "I did not. 我想了很久。"


def test_maren_answers_a_note_beside_her_words_and_it_comes_to_the_desk(
    come: Callable[..., Any], cast: Cast, session: Session, hands: type[Hands]
) -> None:
    reflection = shared_reflection(session, cast.maren, body=BODY, title="Sunday")
    annotation_on(session, cast.ruth, reflection, quote=PASSAGE, body="What held you back?")
    mark_read(reflection, viewer_of(session, cast.ruth))
    stored(session, reflection)
    maren = come(Client, cast.maren, hands)

    maren.sees("Ruth answered “Sunday”")
    maren.presses("Read what Ruth wrote")
    note = maren.note_of("What held you back?")
    expect(note).to_be_visible()
    expect(maren.page.locator("mark")).to_have_text(["I did not. ", "我想了很久。"])
    maren.writes_back("What held you back?", "I was afraid she would be kind. 🙂", "Ruth")
    maren.opens("Today")

    maren.sees("Nothing is waiting for you.")
    ruth = come(Practitioner, cast.ruth, hands)
    ruth.sees("Answer to your note")
    ruth.takes_from_the_desk("Maren Aldous")
    expect(ruth.note_of("What held you back?")).to_contain_text(
        "I was afraid she would be kind. 🙂"
    )
    ruth.marks_it_as_read()
    ruth.sees("The desk is clear.")
    maren.opens("Reflections")
    maren.presses("Sunday")
    maren.sees("Read on ")


def test_ruth_reads_and_answers_with_the_keys_alone(
    come: Callable[..., Any], cast: Cast, session: Session, maren: Client
) -> None:
    stored(session, shared_reflection(session, cast.maren, body=BODY, title="Sunday"))
    ruth = come(Practitioner, cast.ruth, Keyboard)
    keys = ruth.page.keyboard

    ruth.takes_from_the_desk("Maren Aldous")
    keys.press("j")
    ruth.is_told_aloud("Sentence 1 of 4.")
    keys.press("ArrowDown")
    keys.press("Shift+ArrowDown")
    ruth.is_told_aloud("Sentences 2 to 3 of 4.")
    keys.press("Enter")
    ruth.shares_beside("What held you back?", "Maren")
    ruth.notes_privately("Her sister, again.")
    ruth.marks_it_as_read()

    maren.opens("Feedback")
    maren.presses("to the passage")
    expect(maren.page.locator("mark")).to_have_text(["🌊 I did not. ", "我想了很久。"])
    maren.sees("What held you back?", "Read on ")
    maren.does_not_see("Her sister, again.")


def test_the_key_sheet_opens_and_closes_and_letters_can_be_turned_off(
    come: Callable[..., Any], cast: Cast, session: Session
) -> None:
    stored(session, shared_reflection(session, cast.maren, body=BODY))
    ruth = come(Practitioner, cast.ruth, Keyboard)
    ruth.takes_from_the_desk("Maren Aldous")
    keys, sheet = ruth.page.keyboard, ruth.page.get_by_role("dialog")

    keys.press("?")
    expect(sheet).to_be_visible()
    keys.press("Escape")
    expect(sheet).to_be_hidden()
    ruth.presses("Keys")  # on the way Tab comes by the first sentence
    ruth.hands.tick(sheet.get_by_role("checkbox"), wanted=False)
    ruth.presses("Close", sheet)
    expect(ruth.hands.thing("Keys")).to_be_focused()
    keys.press("j")
    ruth.is_told_aloud("Sentence 1 of 4.")

    ruth.presses("Keys")
    ruth.hands.tick(sheet.get_by_role("checkbox"), wanted=True)
    ruth.presses("Close", sheet)
    keys.press("j")

    ruth.is_told_aloud("Sentence 2 of 4.")
    keys.press("Escape")
    ruth.is_told_aloud("")
