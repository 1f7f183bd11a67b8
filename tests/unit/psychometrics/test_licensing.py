"""A questionnaire is put before a client only where its licence, or a statement, lets it."""

from collections.abc import Collection

import pytest

from portal.psychometrics.catalogue import instrument, instruments
from portal.psychometrics.licensing import may_be_answered
from tests.unit.psychometrics.published import FREE, GATED, MEASURES


def answerable(stated: Collection[str]) -> set[str]:
    """Return what may be answered where that was stated."""
    return {one.slug for one in instruments() if may_be_answered(one, stated)}


def test_without_a_statement_only_the_free_ones_may_be_answered() -> None:
    assert answerable(set()) == FREE


def test_a_statement_opens_its_own_measure_and_no_other() -> None:
    assert answerable({"core-10"}) == FREE | {"core-10"}
    assert answerable(GATED) == FREE | GATED


@pytest.mark.parametrize("slug", sorted(MEASURES.keys() - FREE - GATED))
def test_no_statement_opens_what_may_not_be_shown(slug: str) -> None:
    assert not may_be_answered(instrument(slug), MEASURES.keys())
    assert not instrument(slug).items
