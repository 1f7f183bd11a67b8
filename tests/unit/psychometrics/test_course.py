"""A course of scores: its beginning, its best, and where its line breaks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.psychometrics.catalogue import instrument
from portal.psychometrics.course import Occasion, baseline, best, in_order, latest, stretches
from portal.psychometrics.instrument import Direction

PHQ_9 = instrument("phq-9")
FIRST_DAY = date(2026, 3, 2)


def occasion(day: int, total: int | None, *, is_prorated: bool = False) -> Occasion:
    on = FIRST_DAY + timedelta(days=day)
    return Occasion.of(PHQ_9, on, total, is_prorated=is_prorated)


COURSES = st.lists(
    st.builds(
        occasion,
        st.integers(0, 200),
        st.none() | st.integers(0, 27),
        is_prorated=st.booleans(),
    ),
    max_size=10,
)


def test_the_baseline_is_the_first_score_of_all_items() -> None:
    course = [occasion(14, 12), occasion(0, None), occasion(7, 15, is_prorated=True)]

    assert baseline(course) == occasion(14, 12)
    assert latest([*course, occasion(21, 9), occasion(28, None)]) == occasion(21, 9)


def test_an_empty_course_has_neither_beginning_nor_best() -> None:
    assert baseline([]) is latest([]) is best([], Direction.LOWER) is None
    assert stretches([], 7) == ()


def test_of_equally_good_scores_the_earliest_is_the_best() -> None:
    course = [occasion(0, 14), occasion(7, 9), occasion(14, 9), occasion(21, 10)]

    assert best(course, Direction.LOWER) == occasion(7, 9)
    assert best(course, Direction.HIGHER) == occasion(0, 14)


@given(COURSES)
def test_no_whole_score_is_better_than_the_best(course: list[Occasion]) -> None:
    whole = [one.total for one in course if one.total is not None and not one.is_prorated]

    for direction, choose in ((Direction.LOWER, min), (Direction.HIGHER, max)):
        found = best(course, direction)
        assert (found.total if found else None) == (choose(whole) if whole else None)


@given(COURSES)
def test_the_order_in_which_days_come_plays_no_part(course: list[Occasion]) -> None:
    one_a_day = list({one.on: one for one in course}.values())

    assert in_order(one_a_day) == in_order(reversed(one_a_day))
    assert baseline(one_a_day) == baseline(one_a_day[::-1])


@pytest.mark.parametrize(("days", "parts"), [(13, 1), (14, 1), (15, 2)])
def test_a_line_breaks_beyond_twice_the_interval(days: int, parts: int) -> None:
    assert len(stretches([occasion(0, 12), occasion(days, 10)], 7)) == parts


def test_without_an_interval_nothing_breaks() -> None:
    assert len(stretches([occasion(0, 12), occasion(400, 10)], None)) == 1


@given(COURSES, st.integers(1, 60))
def test_every_score_lies_in_one_stretch(course: list[Occasion], planned: int) -> None:
    parts = stretches(course, planned)

    scored = [one for one in in_order(course) if one.total is not None]
    assert [one for part in parts for one in part] == scored


def test_only_the_first_number_of_a_version_says_that_words_changed() -> None:
    assert replace(occasion(0, 1), version="1.2.3").words == "1"
