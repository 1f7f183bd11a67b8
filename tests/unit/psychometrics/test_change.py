"""Change between two scores, by a rule of the instrument: from exactly its threshold on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.psychometrics.catalogue import instrument, instruments
from portal.psychometrics.change import (
    Caveat,
    NotComparable,
    ScoreOutOfRange,
    Verdict,
    change,
    change_between,
    other_seen_rules,
    wariest,
)
from portal.psychometrics.course import Occasion
from portal.psychometrics.instrument import Direction, UnknownRule

PHQ_9 = instrument("phq-9")
TURNED = replace(PHQ_9, direction=Direction.HIGHER)
UNRULED = replace(PHQ_9, changes=())
TOTALS = st.integers(PHQ_9.low, PHQ_9.high)
THEN, NOW = Occasion.of(PHQ_9, date(2026, 3, 1), 18), Occasion.of(PHQ_9, date(2026, 5, 3), 11)

OPPOSITE = {
    Verdict.IMPROVEMENT: Verdict.DETERIORATION,
    Verdict.DETERIORATION: Verdict.IMPROVEMENT,
    Verdict.NONE: Verdict.NONE,
}


@pytest.mark.parametrize(
    ("slug", "threshold"),
    [("phq-9", 6), ("gad-7", 4)],  # NHS Talking Therapies: PMC8411661, table 1
)
@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_a_change_is_reliable_from_exactly_the_threshold_on(
    slug: str, threshold: int, beyond: int
) -> None:
    measure = instrument(slug)
    low, high = 5, 5 + threshold + beyond
    is_reliable = beyond >= 0

    down, up = change(measure, high, low), change(measure, low, high)

    assert down.points == -(threshold + beyond)
    assert down.verdict is (Verdict.IMPROVEMENT if is_reliable else Verdict.NONE)
    assert up.verdict is (Verdict.DETERIORATION if is_reliable else Verdict.NONE)


def test_the_rule_is_told_with_its_source() -> None:
    found = change(PHQ_9, 18, 11)

    assert found.rule is not None
    assert found.rule.rule == "nhs-talking-therapies"
    assert found.rule.is_default
    assert found.rule.source.seen
    assert found.caveats == ()


def test_a_rule_from_memory_is_marked_and_never_the_default() -> None:
    named = replace(PHQ_9.changes[0], source=replace(PHQ_9.changes[0].source, seen=False))
    measure = replace(PHQ_9, changes=(named,))

    found = change(measure, 18, 11, named.rule)

    assert found.verdict is Verdict.IMPROVEMENT
    assert found.caveats == (Caveat.UNVERIFIED,)


def test_without_a_rule_there_are_points_and_no_verdict() -> None:
    found = change(UNRULED, 18, 11)

    assert (found.points, found.rule, found.verdict) == (-7, None, None)
    assert found.caveats == (Caveat.NO_RULE,)


def test_a_rule_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownRule):
        change(PHQ_9, 18, 11, "my own")


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (3, 28), (Decimal("27.1"), 3)])
def test_a_score_that_cannot_be_is_refused(first: int, last: int) -> None:
    with pytest.raises(ScoreOutOfRange, match="from 0 to 27"):
        change(PHQ_9, first, last)


def test_both_ends_of_the_range_are_scores() -> None:
    assert change(PHQ_9, 27, 0).points == -27


@pytest.mark.parametrize(("points", "is_reliable"), [("3.52", False), ("3.53", True)])
def test_a_threshold_may_have_decimals(points: str, is_reliable: bool) -> None:
    named = replace(PHQ_9.changes[0], points=Decimal("3.53"))

    found = change(replace(PHQ_9, changes=(named,)), 10, 10 - Decimal(points))

    assert (found.verdict is Verdict.IMPROVEMENT) is is_reliable


@given(first=TOTALS, last=TOTALS)
def test_the_way_back_is_the_opposite_of_the_way_there(first: int, last: int) -> None:
    there, back = change(PHQ_9, first, last), change(PHQ_9, last, first)

    assert there.points is not None
    assert back.points == -there.points
    assert there.verdict is not None
    assert back.verdict is OPPOSITE[there.verdict]


@given(first=TOTALS, last=TOTALS)
def test_the_scale_turned_round_gives_the_same_verdict(first: int, last: int) -> None:
    straight, turned = change(PHQ_9, first, last), change(TURNED, 27 - first, 27 - last)

    assert straight.verdict is turned.verdict


@given(first=TOTALS, last=TOTALS, shift=st.integers(-27, 27))
def test_only_the_difference_counts(first: int, last: int, shift: int) -> None:
    if not (0 <= first + shift <= 27 and 0 <= last + shift <= 27):
        return

    assert change(PHQ_9, first, last) == change(PHQ_9, first + shift, last + shift)


def test_two_occasions_are_compared_as_their_scores_are() -> None:
    assert change_between(PHQ_9, THEN, NOW) == change(PHQ_9, 18, 11)


@pytest.mark.parametrize(
    ("last", "caveat"),
    [
        (replace(NOW, is_prorated=True), Caveat.PRORATED),
        (replace(NOW, version="2.0.0"), Caveat.OTHER_WORDS),
        (replace(NOW, language="de"), Caveat.OTHER_LANGUAGE),
    ],
)
def test_no_verdict_where_the_rule_does_not_reach_but_the_points_all_the_same(
    last: Occasion, caveat: Caveat
) -> None:
    for first, second in ((THEN, last), (last, THEN)):
        found = change_between(PHQ_9, first, second)

        assert abs(found.points or 0) == 7
        assert found.verdict is None
        assert found.rule is None
        assert found.caveats == (caveat,)


def test_every_reason_is_told() -> None:
    last = replace(NOW, is_prorated=True, version="2.1.0", language="de")

    found = change_between(PHQ_9, THEN, last)

    assert found.caveats == (Caveat.PRORATED, Caveat.OTHER_WORDS, Caveat.OTHER_LANGUAGE)


def test_a_version_with_the_same_words_is_compared() -> None:
    later = replace(NOW, version="1.4.2")

    assert change_between(PHQ_9, THEN, later).verdict is Verdict.IMPROVEMENT


def test_what_could_not_be_scored_has_no_change() -> None:
    found = change_between(PHQ_9, THEN, replace(NOW, total=None))

    assert (found.points, found.verdict, found.caveats) == (None, None, (Caveat.NOT_SCORED,))


@pytest.mark.parametrize("other", [replace(NOW, scoring_variant="1-5"), replace(NOW, slug="gad-7")])
def test_scores_of_another_scale_are_never_compared(other: Occasion) -> None:
    for first, last in ((THEN, other), (other, THEN)):
        with pytest.raises(NotComparable):
            change_between(PHQ_9, first, last)


def test_every_instrument_with_a_rule_turns_at_its_own_threshold() -> None:
    looked_at = 0
    for measure in instruments():
        for named in measure.changes:
            middle = Decimal(measure.low)
            for beyond, is_reliable in ((-1, False), (0, True), (1, True)):
                last = middle + named.points + beyond
                found = change(measure, middle, last, named.rule)
                assert (found.verdict is not Verdict.NONE) is is_reliable, (measure.slug, named)
                looked_at += 1
    assert looked_at >= 6


@pytest.mark.parametrize(
    ("last", "others"),
    [
        (59, []),
        (60, ["marx-2022-sample-1"]),
        (62, ["marx-2022-sample-1"]),
        (63, []),
        (30, ["marx-2022-sample-1"]),
    ],
)
def test_another_rule_that_was_read_and_disagrees_is_found(last: int, others: list[str]) -> None:
    pcl_5 = instrument("pcl-5")

    found = change(pcl_5, 45, last)

    assert [one.rule for one in other_seen_rules(pcl_5, found)] == others


def test_where_nothing_is_concluded_no_rule_disagrees() -> None:
    pcl_5 = instrument("pcl-5")
    first, last = (Occasion.of(pcl_5, NOW.on, total) for total in (45, 62))
    found = change_between(pcl_5, first, replace(last, is_prorated=True))

    assert found.verdict is None
    assert other_seen_rules(pcl_5, found) == ()


def test_the_wariest_rule_is_one_that_was_read() -> None:
    found = {one.slug: rule.rule for one in instruments() if (rule := wariest(one)) is not None}

    assert found == {
        "core-10": "barkham-2013",
        "gad-7": "nhs-talking-therapies",
        "ors": "pcoms",
        "pcl-5": "marx-2022-sample-1",
        "phq-9": "nhs-talking-therapies",
    }
