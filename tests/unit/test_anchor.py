"""Where an annotation belongs, and how the words are cut to show it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.annotations.anchor import (
    CONTEXT,
    Anchor,
    BadPassage,
    Mark,
    anchor,
    from_choice,
    layout,
    snap,
    verify,
)
from portal.reflections.words import canonical, is_border, paragraphs, sentences

PROSE = st.text(
    st.sampled_from("abc Z.!?…。 \n\té👩\u200d👧\ufe0f字م\u0301"), min_size=1, max_size=90
).map(canonical)


@st.composite
def text_and_marks(draw):
    text = draw(PROSE)
    marks = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        if not text[start:end].isspace():
            marks.append(Mark(f"m{number}", start, end))
    return text, marks


@pytest.mark.parametrize(
    ("text", "quote", "start", "end", "utf16", "utf8"),
    [
        ("I felt 😀 ok", "ok", 9, 11, 10, 12),
        ("Café was calm", "calm", 9, 13, 9, 10),
        ("Cafe\u0301 was calm", "calm", 10, 14, 10, 11),
        ("👩\u200d👩\u200d👧 visit went well", "visit", 6, 11, 9, 19),
        ("Day 1\nslept badly\nok", "ok", 18, 20, 18, 18),
        ("Day 1\r\nslept badly\r\nok", "ok", 20, 22, 20, 20),
    ],
)
def test_offsets_count_code_points(text, quote, start, end, utf16, utf8):
    placed = anchor(text, start, end)

    assert placed.quote == quote
    assert len(text[:start].encode("utf-16-le")) // 2 == utf16
    assert len(text[:start].encode()) == utf8
    verify(text, placed)


def test_a_browsers_line_ends_and_accents_count_as_stored():
    text = canonical("Cafe\u0301\r\nwas calm")

    assert anchor(text, 9, 13).quote == "calm"


def test_the_context_is_thirty_two_code_points_on_either_side():
    text = "a" * 50 + "QUOTE" + "😀" * 50

    placed = anchor(text, 50, 55)

    assert (placed.prefix, placed.suffix) == ("a" * CONTEXT, "😀" * CONTEXT)


@given(PROSE, st.data())
def test_an_anchor_always_verifies_against_its_own_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(not text[start:end].isspace())

    verify(text, anchor(text, start, end))


@pytest.mark.parametrize(
    "wrong",
    [
        Anchor(0, 1, "o", "", ""),
        Anchor(4, 7, "one", "and ", ""),
        Anchor(8, 11, "one", "xand ", " more"),
        Anchor(8, 11, "one", "and ", " less"),
        Anchor(8, 11, "ones", "and ", " more"),
        Anchor(-4, 3, "one", "", ""),
        Anchor(3, 3, "", "", ""),
        Anchor(8, 99, "one more", "", ""),
        Anchor(3, 4, " ", "", ""),
    ],
)
def test_a_quote_that_does_not_stand_there_is_refused(wrong):
    text = "One and one more"

    verify(text, Anchor(8, 11, "one", "and ", " more"))  # the right one passes
    with pytest.raises(BadPassage):
        verify(text, wrong)


def test_an_edited_text_no_longer_carries_its_old_anchor():
    placed = anchor("I slept. I ate.", 9, 15)

    with pytest.raises(BadPassage):
        verify("I never slept. I ate.", placed)


def test_a_choice_of_sentences_is_a_passage_without_the_space_after_it():
    text = "One. Two.\n\nThree. Four."

    assert from_choice(text, 1, 2).quote == "Two.\n\nThree."
    assert from_choice(text, 0, 0).quote == "One."


@pytest.mark.parametrize(("first", "last"), [(1, 0), (-1, 0), (0, 2)])
def test_a_choice_of_no_sentences_is_refused(first, last):
    with pytest.raises(BadPassage):
        from_choice("One. Two.", first, last)


@pytest.mark.parametrize(
    ("text", "chosen", "expected"),
    [
        ("a 👩\u200d👧 b", (3, 4), "👩\u200d👧"),
        ("a 👩\u200d👧 b", (0, 3), "a 👩\u200d👧"),
        ("one  two ", (3, 9), "two"),
        ("x\u0323y", (1, 2), "x\u0323"),
        ("go ❤\ufe0f now", (4, 8), "❤\ufe0f no"),
        ("🇳🇴🇸🇪", (1, 2), "🇳🇴"),
    ],
)
def test_a_selection_snaps_to_whole_characters_and_words(text, chosen, expected):
    start, end = snap(text, *chosen)

    assert text[start:end] == expected


@given(PROSE, st.data())
def test_a_snapped_selection_never_cuts_a_character_nor_ends_in_space(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(not text[start:end].isspace())

    snapped = snap(text, start, end)

    assert is_border(text, snapped[0])
    assert is_border(text, snapped[1])
    assert snap(text, *snapped) == snapped
    first, last = snapped[0], snapped[1] - 1
    assert not text[first].isspace() or not is_border(text, first + 1)  # a space with an accent
    assert not text[last].isspace() or not is_border(text, last)


def test_a_selection_of_white_space_is_refused():
    with pytest.raises(BadPassage):
        snap("a   b", 1, 3)


def test_overlapping_marks_are_cut_at_their_borders():
    text = "I stayed until the cake."

    (paragraph,) = layout(text, [Mark("a", 2, 14), Mark("b", 9, 23)])

    (sentence,) = paragraph.sentences
    assert [(s.text, s.marks, s.opens, s.closes) for s in sentence.segments] == [
        ("I ", (), (), ()),
        ("stayed ", ("a",), ("a",), ()),
        ("until", ("a", "b"), ("b",), ("a",)),
        (" the cake", ("b",), (), ("b",)),
        (".", (), (), ()),
    ]
    assert paragraph.notes == ("a", "b")


def test_a_note_stands_at_the_paragraph_where_its_passage_ends():
    text = "One two.\n\nThree four."

    first, second = layout(text, [Mark("late", 4, 15), Mark("early", 0, 3)])

    assert first.notes == ("early",)
    assert second.notes == ("late",)
    assert first.sentences[0].segments[-1].opens == ("late",)
    assert second.sentences[0].segments[0].closes == ("late",)
    assert second.sentences[0].index == 1


def test_a_mark_that_ends_between_paragraphs_closes_at_the_last_words_it_covers():
    first, second = layout("One.\n\nTwo.", [Mark("m", 0, 6)])

    assert first.notes == ("m",)
    assert second.notes == ()


@pytest.mark.parametrize("bad", [Mark("m", 3, 3), Mark("m", 0, 99), Mark("m", 4, 5)])
def test_a_mark_that_would_be_shown_nowhere_is_refused(bad):
    with pytest.raises(BadPassage):
        layout("One.\n\nTwo.", [bad])


def test_text_without_words_lays_out_as_nothing():
    assert layout("  \n ", []) == ()


@given(text_and_marks())
def test_a_layout_reproduces_the_text_exactly(given_pair):
    text, marks = given_pair

    laid = layout(text, marks)

    assert tuple(p.span for p in laid) == paragraphs(text)
    assert [s.index for p in laid for s in p.sentences] == list(range(len(sentences(text))))
    for paragraph in laid:
        shown = "".join(g.text for s in paragraph.sentences for g in s.segments)
        assert shown == text[paragraph.span.start : paragraph.span.end]


@given(text_and_marks())
def test_each_mark_covers_exactly_its_own_code_points(given_pair):
    text, marks = given_pair
    shown = {at for p in paragraphs(text) for at in range(p.start, p.end)}

    segments = [g for p in layout(text, marks) for s in p.sentences for g in s.segments]

    for mark in marks:
        covered = {at for g in segments if mark.id in g.marks for at in range(g.start, g.end)}
        assert covered == shown & set(range(mark.start, mark.end))


@given(text_and_marks())
def test_each_mark_opens_once_closes_once_and_has_one_note(given_pair):
    text, marks = given_pair

    laid = layout(text, marks)

    segments = [g for p in laid for s in p.sentences for g in s.segments]
    ids = sorted(mark.id for mark in marks)
    assert sorted(id for g in segments for id in g.opens) == ids
    assert sorted(id for g in segments for id in g.closes) == ids
    assert sorted(id for p in laid for id in p.notes) == ids


@given(text_and_marks())
def test_segments_follow_one_another_and_never_nest(given_pair):
    text, marks = given_pair

    for paragraph in layout(text, marks):
        at = paragraph.span.start
        for segment in (g for s in paragraph.sentences for g in s.segments):
            assert segment.start == at < segment.end
            at = segment.end
        assert at == paragraph.span.end
