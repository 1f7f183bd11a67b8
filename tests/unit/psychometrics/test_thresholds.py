"""Every band and every cut-off holds from exactly its score on, one less and one more tried."""

import pytest

from portal.psychometrics.catalogue import instrument
from portal.psychometrics.scoring import Score, score, typed
from tests.unit.psychometrics.answering import answers_for
from tests.unit.psychometrics.published import HIGHER_IS_BETTER, MEASURES

BANDS = [
    (slug, before, name, first)
    for slug, published in MEASURES.items()
    for (before, _), (name, first) in zip(
        list(published.bands.items())[:-1], list(published.bands.items())[1:], strict=True
    )
]
CUT_OFFS = [
    (slug, rule.removesuffix("*"), at)
    for slug, published in MEASURES.items()
    for rule, at in published.cut_offs.items()
]


def scored(slug: str, total: int, rule: str | None = None) -> Score:
    """Return a score of that total, from answers where there are questions."""
    one = instrument(slug)
    if one.items:
        return score(one, answers_for(one, total), rule=rule)
    return typed(one, total, rule=rule)


@pytest.mark.parametrize(("slug", "before", "name", "first"), BANDS)
def test_a_band_begins_at_its_first_score(slug: str, before: str, name: str, first: int) -> None:
    assert [scored(slug, first + more).band for more in (-1, 0, 1)] == [before, name, name]


@pytest.mark.parametrize("slug", [slug for slug, published in MEASURES.items() if published.bands])
def test_the_outer_bands_reach_the_ends(slug: str) -> None:
    bands, names = instrument(slug).bands, list(MEASURES[slug].bands)

    assert (scored(slug, bands[0].low).band, scored(slug, bands[-1].high).band) == (
        names[0],
        names[-1],
    )


@pytest.mark.parametrize(("slug", "rule", "at"), CUT_OFFS)
def test_a_cut_off_is_reached_at_its_score(slug: str, rule: str, at: int) -> None:
    step = instrument(slug).factor
    towards = -step if slug in HIGHER_IS_BETTER else step

    reached = [scored(slug, at + far, rule).reaches_cut_off for far in (-towards, 0, towards)]

    assert reached == [False, True, True]


@pytest.mark.parametrize("slug", ["phq-2", "gad-2", "gad-7", "core-10", "pcl-5", "k6"])
def test_without_a_wish_the_default_rule_is_used_and_named(slug: str) -> None:
    default = next(rule for rule in MEASURES[slug].cut_offs if rule.endswith("*"))

    found = scored(slug, instrument(slug).high)

    assert found.cut_off is not None
    assert found.cut_off.rule == default.removesuffix("*")


def test_screening_and_the_nhs_part_ways_at_eight_and_nine() -> None:
    rules = ("screening", "nhs-talking-therapies")

    told = {
        total: [scored("gad-7", total, rule).reaches_cut_off for rule in rules]
        for total in (7, 8, 9, 10)
    }

    assert told == {7: [False, False], 8: [False, True], 9: [False, True], 10: [True, True]}


@pytest.mark.parametrize("slug", ["k10", "phq-4", "audit-c"])
def test_where_no_rule_may_be_used_by_itself_none_is(slug: str) -> None:
    found = scored(slug, instrument(slug).high)

    assert (found.cut_off, found.reaches_cut_off) == (None, None)
