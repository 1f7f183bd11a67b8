"""Goals: attainment scaling against worked examples, and ratings from 0 to 10."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.psychometrics.goals import HINT_SOURCE, Impossible, goals_change, t_score

LEVELS = st.integers(-2, 2)
WEIGHTS = st.integers(1, 12)
GOALS = st.lists(st.tuples(WEIGHTS, LEVELS), min_size=1, max_size=8)
RATING_PAIRS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("weights", "levels", "t"),
    [
        ([1], [0], 50.0),
        ([1], [1], 60.0),
        ([1, 1, 1], [1, 0, -1], 50.0),
        ([1, 1, 1], [1, 1, 0], 59.1287),
        ([1, 1, 1], [1, 1, 1], 63.6931),
        ([2, 3], [0, 1], 57.3632),
        ([1, 1, 1], [-1, -1, -1], 36.3069),
        ([1, 1, 1], [2, 2, 2], 77.3861),
        ([3, 2, 1], [1, 0, -1], 54.4065),
    ],
)
def test_worked_examples_come_out(weights: list[int], levels: list[int], t: float) -> None:
    assert t_score(weights, levels) == pytest.approx(t, abs=1e-4)


@given(GOALS)
def test_as_expected_throughout_is_fifty(goals: list[tuple[int, int]]) -> None:
    assert t_score([weight for weight, _ in goals], [0] * len(goals)) == 50


@given(GOALS)
def test_the_order_of_goals_plays_no_part(goals: list[tuple[int, int]]) -> None:
    turned = list(reversed(goals))

    assert _t(turned) == pytest.approx(_t(goals))


@given(GOALS)
def test_turning_every_level_round_turns_the_score_round(goals: list[tuple[int, int]]) -> None:
    turned = [(weight, -level) for weight, level in goals]

    assert _t(turned) == pytest.approx(100 - _t(goals))


@given(GOALS, st.integers(2, 9))
def test_only_the_ratio_of_weights_counts(goals: list[tuple[int, int]], times: int) -> None:
    scaled = [(weight * times, level) for weight, level in goals]

    assert _t(scaled) == pytest.approx(_t(goals))


@given(GOALS)
def test_a_level_more_never_lowers_the_score(goals: list[tuple[int, int]]) -> None:
    weight, level = goals[0]
    higher = [(weight, min(2, level + 1)), *goals[1:]]

    assert _t(higher) >= _t(goals)


@given(GOALS)
def test_the_score_stays_within_what_the_levels_allow(goals: list[tuple[int, int]]) -> None:
    weights = [weight for weight, _ in goals]
    least, most = t_score(weights, [-2] * len(goals)), t_score(weights, [2] * len(goals))

    assert 13.48 < least <= _t(goals) <= most < 86.52  # 50 ± 20/√0.3, never reached


@pytest.mark.parametrize(
    ("weights", "levels"),
    [
        ([], []),
        ([1, 1], [0]),
        ([0, 0], [0, 0]),
        ([1, -1], [0, 0]),
        ([float("nan")], [0]),
        ([float("inf")], [0]),
        ([1], [3]),
        ([1], [-3]),
    ],
)
def test_what_is_no_scaled_goal_is_refused(weights: list[float], levels: list[int]) -> None:
    with pytest.raises(Impossible):
        t_score(weights, levels)


def test_a_goal_of_no_weight_counts_for_nothing() -> None:
    assert t_score([1, 0], [1, -2]) == t_score([1], [1])


def test_each_goal_moves_by_itself() -> None:
    found = goals_change([2, 5, 4], [6, 5, 3])

    assert found.points == (4, 0, -1)
    assert found.mean == Decimal(1)
    assert found.is_beyond_hint is None


@pytest.mark.parametrize(("last", "is_beyond"), [([6, 6], True), ([4, 4], False), ([0, 0], False)])
def test_the_unverified_hint_is_given_only_when_asked_for(last: list[int], is_beyond: bool) -> None:
    assert goals_change([2, 2], last).is_beyond_hint is None
    assert goals_change([2, 2], last, with_unverified_hint=True).is_beyond_hint is is_beyond
    assert not HINT_SOURCE.seen


@pytest.mark.parametrize(("points", "is_beyond"), [(244, False), (245, True), (246, True)])
def test_the_hint_begins_at_its_own_number(points: int, is_beyond: bool) -> None:
    rises = [points // 100 + (one < points % 100) for one in range(100)]

    found = goals_change([0] * 100, rises, with_unverified_hint=True)

    assert found.mean == Decimal(points) / 100
    assert found.is_beyond_hint is is_beyond


@given(RATING_PAIRS)
def test_going_back_undoes_the_change(pairs: list[tuple[int, int]]) -> None:
    first, last = [one for one, _ in pairs], [one for _, one in pairs]

    there, back = goals_change(first, last), goals_change(last, first)

    assert there.points == tuple(-points for points in back.points)
    assert there.mean == -back.mean
    assert -10 <= there.mean <= 10


@pytest.mark.parametrize(
    ("first", "last"), [([], []), ([1], []), ([11], [1]), ([1], [-1]), ([1], [11])]
)
def test_what_is_no_rating_is_refused(first: list[int], last: list[int]) -> None:
    with pytest.raises(Impossible):
        goals_change(first, last)


def _t(goals: list[tuple[int, int]]) -> float:
    return t_score([weight for weight, _ in goals], [level for _, level in goals])
