"""Jacobson & Truax: the error of a change, cut-offs, categories, against worked examples."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.psychometrics.instrument import Direction
from portal.psychometrics.reliability import (
    Category,
    Impossible,
    Sample,
    category,
    cut_offs,
    jacobson_truax,
)

LOWER, HIGHER = Direction.LOWER, Direction.HIGHER
SDS = st.decimals("0.1", "40", places=1).map(float)
RELIABILITIES = st.decimals("0", "0.99", places=2).map(float)
SCORES = st.integers(0, 80)

CORE_10 = Sample(19.7, 7.7)  # primary-care counselling, n 1835: novopsych.com.au CORE-10
GENERAL = Sample(4.7, 4.8)  # general population, n 535: the same page


@pytest.mark.parametrize(
    ("sd", "r", "first", "last", "sem", "sdiff", "points", "rc", "is_reliable"),
    [
        (7.5, 0.80, 32.5, 47.5, 3.3541, 4.7434, 9.2971, 3.1623, True),
        (6.1, 0.89, 18, 11, 2.0231, 2.8612, 5.6079, -2.4466, True),
        (4.7, 0.92, 15, 10, 1.3294, 1.8800, 3.6848, -2.6596, True),
        (4.7, 0.92, 12, 9, 1.3294, 1.8800, 3.6848, -1.5957, False),
        (7.7, 0.90, 20, 12, 2.4350, 3.4435, 6.7493, -2.3232, True),
    ],
)
def test_worked_examples_come_out(
    sd: float,
    r: float,
    first: float,
    last: float,
    sem: float,
    sdiff: float,
    points: float,
    rc: float,
    is_reliable: bool,
) -> None:
    rci = jacobson_truax(sd, r)

    assert (rci.sem, rci.sdiff, rci.points) == pytest.approx((sem, sdiff, points), abs=1e-3)
    assert rci.index(first, last) == pytest.approx(rc, abs=1e-3)
    assert rci.is_reliable(first, last) is is_reliable


def test_another_z_gives_another_threshold() -> None:
    assert jacobson_truax(7.7, 0.90, z=1.645).points == pytest.approx(5.6646, abs=1e-3)


@pytest.mark.parametrize(("sd", "r", "whole"), [(6.1, 0.89, 6), (4.7, 0.92, 4), (7.5, 0.8, 10)])
def test_whole_points_are_the_first_that_count(sd: float, r: float, whole: int) -> None:
    rci = jacobson_truax(sd, r)

    assert rci.whole_points == whole
    assert rci.is_reliable(20, 20 - whole)
    assert not rci.is_reliable(20, 20 - whole + 1)


def test_a_change_of_exactly_the_threshold_does_not_exceed_it() -> None:
    rci = jacobson_truax(3, 0.5, z=2)  # SEM 3·√½, Sdiff 3, threshold exactly 6

    assert not rci.is_reliable(20, 14)
    assert rci.whole_points == 7


@given(sd=SDS, r=RELIABILITIES, first=SCORES, last=SCORES)
def test_a_change_and_its_reverse_are_as_reliable(
    sd: float, r: float, first: int, last: int
) -> None:
    rci = jacobson_truax(sd, r)

    assert rci.index(first, last) == -rci.index(last, first)
    assert rci.is_reliable(first, last) == rci.is_reliable(last, first)


@given(sd=SDS, r=RELIABILITIES, change=SCORES)
def test_whole_points_decide_as_the_index_does(sd: float, r: float, change: int) -> None:
    rci = jacobson_truax(sd, r)

    assert rci.is_reliable(0, change) is (change >= rci.whole_points)
    assert rci.whole_points - 1 <= rci.points + 1e-9
    assert rci.whole_points > rci.points - 1e-9


@given(sd=SDS, r=RELIABILITIES)
def test_more_reliable_scales_ask_for_less_change(sd: float, r: float) -> None:
    assert jacobson_truax(sd, r).points >= jacobson_truax(sd, r / 2 + 0.495).points


@pytest.mark.parametrize(
    ("sd", "r", "z"),
    [
        (0, 0.8, 1.96),
        (-1, 0.8, 1.96),
        (float("nan"), 0.8, 1.96),
        (float("inf"), 0.8, 1.96),
        (7.5, 1, 1.96),
        (7.5, -0.1, 1.96),
        (7.5, float("nan"), 1.96),
        (7.5, 0.8, 0),
        (7.5, 0.8, float("inf")),
    ],
)
def test_numbers_that_no_scale_has_are_refused(sd: float, r: float, z: float) -> None:
    with pytest.raises(Impossible):
        jacobson_truax(sd, r, z)


def test_cut_offs_of_core_10_come_out() -> None:
    found = cut_offs(CORE_10, GENERAL)

    assert (found.a, found.b, found.c) == pytest.approx((4.3, 14.3, 10.46), abs=1e-3)


def test_with_equal_spreads_the_cut_off_lies_half_way() -> None:
    found = cut_offs(Sample(40, 7.5), Sample(60, 7.5))  # higher is better

    assert (found.a, found.b, found.c) == (55, 45, 50)


@given(low=st.integers(0, 40), high=st.integers(41, 80), one=SDS, other=SDS)
def test_cut_off_c_lies_between_the_means_and_turns_with_the_scale(
    low: int, high: int, one: float, other: float
) -> None:
    found = cut_offs(Sample(high, one), Sample(low, other))
    turned = cut_offs(Sample(80 - high, one), Sample(80 - low, other))

    assert low < found.c < high
    assert (turned.a, turned.b, turned.c) == pytest.approx(
        (80 - found.a, 80 - found.b, 80 - found.c)
    )


@pytest.mark.parametrize(
    ("in_care", "others"),
    [(Sample(10, 0), GENERAL), (CORE_10, Sample(4, 0)), (Sample(9, 2), Sample(9, 3))],
)
def test_groups_that_no_score_parts_are_refused(in_care: Sample, others: Sample) -> None:
    with pytest.raises(Impossible):
        cut_offs(in_care, others)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (20, 10, Category.RECOVERED),
        (20, 11, Category.IMPROVED),  # the cut-off itself is not crossed
        (20, 13, Category.IMPROVED),  # 7 points exceed 6.7493
        (20, 14, Category.UNCHANGED),
        (12, 6, Category.UNCHANGED),  # crossed, but by less than error may make
        (10, 2, Category.IMPROVED),  # began beyond the cut-off
        (14, 20, Category.UNCHANGED),
        (13, 20, Category.DETERIORATED),
    ],
)
def test_what_became_of_a_person(first: int, last: int, expected: Category) -> None:
    rci = jacobson_truax(CORE_10.sd, 0.90)

    assert category(first, last, rci, 11, LOWER) is expected
    assert category(40 - first, 40 - last, rci, 29, HIGHER) is expected


@given(sd=SDS, r=RELIABILITIES, first=SCORES, last=SCORES, cut_off=SCORES)
def test_a_category_is_the_same_on_the_scale_turned_round(
    sd: float, r: float, first: int, last: int, cut_off: int
) -> None:
    rci = jacobson_truax(sd, r)

    there = category(first, last, rci, cut_off, LOWER)

    assert there is category(80 - first, 80 - last, rci, 80 - cut_off, HIGHER)
    if there is Category.RECOVERED:
        assert category(last, first, rci, cut_off, LOWER) is Category.DETERIORATED


def test_the_formula_is_the_published_one() -> None:
    rci = jacobson_truax(10, 0.75)

    assert rci.sem == 10 * sqrt(0.25)
    assert rci.sdiff == sqrt(2 * 5**2)
