"""Which questionnaires may be put before a client, by their licences and what a practice stated."""

from collections.abc import Collection

from portal.psychometrics.catalogue import instruments
from portal.psychometrics.instrument import Instrument, Terms


def may_be_answered(instrument: Instrument, stated: Collection[str]) -> bool:
    """Say whether its words may be shown to somebody who answers.

    `stated` are the slugs for which the practice states that its use is not commercial.
    """
    terms = instrument.licence.terms
    return terms is Terms.FREE or (terms is Terms.NON_COMMERCIAL and instrument.slug in stated)


def answerable(stated: Collection[str]) -> tuple[Instrument, ...]:
    """Return what may be put before a client now, ordered by slug."""
    return tuple(one for one in instruments() if may_be_answered(one, stated))


def scores_only() -> tuple[Instrument, ...]:
    """Return those of which a score may be typed in, and never a word shown, ordered by slug."""
    return tuple(one for one in instruments() if one.licence.terms is Terms.SCORES_ONLY)
