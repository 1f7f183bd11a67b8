"""The outcome by two measures, as NHS Talking Therapies counts it, against worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.psychometrics.catalogue import instrument, instruments
from portal.psychometrics.instrument import UnknownRule
from portal.psychometrics.outcome import Outcome, Thresholds, is_verified, outcome, thresholds

BOTH = (Thresholds(10, 6), Thresholds(8, 4))
"""PHQ-9 and GAD-7: PMC8411661, table 1."""

SCORES = st.tuples(st.integers(0, 27), st.integers(0, 21))
Pair = tuple[int, int]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((16, 14), (8, 6), Outcome(True, True, True, False, True)),
        ((10, 7), (9, 7), Outcome(True, True, False, False, False)),
        ((18, 15), (12, 10), Outcome(True, False, True, False, False)),
        ((16, 12), (9, 16), Outcome(True, False, False, False, False)),
        ((8, 5), (7, 5), Outcome(False, None, False, False, None)),
    ],
)
def test_worked_examples_come_out(start: Pair, end: Pair, expected: Outcome) -> None:
    assert outcome(BOTH, start, end) == expected


def test_the_instruments_files_hold_the_same_numbers() -> None:
    assert tuple(thresholds(instrument(slug)) for slug in ("phq-9", "gad-7")) == BOTH


def test_an_instrument_without_these_rules_is_refused() -> None:
    with pytest.raises(UnknownRule):
        thresholds(instrument("phq-2"))


@pytest.mark.parametrize(
    ("start", "is_case"), [((9, 7), False), ((10, 7), True), ((9, 8), True), ((11, 9), True)]
)
def test_either_measure_makes_a_case_from_exactly_its_cut_off(start: Pair, is_case: bool) -> None:
    found = outcome(BOTH, start, (0, 0))

    assert found.case_at_start is is_case
    assert found.recovered is (True if is_case else None)
    assert found.reliable_recovery is (True if is_case else None)


@pytest.mark.parametrize(
    ("end", "recovered"), [((9, 7), True), ((10, 7), False), ((9, 8), False), ((10, 8), False)]
)
def test_recovery_is_below_both_cut_offs(end: Pair, recovered: bool) -> None:
    assert outcome(BOTH, (20, 16), end).recovered is recovered


@pytest.mark.parametrize(
    ("end", "improved", "deteriorated"),
    [
        ((9, 10), False, False),  # 5 and 0 points
        ((8, 10), True, False),  # 6
        ((7, 10), True, False),  # 7
        ((14, 7), False, False),  # 3 on the other measure
        ((14, 6), True, False),  # 4
        ((14, 5), True, False),  # 5
        ((19, 10), False, False),
        ((20, 10), False, True),
        ((21, 10), False, True),
        ((14, 13), False, False),
        ((14, 14), False, True),
        ((14, 15), False, True),
        ((8, 14), False, False),  # one each way
        ((20, 6), False, False),
        ((8, 13), True, False),  # 3 up is no deterioration
    ],
)
def test_reliable_change_begins_at_exactly_its_points(
    end: Pair, improved: bool, deteriorated: bool
) -> None:
    found = outcome(BOTH, (14, 10), end)

    assert (found.reliable_improvement, found.reliable_deterioration) == (improved, deteriorated)


@given(start=SCORES, end=SCORES)
def test_no_course_is_both_better_and_worse(start: Pair, end: Pair) -> None:
    there, back = outcome(BOTH, start, end), outcome(BOTH, end, start)

    assert not (there.reliable_improvement and there.reliable_deterioration)
    assert there.reliable_improvement is back.reliable_deterioration


@given(start=SCORES, end=SCORES)
def test_recovery_applies_to_cases_alone(start: Pair, end: Pair) -> None:
    found = outcome(BOTH, start, end)

    assert (found.recovered is None) is not found.case_at_start
    if found.case_at_start:
        assert found.reliable_recovery is (found.recovered and found.reliable_improvement)


@given(start=SCORES, end=SCORES)
def test_the_order_of_the_measures_plays_no_part(start: Pair, end: Pair) -> None:
    assert outcome(BOTH, start, end) == outcome(BOTH[::-1], start[::-1], end[::-1])


def test_a_missing_score_is_no_outcome() -> None:
    with pytest.raises(ValueError, match="zip"):
        outcome(BOTH, (16, 14), (8,))


def test_only_measures_whose_values_were_read_are_put_together_by_themselves() -> None:
    assert [one.slug for one in instruments() if is_verified(one)] == ["gad-7", "phq-9"]
