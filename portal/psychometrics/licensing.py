"""Whether a questionnaire may be put before a client, by its licence and what a practice stated."""

from collections.abc import Collection

from portal.psychometrics.instrument import Instrument, Terms


def may_be_answered(instrument: Instrument, stated: Collection[str]) -> bool:
    """Say whether its words may be shown to somebody who answers.

    `stated` are the slugs for which the practice states that its use is not commercial.
    """
    terms = instrument.licence.terms
    return terms is Terms.FREE or (terms is Terms.NON_COMMERCIAL and instrument.slug in stated)
