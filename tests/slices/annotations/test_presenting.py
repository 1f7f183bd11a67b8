"""How a text is set with its notes: their order, a full margin, the place on the desk."""

import uuid
from types import SimpleNamespace
from typing import Any

from portal import clock
from portal.annotations.presenting import choices, place_on_desk, set_text


def note(text: str, quote: str | None, body: str = "Yes.", **more: Any) -> Any:
    """Return something like an annotation on `quote`."""
    start = text.index(quote) if quote and quote in text else None
    facts = {
        "id": uuid.uuid4(),
        "start": start,
        "end": None if start is None or quote is None else start + len(quote),
        "quote": quote,
        "body": body,
        "replies": [],
        "written_at": clock.now(),
    }
    return SimpleNamespace(**{**facts, **more})


def test_notes_are_numbered_in_the_order_of_the_text() -> None:
    text = "One. Two.\n\nThree."
    third, first, whole = note(text, "Three"), note(text, "One"), note(text, None)

    page = set_text(text, [third, whole, first])

    assert page.numbers == {str(first.id): 1, str(third.id): 2}
    assert [one.annotation for one in page.notes] == [first, third, whole]
    assert page.notes[-1].number is None


def test_a_quote_that_is_not_where_it_should_be_is_shown_beside_nothing() -> None:
    text = "One. Two."
    moved = note(text, "Two.", start=0, end=4)
    beyond = note(text, "Two.", end=400)

    page = set_text(text, [moved, beyond])

    assert [one.annotation for one in page.whole] == [moved, beyond]
    assert page.numbers == {}


def test_the_white_space_between_paragraphs_is_kept() -> None:
    page = set_text("\n One.\n\n \nTwo.\n", [])

    assert [row.before for row in page.rows] == ["\n", "\n\n \n"]


def test_a_margin_longer_than_the_text_is_full() -> None:
    short, long = "One sentence.", "A long evening. " * 400

    assert set_text(short, [note(short, "One")]).has_full_margin
    assert not set_text(long, [note(long, "evening")]).has_full_margin
    assert not set_text(short, []).has_full_margin


def test_sentences_are_offered_with_their_number_and_first_words() -> None:
    assert choices(set_text("One day. Another.", [])) == [
        ("0", "1 · One day."),
        ("1", "2 · Another."),
    ]


def test_the_place_on_the_desk_has_neighbours() -> None:
    first, middle, last, other = (uuid.uuid4() for _ in range(4))
    waiting = [first, middle, last]

    assert place_on_desk(waiting, middle).previous == first
    assert place_on_desk(waiting, middle).next == last
    assert place_on_desk(waiting, first).previous is None
    assert place_on_desk(waiting, last).next is None
    assert place_on_desk(waiting, other).number is None
    assert place_on_desk(waiting, other).next == first
    assert place_on_desk([], other).next is None
