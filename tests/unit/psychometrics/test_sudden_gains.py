"""Sudden gains: Tang & DeRubeis's three criteria against worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.psychometrics.sudden_gains import step, sudden_gains

TOTALS = st.lists(st.none() | st.integers(0, 27), max_size=12)


def test_a_drop_that_lasts_is_a_gain() -> None:
    found = step([18, 19, 18, 11, 10, 12], 2, 6)

    assert found is not None
    assert (found.is_large, found.is_a_quarter) == (True, True)
    assert found.t == pytest.approx(11.0, abs=1e-3)
    assert found.is_gain
    assert sudden_gains([18, 19, 18, 11, 10, 12], 6) == (2,)


def test_a_drop_that_does_not_last_is_none() -> None:
    found = step([18, 12, 18, 11, 17, 10], 2, 6)

    assert found is not None
    assert (found.is_large, found.is_a_quarter) == (True, True)
    assert found.t == pytest.approx(1.125, abs=1e-3)
    assert not found.is_stable
    assert sudden_gains([18, 12, 18, 11, 17, 10], 6) == ()


@pytest.mark.parametrize(("after", "is_large"), [(13, False), (12, True), (11, True)])
def test_a_drop_is_large_from_the_reliable_change_on(after: int, is_large: bool) -> None:
    found = step([18, 19, 18, after, after, after], 2, 6)

    assert found is not None
    assert found.is_large is is_large
    assert found.is_gain is is_large


@pytest.mark.parametrize(("before", "is_a_quarter"), [(23, True), (24, True), (25, False)])
def test_a_drop_is_a_quarter_of_the_score_before_it(before: int, is_a_quarter: bool) -> None:
    found = step([before, before, before, before - 6, before - 6, before - 6], 2, 6)

    assert found is not None
    assert found.is_a_quarter is is_a_quarter
    assert found.is_gain is is_a_quarter


@pytest.mark.parametrize(
    ("totals", "before", "t", "is_stable"),
    [
        # t by hand: the difference of the means over √(pooled variance · (1/n + 1/m))
        ([19, 18, 11, 10, 12], 1, 9.0, True),  # 3 degrees of freedom: 3.182
        ([18, 16, 12, 10, 14], 1, 3.0, False),  # above 2.776, below 3.182
        ([18, 17, 11, 10], 1, 9.8995, True),  # 2 degrees: 4.303
        ([18, 14, 11, 9], 1, 2.6833, False),
        ([18, None, 17, 11, None, 10], 2, 9.8995, True),  # sessions that were missed
    ],
)
def test_fewer_sessions_ask_for_a_larger_t(
    totals: list[int | None], before: int, t: float, is_stable: bool
) -> None:
    found = step(totals, before, 1)

    assert found is not None
    assert found.t == pytest.approx(t, abs=1e-3)
    assert found.is_stable is is_stable


def test_one_session_on_a_side_is_too_few() -> None:
    for totals, before in (([18, 8, 8, 8], 0), ([18, 18, 18, 8], 2)):
        found = step(totals, before, 6)

        assert found is not None
        assert found.t is None
        assert not found.is_gain


def test_a_step_needs_both_of_its_scores() -> None:
    assert step([18, None, 8], 0, 6) is None
    assert step([18, None, 8], 1, 6) is None


def test_scores_that_never_vary_around_a_drop_still_make_it_stable() -> None:
    assert sudden_gains([18, 18, 18, 8, 8, 8], 6) == (2,)
    assert sudden_gains([18] * 6, 6) == ()


@given(TOTALS)
def test_a_gain_is_always_a_drop_of_the_reliable_change(totals: list[int | None]) -> None:
    for before in sudden_gains(totals, 6):
        first, last = totals[before], totals[before + 1]
        assert first is not None
        assert last is not None
        assert first - last >= 6


@given(TOTALS)
def test_going_up_throughout_has_no_gain(totals: list[int | None]) -> None:
    rising = sorted(one for one in totals if one is not None)

    assert sudden_gains(rising, 6) == ()
