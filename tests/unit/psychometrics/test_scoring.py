"""Answers come to the score that is published for them, and unusable ones are refused."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from portal.psychometrics.catalogue import instrument, instruments
from portal.psychometrics.scoring import (
    AnswerOutOfRange,
    NoSuchItem,
    Total,
    TotalOutOfRange,
    checked_total,
    half_up,
    score,
    typed,
)
from tests.unit.psychometrics.answering import answers_for

NINES = [1, 2, 1, 3, 0, 2, 1, 0, 0]


@pytest.mark.parametrize(
    ("slug", "answers", "total", "band"),
    [
        ("phq-9", [0] * 9, 0, "minimal"),
        ("phq-9", NINES, 10, "moderate"),
        ("phq-9", [3] * 9, 27, "severe"),
        ("gad-7", [1, 1, 1, 1, 1, 2, 1], 8, "mild"),
        ("gad-7", [3] * 7, 21, "severe"),
        ("phq-4", [2, 1, 1, 2], 6, "moderate"),
        ("k10", [1] * 10, 10, "low"),
        ("k10", [5] * 10, 50, "very high"),
        ("k6", [4] * 6, 24, None),
        ("pcl-5", [4] * 20, 80, None),
        # Nothing but "not at all": somebody to turn to and able to cope turn round to 4 each.
        ("core-10", [0] * 10, 8, None),
        ("core-10", [0, 4, 4, 0, 0, 0, 0, 0, 0, 0], 0, None),
        ("core-10", [4, 0, 0, 4, 4, 4, 4, 4, 4, 4], 40, None),
        # Raw 12 and 13 of 25, times four: WHO 2024, "below 50, raw below 13".
        ("who-5", [3, 3, 2, 2, 2], 48, None),
        ("who-5", [3, 3, 3, 2, 2], 52, None),
        ("who-5", [5] * 5, 100, None),
        ("audit-c", [4, 0, 0], 4, None),
        ("audit-c", [4, 4, 4], 12, None),
    ],
)
def test_a_form_comes_to_its_score(
    slug: str, answers: Sequence[int], total: int, band: str | None
) -> None:
    found = score(instrument(slug), answers)

    assert (found.total, found.band) == (total, band)
    assert isinstance(found.total, int)
    assert (found.missing, found.is_prorated) == ((), False)


def test_answers_may_be_named_by_their_items() -> None:
    named = dict(enumerate(NINES, 1))

    assert score(instrument("phq-9"), named) == score(instrument("phq-9"), NINES)


def test_the_last_question_of_the_phq_9_is_kept_and_not_counted() -> None:
    assert score(instrument("phq-9"), [*NINES, 3]) == score(instrument("phq-9"), NINES)


def test_subscales_are_summed_and_judged_by_themselves() -> None:
    phq_4 = score(instrument("phq-4"), [2, 1, 1, 1])
    pcl_5 = score(instrument("pcl-5"), [4] * 5 + [1] * 2 + [0] * 7 + [2] * 6)

    assert [(one.total, one.reaches_cut_off) for one in phq_4.subscales] == [(3, True), (2, False)]
    assert [one.total for one in pcl_5.subscales] == [20, 2, 0, 12]
    assert pcl_5.total == 34


def test_a_subscale_with_a_skipped_item_has_no_total_and_others_have() -> None:
    found = score(instrument("phq-4"), [3, None, 1, 2])

    assert found.total is None
    assert [one.total for one in found.subscales] == [None, 3]


@pytest.mark.parametrize(
    ("slug", "answers"),
    [
        ("phq-9", [4, *NINES[1:]]),
        ("phq-9", [-1, *NINES[1:]]),
        ("k10", [0] * 10),
        ("phq-9", {1: True}),
        ("audit-c", [5, 0, 0]),
    ],
)
def test_a_value_that_was_not_offered_is_refused(
    slug: str, answers: Mapping[int, int | None] | Sequence[int | None]
) -> None:
    with pytest.raises(AnswerOutOfRange, match="is answered by one of"):
        score(instrument(slug), answers)


@pytest.mark.parametrize("answers", [[], [1] * 8, [1] * 11, {0: 1}, {11: 1}])
def test_answers_to_other_items_are_refused(
    answers: Mapping[int, int | None] | Sequence[int | None],
) -> None:
    with pytest.raises(NoSuchItem):
        score(instrument("phq-9"), answers)


@pytest.mark.parametrize(
    ("slug", "total", "band", "reaches"),
    [
        ("wsas", 20, "significant impairment", None),
        ("isi", 15, "moderate", None),
        ("ors", Decimal("25.1"), None, False),
        ("ors", Decimal("25.0"), None, True),
        ("ors", 24, None, True),
        ("dass-21-stress", 42, "extremely severe", None),
    ],
)
def test_a_score_from_elsewhere_is_judged_alike(
    slug: str, total: Total, band: str | None, reaches: bool | None
) -> None:
    found = typed(instrument(slug), total)

    assert (found.total, found.band, found.reaches_cut_off) == (total, band, reaches)


@pytest.mark.parametrize(("slug", "total"), [("isi", 29), ("isi", -1), ("k10", 9)])
def test_a_score_that_nobody_can_reach_is_refused(slug: str, total: int) -> None:
    with pytest.raises(TotalOutOfRange, match="goes from"):
        typed(instrument(slug), total)


@pytest.mark.parametrize(
    ("slug", "accepted", "refused", "why"),
    [
        ("phq-9", "0 27 12.0", "-1 28 10.5", "PHQ-9 goes from 0 to 27 in whole points"),
        ("k10", "10 50", "9 51 10.5", "K10 goes from 10 to 50 in whole points"),
        ("who-5", "0 48 52 100", "-4 104 50 51 48.5", "WHO-5 goes from 0 to 100 in steps of 4"),
        ("dass-21-anxiety", "0 8 42", "7 9 43 44", "from 0 to 42 in steps of 2, not to"),
        ("dass-21-stress", "0 14 42", "15 44", "from 0 to 42 in steps of 2, not to"),
        ("dass-21-depression", "0 28 42", "27 44", "from 0 to 42 in steps of 2, not to"),
        ("ors", "0 24.9 25 25.1 40", "-0.1 40.1 25.05", "from 0 to 40 in steps of 0.1, not to"),
        ("srs", "35.9 36", "35.95 40.1", "SRS goes from 0 to 40 in steps of 0.1"),
        ("core-10", "18.9 40", "18.95 41", "CORE-10 goes from 0 to 40 in steps of 0.1"),
    ],
)
def test_a_score_from_elsewhere_keeps_to_range_and_step(
    slug: str, accepted: str, refused: str, why: str
) -> None:
    one = instrument(slug)

    for total in map(Decimal, accepted.split()):
        assert checked_total(one, total) == total
    for total in map(Decimal, refused.split()):
        with pytest.raises(TotalOutOfRange, match=why):
            checked_total(one, total)


def test_every_score_that_answers_come_to_lies_on_the_steps_of_its_instrument() -> None:
    for one in (one for one in instruments() if one.items):
        for total in range(one.low, one.high + 1, one.factor):
            assert checked_total(one, score(one, answers_for(one, total)).total or 0) == total


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("10.5", 0, "11"), ("13.5", 0, "14"), ("12.857", 0, "13"), ("18.88", 1, "18.9")],
)
def test_a_half_is_rounded_up(value: str, places: int, rounded: str) -> None:
    assert half_up(Decimal(value), places) == Decimal(rounded)
