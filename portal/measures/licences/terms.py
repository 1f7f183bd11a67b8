"""Which questionnaires a practice may use, by their licences and what the practice has stated."""

from collections.abc import Sequence
from typing import NamedTuple

from portal.measures.licences.models import LicenceStatement
from portal.psychometrics.catalogue import instruments
from portal.psychometrics.instrument import Instrument, Terms
from portal.psychometrics.licensing import may_be_answered


class Gated(NamedTuple):
    """A questionnaire for non-commercial use alone, and the statement that opens it, if any.

    `former` is a statement for another licence or version: the practice is asked again.
    """

    instrument: Instrument
    statement: LicenceStatement | None
    former: LicenceStatement | None


def holds(statement: LicenceStatement, instrument: Instrument) -> bool:
    """Tell whether a statement is for this licence and this version, and not taken back."""
    made_for = (statement.slug, statement.licence_id, statement.version)
    return (
        made_for == (instrument.slug, instrument.licence.id, instrument.version)
        and statement.taken_back_at is None
    )


def may_be_used(instrument: Instrument, stated: Sequence[LicenceStatement]) -> bool:
    """Tell whether a practice that has stated this may use it: its words, or scores typed in."""
    if instrument.licence.terms is Terms.SCORES_ONLY:
        return True
    return may_be_answered(instrument, {one.slug for one in stated if holds(one, instrument)})


def usable(stated: Sequence[LicenceStatement]) -> list[Instrument]:
    """Return what the practice may use now, those for typed scores included, ordered by name."""
    found = [one for one in instruments() if may_be_used(one, stated)]
    return sorted(found, key=lambda one: one.name)


def gated(stated: Sequence[LicenceStatement]) -> list[Gated]:
    """Return what is for non-commercial use alone, each with what was stated."""
    return [
        Gated(
            one,
            next((each for each in stated if holds(each, one)), None),
            next((each for each in stated if each.slug == one.slug and not holds(each, one)), None),
        )
        for one in instruments()
        if one.licence.terms is Terms.NON_COMMERCIAL
    ]
