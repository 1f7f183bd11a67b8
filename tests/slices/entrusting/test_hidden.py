"""Hiding a name: whole words, however they are written, and nothing else of the text."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.entrusting.hidden import hidden

INSTEAD = "[x]"
NAMES = ("Maren Aldous", "maren@example.org")
WORDS = st.text(st.characters(whitelist_categories=("L",)), min_size=2, max_size=12)
BETWEEN = st.sampled_from([" ", ", ", "\n\n", "’s ", "! ", " – ", "."])


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("Maren said so.", "[x] said so."),
        ("MAREN, maren and Maren’s", "[x], [x] and [x]’s"),
        ("It was Maren  Aldous herself.", "It was [x] herself."),
        ("Maren\nAldous", "[x]"),
        ("Write to maren@example.org today", "Write to [x] today"),
        ("Marenka and Aldousian stay", "Marenka and Aldousian stay"),
        ("summaren", "summaren"),
        ("Nobody.", "Nobody."),
        ("", ""),
    ],
)
def test_whole_words_are_hidden_and_no_others(text: str, then: str) -> None:
    assert hidden(text, NAMES, INSTEAD) == then


def test_an_accent_may_be_written_in_two_ways() -> None:
    composed, apart = "Zoë was here", unicodedata.normalize("NFD", "Zoë was here")

    assert hidden(composed, [unicodedata.normalize("NFD", "Zoë")], INSTEAD) == "[x] was here"
    assert hidden(apart, ["Zoë"], INSTEAD) == "[x] was here"


def test_a_double_name_is_hidden_in_parts_and_an_initial_is_not_looked_for() -> None:
    assert hidden("Anna rang. A man too. Lee-Ann?", ["Anna-Lee A. Bo"], INSTEAD) == (
        "[x] rang. A man too. [x]-Ann?"
    )


def test_marks_of_patterns_in_a_name_are_only_letters() -> None:
    assert hidden("a.*b and axxb", ["a.*b"], INSTEAD) == "[x] and axxb"


@given(name=WORDS, before=WORDS, after=WORDS, gap=BETWEEN)
def test_no_whole_word_of_a_name_is_left(name: str, before: str, after: str, gap: str) -> None:
    shown = hidden(f"{before}{gap}{name}{gap}{after}", [name], INSTEAD)

    alone = re.compile(rf"(?<!\w){re.escape(unicodedata.normalize('NFC', name))}(?!\w)", re.I)
    assert not alone.search(shown.replace(INSTEAD, " "))
    assert INSTEAD in shown


@given(text=st.text(st.characters(whitelist_categories=("L", "Zs", "Po")), max_size=60), name=WORDS)
def test_what_is_not_the_name_stays_as_it_was(text: str, name: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    wanted = unicodedata.normalize("NFC", name)

    shown = hidden(text, [name], INSTEAD)

    if not re.search(re.escape(wanted), composed, re.IGNORECASE):
        assert shown == composed


@given(text=st.text(max_size=60), name=WORDS)
def test_hiding_twice_hides_no_more(text: str, name: str) -> None:
    once = hidden(text, [name], "§")

    assert hidden(once, [name], "§") == once
