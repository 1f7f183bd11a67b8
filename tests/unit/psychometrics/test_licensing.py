"""A questionnaire is put before a client only where its licence, or a statement, lets it."""

import pytest

from portal.psychometrics.catalogue import instrument
from portal.psychometrics.licensing import answerable, may_be_answered, scores_only
from tests.unit.psychometrics.published import FREE, GATED, MEASURES


def test_without_a_statement_only_the_free_ones_may_be_answered() -> None:
    assert {one.slug for one in answerable(set())} == FREE


def test_a_statement_opens_its_own_measure_and_no_other() -> None:
    assert {one.slug for one in answerable({"core-10"})} == FREE | {"core-10"}
    assert {one.slug for one in answerable(GATED)} == FREE | GATED


@pytest.mark.parametrize("slug", sorted(MEASURES.keys() - FREE - GATED))
def test_no_statement_opens_what_may_not_be_shown(slug: str) -> None:
    assert not may_be_answered(instrument(slug), MEASURES.keys())
    assert slug in {one.slug for one in scores_only()}
    assert not instrument(slug).items
