"""A practitioner chooses the exact words, in every way there is; the client finds the answer."""

import random
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.annotations.models import Annotation
from tests import factories as make
from tests.cast import Cast
from tests.journeys.practitioner import Practitioner

pytestmark = pytest.mark.browser

SitDown = Callable[..., Page]

TEXT = (
    "The tide was far out 😀. I stayed on the wall 👨‍👩‍👧 until the light went.\n\n"
    "Nobody hurried me. 慢慢来，不着急。 Café, cafe\u0301.\n"
    "في المساء كتبت هذا. ثم نمت جيدا.\n \n"
    "Then I went home. It was colder than I had thought it would be."
)

SELECT = """([node, from, other, to]) => {
    const pieces = document.querySelectorAll("[data-start]");
    document.getSelection().setBaseAndExtent(
        pieces[node].firstChild, from, pieces[other].firstChild, to);
}"""
WORDS = "() => [...document.querySelectorAll('[data-start]')].map((one) => one.textContent)"
STARTS = "() => [...document.querySelectorAll('[data-start]')].map((one) => +one.dataset.start)"
PASSAGE = """async () => {
    const { passageOf } = await import("/static/js/selection.js");
    const found = passageOf(
        document.querySelector("[data-text]"), document.getSelection().getRangeAt(0));
    return found && { ...found, sentence: null };
}"""


@pytest.fixture
def shared(session: Session, cast: Cast) -> uuid.UUID:
    """Maren shared TEXT, and Ruth wrote two overlapping notes on it."""
    reflection = make.shared_reflection(session, cast.maren, body=TEXT, title="Tide")
    make.annotation_on(session, cast.ruth, reflection, quote="on the wall 👨‍👩‍👧")
    make.annotation_on(session, cast.ruth, reflection, quote="the wall 👨‍👩‍👧 until")
    made = reflection.id
    session.commit()
    return made


def stored(reflection_id: uuid.UUID) -> str:
    """Return where Ruth reads it."""
    return f"/practice/reflections/{reflection_id}"


def newest(session: Session) -> Annotation:
    """Return the annotation written last."""
    session.rollback()
    found = session.scalars(select(Annotation).order_by(Annotation.written_at.desc())).first()
    assert found is not None
    return found


def select_words(page: Page, quote: str) -> None:
    """Select `quote`, which lies in one piece of the text, as a mouse or a finger would."""
    words = page.evaluate(WORDS)
    piece = next(at for at, one in enumerate(words) if quote in one)
    before, units = words[piece].split(quote)[0], len(quote.encode("utf-16-le")) // 2
    start = len(before.encode("utf-16-le")) // 2
    page.evaluate(SELECT, [piece, start, piece, start + units])


