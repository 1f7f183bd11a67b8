"""Every instrument says what is published of it, and is found by its slug."""

import pytest

from portal.psychometrics.catalogue import UnknownInstrument, instrument, instruments
from portal.psychometrics.instrument import CutOff, Direction, ReliableChange, Terms, UnknownRule
from tests.unit.psychometrics.published import (
    CODES,
    FREE,
    GATED,
    HIGHER_IS_BETTER,
    MEASURES,
    REVERSED,
    SAFETY,
    Published,
)

EVERY = pytest.mark.parametrize(("slug", "published"), MEASURES.items(), ids=MEASURES)


def ruled(rules: tuple[CutOff, ...] | tuple[ReliableChange, ...]) -> dict[str, int]:
    """Return rules as they are written in `published`: the default with a star."""
    return {
        f"{one.rule}{'*' if one.is_default else ''}": one.at
        if isinstance(one, CutOff)
        else int(one.points)
        for one in rules
    }


def test_nothing_is_missing_and_nothing_too_much() -> None:
    assert {one.slug for one in instruments()} == MEASURES.keys()
    assert [one.slug for one in instruments()] == sorted(MEASURES)


@EVERY
def test_an_instrument_is_as_it_is_published(slug: str, published: Published) -> None:
    one = instrument(slug)

    assert (len(one.scored_items), one.low, one.high) == published[:3]
    assert {band.name: band.low for band in one.bands} == published.bands
    assert ruled(one.cut_offs) == published.cut_offs
    assert ruled(one.changes) == published.changes
    assert (one.direction is Direction.HIGHER) == (slug in HIGHER_IS_BETTER)
    assert {item.number for item in one.items if item.is_reversed} == REVERSED.get(slug, set())
    assert {item.number: item.at_least for item in one.safety_items} == SAFETY.get(slug, {})


@EVERY
def test_its_codes_are_those_that_were_read(slug: str, published: Published) -> None:
    codes = instrument(slug).codes

    assert (codes.panel, codes.total, codes.snomed) == CODES.get(slug, (None, None, None))
    assert codes.total is None or codes.total != codes.panel


@EVERY
def test_its_terms_are_those_of_its_licence(slug: str, published: Published) -> None:
    terms = instrument(slug).licence.terms

    expected = Terms.FREE if slug in FREE else Terms.SCORES_ONLY
    assert terms is (Terms.NON_COMMERCIAL if slug in GATED else expected)
    assert (terms is Terms.SCORES_ONLY) == (published.items == 0)


def test_two_ways_of_scoring_are_two_series() -> None:
    assert instrument("k10").series == ("k10", "australian-1-5", "1")
    assert instrument("k6").series == ("k6", "original-0-4", "1")


def test_the_first_items_of_the_long_forms_are_the_short_forms() -> None:
    words = {slug: [item.text for item in instrument(slug).items] for slug in FREE}

    assert words["phq-2"] == words["phq-9"][:2]
    assert words["gad-2"] == words["gad-7"][:2]
    assert words["phq-4"] == [*words["gad-2"], *words["phq-2"]]


def test_the_parts_of_the_long_forms_are_theirs() -> None:
    def parts(slug: str) -> dict[str, tuple[int, ...]]:
        return {part.slug: part.items for part in instrument(slug).subscales}

    assert parts("phq-4") == {"anxiety": (1, 2), "depression": (3, 4)}
    assert parts("pcl-5") == {
        "intrusion": tuple(range(1, 6)),
        "avoidance": (6, 7),
        "thoughts-and-mood": tuple(range(8, 15)),
        "arousal": tuple(range(15, 21)),
    }


def test_answers_of_the_phq_carry_their_codes_in_loincs_own_order() -> None:
    often, difficult = (instrument("phq-9").item(number).options for number in (1, 10))

    assert [one.code for one in often] == ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
    assert [one.code for one in difficult] == ["LA6572-7", "LA6573-5", "LA6575-0", "LA6574-3"]
    assert not instrument("phq-9").item(10).is_scored


def test_an_instrument_is_found_by_its_version_and_others_are_not() -> None:
    assert instrument("phq-9", "1.0.0") is instrument("phq-9")
    with pytest.raises(UnknownInstrument, match=r"phq-9 0\.9\.0"):
        instrument("phq-9", "0.9.0")
    with pytest.raises(UnknownInstrument, match="There is no instrument phq-8"):
        instrument("phq-8")


def test_a_rule_that_is_not_there_is_refused_and_says_which_are() -> None:
    with pytest.raises(UnknownRule, match="screening, nhs-talking-therapies"):
        instrument("gad-7").cut_off("icd-10")
    with pytest.raises(LookupError, match="PHQ-9 has no item 11"):
        instrument("phq-9").item(11)
