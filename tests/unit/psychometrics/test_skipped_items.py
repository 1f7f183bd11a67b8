"""Skipped items: what is published is done, and where nothing is, there is no total."""

from decimal import Decimal

import pytest

from portal.psychometrics.catalogue import instrument
from portal.psychometrics.instrument import Instrument
from portal.psychometrics.scoring import Total, score
from tests.unit.psychometrics.answering import ASKED, answers_for

Form = list[int | None]


def raised(slug: str, *skipped: int, total: int) -> Form:
    """Return a form whose other answers sum to `total`, with those items skipped."""
    one, left = instrument(slug), total
    form: Form = []
    for item in one.items:
        if item.number in skipped or not item.is_scored:
            form.append(None)
            continue
        more = min(left, max(item.values))
        form.append(item.worth(more))
        left -= more
    assert left == 0
    return form


@pytest.mark.parametrize(
    ("slug", "skipped", "total", "expected"),
    [
        ("phq-9", (4,), 12, 14),  # 13.5
        ("phq-9", (4, 5), 10, 13),  # 12.857
        ("gad-7", (3,), 9, 11),  # 10.5, which Python's own rounding makes a 10
        ("core-10", (1,), 18, Decimal("20.0")),
        ("core-10", (10,), 17, Decimal("18.9")),  # 18.888…
    ],
)
def test_worked_examples_of_pro_rating_come_out(
    slug: str, skipped: tuple[int, ...], total: int, expected: Total
) -> None:
    found = score(instrument(slug), raised(slug, *skipped, total=total), prorate=True)

    assert (found.total, found.missing, found.is_prorated) == (expected, skipped, True)


@pytest.mark.parametrize(("slug", "skipped"), [("phq-9", (1,)), ("gad-7", (7,)), ("phq-9", (1, 2))])
def test_without_a_wish_a_phq_or_gad_with_a_gap_has_no_total(
    slug: str, skipped: tuple[int, ...]
) -> None:
    found = score(instrument(slug), raised(slug, *skipped, total=5))

    assert (found.total, found.band, found.reaches_cut_off) == (None, None, None)
    assert (found.missing, found.is_prorated) == (skipped, False)


@pytest.mark.parametrize(
    ("slug", "skipped"),
    [("phq-9", (9,)), ("phq-9", (1, 9)), ("phq-9", (1, 2, 3)), ("gad-7", (1, 2))],
)
def test_some_gaps_are_never_made_up_for(slug: str, skipped: tuple[int, ...]) -> None:
    found = score(instrument(slug), raised(slug, *skipped, total=5), prorate=True)

    assert (found.total, found.missing) == (None, skipped)


def test_one_gap_in_the_core_10_is_made_up_for_by_itself_and_two_are_not() -> None:
    one, two = (raised("core-10", *skipped, total=18) for skipped in ((10,), (9, 10)))

    assert score(instrument("core-10"), one).total == Decimal("20.0")
    assert score(instrument("core-10"), one, prorate=False).total is None
    assert score(instrument("core-10"), two).total is None


@pytest.mark.parametrize("slug", ["who-5", "pcl-5", "k10", "k6", "phq-2", "gad-2", "phq-4"])
def test_where_no_rule_was_read_a_wish_changes_nothing(slug: str) -> None:
    form: Form = [*answers_for(instrument(slug), instrument(slug).low)]
    form[0] = None

    assert score(instrument(slug), form, prorate=True).total is None


def test_a_score_with_gaps_has_no_verdict() -> None:
    found = score(instrument("core-10"), raised("core-10", 10, total=30))

    assert found.total == Decimal("33.3")
    assert (found.band, found.reaches_cut_off) == (None, None)
    assert found.cut_off is not None  # its name may be told; nothing is said of the score


def test_the_unscored_question_is_never_missing() -> None:
    assert score(instrument("phq-9"), [1] * 9 + [None]).missing == ()


@pytest.mark.parametrize("one", ASKED, ids=lambda one: one.slug)
def test_an_empty_form_has_no_total(one: Instrument) -> None:
    found = score(one, {}, prorate=True)

    assert found.total is None
    assert len(found.missing) == len(one.scored_items)