def test_any_selection_is_counted_in_code_points_of_the_text(
    sit_down: SitDown, cast: Cast, session: Session, shared: uuid.UUID
) -> None:
    page = sit_down(cast.ruth)
    page.goto(stored(shared))
    body = make.Writing.of(TEXT).body
    words, starts = page.evaluate(WORDS), page.evaluate(STARTS)
    chance, looked_at = random.Random(7), 0

    for _ in range(120):
        node, other = sorted(chance.choices(range(len(words)), k=2))
        units = [words[at].encode("utf-16-le") for at in (node, other)]
        start = chance.randint(0, len(units[0]) // 2)
        end = chance.randint(start if node == other else 0, len(units[1]) // 2)
        page.evaluate(SELECT, [node, start, other, end])
        first = starts[node] + len(units[0][: start * 2].decode("utf-16-le", "ignore"))
        last = starts[other] + points_outward(units[1], end)
        found: Any = page.evaluate(PASSAGE)

        if not body[first:last].strip():
            assert found is None
            continue
        looked_at += 1
        assert found["quote"].strip() == body[first:last].strip()
        assert found["quote"] == body[found["start"] : found["end"]]
        assert body[: found["start"]].endswith(found["prefix"])
        assert body[found["end"] :].startswith(found["suffix"])
        assert found["start"] == first or not body[first : found["start"]].strip()

    assert looked_at > 60


def points_outward(units: bytes, end: int) -> int:
    """Return how many code points lie before unit `end`; a half pair counts as a whole one."""
    cut = units[: end * 2]
    return len(cut.decode("utf-16-le", "ignore")) + (
        len(cut) >= 2 and 0xD8 <= cut[-1] <= 0xDB  # the last unit is the first half of a pair
    )


@pytest.mark.parametrize("quote", ["慢慢来", "😀", "كتبت هذا", "colder than"])
def test_words_selected_with_the_mouse_are_answered(
    sit_down: SitDown, cast: Cast, session: Session, shared: uuid.UUID, quote: str
) -> None:
    page = sit_down(cast.ruth)
    page.goto(stored(shared))

    select_words(page, quote)
    page.get_by_role("button", name="Annotate these words").click()
    expect(page.locator("[data-quoted]")).to_have_text(quote)
    page.get_by_label("Write in the margin").fill("I read this twice.")
    page.get_by_role("button", name="Share with Maren").last.click()

    expect(page.locator("mark", has_text=quote)).to_be_visible()
    assert newest(session).quote == quote


def test_words_are_chosen_with_a_finger(
    sit_down: SitDown, cast: Cast, session: Session, shared: uuid.UUID
) -> None:
    page = sit_down(cast.ruth, has_touch=True, viewport={"width": 360, "height": 740})
    page.goto(stored(shared))

    select_words(page, "colder than")
    page.get_by_role("button", name="Annotate these words").tap()
    page.get_by_label("Write in the margin").fill("On a small screen.")
    page.get_by_role("button", name="Share with Maren").filter(visible=True).first.tap()

    expect(page.locator("mark", has_text="colder than")).to_be_visible()
    assert newest(session).body == "On a small screen."


def test_everything_is_done_without_a_mouse(
    sit_down: SitDown, cast: Cast, session: Session, shared: uuid.UUID
) -> None:
    page = sit_down(cast.ruth)
    page.goto(stored(shared))
    keys = page.keyboard

    keys.press("j")
    keys.press("j")
    keys.press("ArrowDown")
    expect(page.locator(":focus")).to_have_text("Nobody hurried me. ")
    expect(page.locator("[data-announce]")).to_have_text("Sentence 3 of 9.")
    keys.press("Shift+J")
    expect(page.locator("[data-announce]")).to_have_text("Sentences 3 to 4 of 9.")
    keys.press("Enter")
    expect(page.get_by_label("Write in the margin")).to_be_focused()
    keys.type("Slowly, yes.")
    keys.press("Tab")
    keys.press("Enter")

    expect(page.locator(".note__words", has_text="Slowly, yes.")).to_be_visible()
    assert newest(session).quote == "Nobody hurried me. 慢慢来，不着急。"


def test_letters_can_be_turned_off_and_arrows_stay(
    sit_down: SitDown, cast: Cast, shared: uuid.UUID
) -> None:
    page = sit_down(cast.ruth)
    page.goto(stored(shared))

    page.keyboard.press("?")
    page.get_by_label("Use single letters as keys").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    expect(page.locator(".sentence--here")).to_have_count(0)
    page.locator("[data-sentence='0']").focus()
    page.keyboard.press("ArrowDown")

    expect(page.locator(".sentence--here")).to_have_attribute("data-sentence", "1")


def test_letters_in_a_field_are_letters(sit_down: SitDown, cast: Cast, shared: uuid.UUID) -> None:
    page = sit_down(cast.ruth)
    page.goto(stored(shared))

    page.keyboard.press("r")
    page.keyboard.type("jar and n?")

    expect(page.get_by_label("Write in the margin")).to_have_value("jar and n?")
    expect(page.locator(".sentence--here")).to_have_count(0)


def test_the_whole_is_answered_after_a_change_of_mind(
    sit_down: SitDown, cast: Cast, session: Session, shared: uuid.UUID
) -> None:
    page = sit_down(cast.ruth)
    page.goto(stored(shared))

    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.type("Thank you for this.")
    page.get_by_role("button", name="About the whole instead").click()
    page.get_by_role("button", name="Share with Maren").last.click()

    expect(page.get_by_role("note", name="Note on the whole")).to_be_visible()
    assert (newest(session).quote, newest(session).body) == (None, "Thank you for this.")


def test_a_note_for_oneself_takes_the_words_to_the_slip(
    sit_down: SitDown, cast: Cast, session: Session, shared: uuid.UUID
) -> None:
    page = sit_down(cast.ruth)
    page.goto(stored(shared))

    select_words(page, "colder than")
    page.get_by_role("button", name="Note for myself").click()
    page.keyboard.type("My own winter.")
    page.get_by_role("button", name="Keep to myself").click()

    slip = page.get_by_role("region", name="Only you")
    expect(slip).to_contain_text("On colder than")
    expect(slip).to_contain_text("My own winter.")
    assert newest(session).body != "My own winter."


def test_without_a_script_sentences_are_chosen_from_a_list(
    sit_down: SitDown, cast: Cast, session: Session, shared: uuid.UUID
) -> None:
    page = sit_down(cast.ruth, java_script_enabled=False)
    page.goto(stored(shared))

    page.get_by_text("Choose sentences from a list").click()
    page.get_by_label("From sentence").select_option(index=3)
    page.get_by_label("to sentence").select_option(index=4)
    page.get_by_label("Write in the margin").fill("These two belong together.")
    page.locator("[data-composer]").get_by_role("button", name="Share with Maren").click()

    expect(page.locator(".note__words", has_text="These two belong together.")).to_be_visible()
    assert newest(session).quote == "Nobody hurried me. 慢慢来，不着急。"


def test_the_list_works_beside_the_script(
    sit_down: SitDown, cast: Cast, session: Session, shared: uuid.UUID
) -> None:
    page = sit_down(cast.ruth)
    page.goto(stored(shared))

    select_words(page, "colder than")
    page.get_by_role("button", name="Annotate these words").click()
    page.get_by_text("Choose sentences from a list").click()
    page.get_by_label("From sentence").select_option(index=3)
    expect(page.locator("[data-quoted]")).to_have_text("Nobody hurried me.")
    page.get_by_label("Write in the margin").fill("This one.")
    page.locator("[data-composer]").get_by_role("button", name="Share with Maren").click()

    expect(page.locator(".note__words", has_text="This one.")).to_be_visible()
    assert newest(session).quote == "Nobody hurried me."


def test_words_that_were_refused_come_back_beside_their_passage(
    ruth: Practitioner, shared: uuid.UUID
) -> None:
    ruth.witness.expects(400)
    ruth.visits(stored(shared))
    page = ruth.page
    select_words(page, "colder than")
    page.get_by_role("button", name="Annotate these words").click()
    page.get_by_label("Write in the margin").fill("x" * 10_001)
    page.locator("[data-composer]").get_by_role("button", name="Share with Maren").click()
    expect(page.get_by_text("Please look at this again")).to_be_visible()

    expect(page.locator(".row .composer [data-quoted]")).to_have_text("colder than")
    expect(page.get_by_label("Write in the margin")).to_have_value("x" * 10_001)


def test_the_client_opens_it_writes_back_and_nothing_is_new_any_more(
    sit_down: SitDown, cast: Cast, session: Session, shared: uuid.UUID
) -> None:
    page = sit_down(cast.maren)

    with page.expect_request("**/seen"):
        page.goto(f"/my/reflections/{shared}")
    expect(page.get_by_role("button", name="I have read these notes")).to_be_hidden()
    note = page.get_by_role("note", name="Note 1")
    note.get_by_text("Write back", exact=True).click()
    note.get_by_label("Write back to Ruth").fill("It was quiet there.")
    note.get_by_role("button", name="Send to Ruth").click()

    expect(page.locator(".note__answer")).to_contain_text("It was quiet there.")
    page.goto("/my/feedback")
    expect(page.get_by_text("new", exact=True)).to_have_count(0)
    session.rollback()
    assert all(one.seen_at for one in session.scalars(select(Annotation)))
