"""A positive safety item is found whatever else was answered; a negative one says nothing."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.psychometrics.catalogue import instrument
from portal.psychometrics.instrument import Instrument
from portal.psychometrics.scoring import Score, score
from tests.unit.psychometrics.answering import unfinished
from tests.unit.psychometrics.published import FREE, GATED, SAFETY


@pytest.mark.parametrize(("slug", "number"), [("phq-9", 9), ("core-10", 6)])
@pytest.mark.parametrize(("value", "found"), [(0, False), (1, True), (2, True), (3, True)])
def test_r92_any_answer_but_the_first_is_found(
    slug: str, number: int, value: int, *, found: bool
) -> None:
    alone = score(instrument(slug), {number: value})

    assert alone.safety == ((number,) if found else ())
    assert alone.total is None  # nothing else was answered


@pytest.mark.parametrize("prorate", [None, True, False])
def test_r92_it_is_found_on_a_form_that_is_worth_nothing_else(prorate: bool | None) -> None:
    form = [0, None, None, None, 0, 0, 0, 0, 1]

    found = score(instrument("phq-9"), form, prorate=prorate)

    assert (found.total, found.safety) == (None, (9,))


def test_the_lowest_possible_score_with_it_still_brings_it() -> None:
    found = score(instrument("phq-9"), [0] * 8 + [1])

    assert (found.total, found.band, found.safety) == (1, "minimal", (9,))


def test_the_highest_score_without_it_does_not() -> None:
    found = score(instrument("phq-9"), [3] * 8 + [0])

    assert (found.total, found.band, found.safety) == (24, "severe", ())


@given(unfinished())
def test_it_depends_on_its_own_answer_alone(form: tuple[Instrument, list[int | None]]) -> None:
    one, answers = form
    expected = tuple(
        number
        for number, at_least in SAFETY.get(one.slug, {}).items()
        if (answers[number - 1] or 0) >= at_least
    )

    assert score(one, answers).safety == expected


@given(st.sampled_from(sorted({*FREE, *GATED} - SAFETY.keys())))
def test_measures_without_such_an_item_say_so(slug: str) -> None:
    one = instrument(slug)

    assert not one.safety_items
    assert any("nothing about anybody's safety" in point for point in one.open_points)


def test_a_score_has_no_word_for_somebody_being_safe() -> None:
    names = {field.name for field in fields(Score)}

    assert "safety" in names
    assert not [name for name in names if "risk" in name or "is_safe" in name or "ok" in name]
