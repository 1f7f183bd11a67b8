"""What a person wrote, as text."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reflections.words import (
    NothingWritten,
    TooLong,
    UnreadableText,
    body_of_note,
    canonical,
    first_words,
    is_border,
    paragraphs,
    reading_seconds,
    sentences,
)

PROSE = st.text(
    st.sampled_from("ab Z.!?…。！」’) \n\t1,éé👩\u200d👧🇳🇴\ufe0f字؟م"), max_size=120
).map(canonical)


def pieces(text: str) -> list[str]:
    return [text[span.start : span.end].strip() for span in sentences(text)]


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("Cafe\u0301", "Café"),
        ("  kept  \n\n", "  kept  \n\n"),
        ("", ""),
    ],
)
def test_text_is_stored_with_plain_line_ends_in_nfc_and_untrimmed(given_text, stored):
    assert canonical(given_text) == stored


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d", "other half \ude00"])
def test_text_that_cannot_be_stored_is_refused(text):
    with pytest.raises(UnreadableText):
        canonical(text)


@given(st.text())
def test_the_stored_form_of_the_stored_form_is_itself(text):
    once = canonical(text.replace("\0", ""))

    assert canonical(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_paragraphs_stand_between_blank_lines():
    text = "\n\n  one\nstill one\n \t\ntwo\n\n\n"

    assert [text[p.start : p.end] for p in paragraphs(text)] == ["  one\nstill one", "two"]


def test_empty_text_has_no_paragraph_and_no_sentence():
    assert paragraphs(" \n\n ") == ()
    assert sentences(" \n\n ") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I slept. Then I woke.", ["I slept.", "Then I woke."]),
        ("Dr. Lind rang. I let it ring.", ["Dr. Lind rang.", "I let it ring."]),
        ("At 5 p.m. we left. Late.", ["At 5 p.m. we left.", "Late."]),
        ("Home at 5 p.m. I slept.", ["Home at 5 p.m.", "I slept."]),
        ("Some of it, e.g. Sunday, was fine.", ["Some of it, e.g. Sunday, was fine."]),
        ("I met J. Moss. Good.", ["I met J. Moss.", "Good."]),
        ("So did I. Then rain.", ["So did I.", "Then rain."]),
        ("I waited... and waited.", ["I waited... and waited."]),
        ("I waited… Nothing.", ["I waited…", "Nothing."]),
        ("Am 3. April ging es.", ["Am 3.", "April ging es."]),
        ("1. eat\n2. walk", ["1. eat", "2. walk"]),
        ("“Stay.” She did.", ["“Stay.”", "She did."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("lower case. people write so.", ["lower case.", "people write so."]),
        ("no stop at all", ["no stop at all"]),
        ("a line\nanother line", ["a line", "another line"]),
        ("今天很好。我走了一公里。", ["今天很好。", "我走了一公里。"]),
        ("「来了。」他说。", ["「来了。」", "他说。"]),
        ("هل نمت؟ نعم. قليلا۔ ثم", ["هل نمت؟", "نعم.", "قليلا۔", "ثم"]),
        ("3.5 km today. See www.example.org now.", ["3.5 km today.", "See www.example.org now."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, expected):
    assert pieces(text) == expected


@given(PROSE)
def test_sentences_tile_their_paragraphs_and_each_holds_a_word(text):
    spans = iter(sentences(text))

    for paragraph in paragraphs(text):
        at = paragraph.start
        while at < paragraph.end:
            span = next(spans)
            assert span.start == at
            words = text[span.start : span.end]
            whole = (paragraph.start, paragraph.end) == (span.start, span.end)
            assert whole or any(letter.isalnum() for letter in words)
            at = span.end
        assert at == paragraph.end
    assert next(spans, None) is None


@given(PROSE)
def test_only_blank_lines_lie_outside_the_paragraphs(text):
    outside, at = "", 0
    for paragraph in paragraphs(text):
        outside += text[at : paragraph.start]
        at = paragraph.end
    outside += text[at:]

    assert not outside.strip()


HOSTILE = ["a", ".", ".)", "Mr. ", "...", "\n", " ", "!?", "。」", "1. ", "a. b", ".\t", "🇳🇴", "."]


def cost(text: str) -> float:
    """The processor time of one look at the text, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        sentences(text)
        first_words(text)
        reading_seconds(text)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("unit", HOSTILE)
def test_sixteen_times_the_hostile_text_costs_no_square_of_it(unit):
    small, large = cost(unit * 1_500), cost(unit * 24_000)

    assert large < 64 * max(small, 0.0005)  # linear is 16 times, a square 256 times


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("", 0), ("... —", 0), ("word " * 238, 60), ("字" * 255, 60), ("well-known don’t", 1)],
)
def test_reading_time_counts_words_and_chinese_characters(text, seconds):
    assert reading_seconds(text) == seconds


def test_first_words_are_the_whole_of_a_short_text():
    assert first_words("One line\n and  another.") == "One line and another."


def test_first_words_are_cut_between_words():
    assert first_words("I stayed until the cake, and then home.", limit=26) == (
        "I stayed until the cake…"
    )


def test_first_words_without_spaces_keep_every_character_whole():
    family = "👩\u200d👩\u200d👧"

    assert first_words(family * 3, limit=8) == family + "…"


@given(PROSE, st.integers(min_value=2, max_value=60))
def test_first_words_fit_their_limit(text, limit):
    line = first_words(text, limit)

    assert len(line) <= limit
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("👩\u200d👧", [1, 2]),
        ("a\u0323\u0307", [1, 2]),
        ("❤\ufe0f", [1]),
        ("👍🏽", [1]),
        ("🇳🇴🇸🇪", [1, 3]),
        ("क्षि", [1, 3]),
        ("ab", []),
    ],
)
def test_a_cut_is_refused_inside_a_visible_character(text, inside):
    assert [at for at in range(len(text) + 1) if not is_border(text, at)] == inside


def test_a_note_is_stored_in_one_form():
    assert body_of_note(" Cafe\u0301\r\nau lait ", 12) == "Café\nau lait"


@pytest.mark.parametrize(
    ("text", "problem"),
    [(" \n ", NothingWritten), ("x" * 13, TooLong), ("\0", UnreadableText)],
)
def test_a_note_without_words_or_with_too_many_is_refused(text, problem):
    with pytest.raises(problem):
        body_of_note(text, 12)
