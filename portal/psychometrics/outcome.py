"""The outcome of a course by two measures, by the rules of NHS Talking Therapies.

For a course of at least two attended treatment contacts (NHS glossary, fingertips.phe.org.uk), the
first scores are compared with the last. The values stand in each instrument's file. How the two
measures work together is from memory (NHS Digital, "A guide to IAPT data and publications") and was
not read again in the current Manual.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.psychometrics.course import Number
from portal.psychometrics.instrument import CutOff, Instrument, ReliableChange

RULE = "nhs-talking-therapies"

UNVERIFIED = (
    "How the two measures work together is from memory (NHS Digital, A guide to IAPT data and "
    "publications) and was not checked against the present Manual; the values of each measure were."
)
"""Stands wherever an outcome by two measures is told."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score on a measure speaks of a case, and how many points are reliable change.

    For measures on which fewer points are fewer difficulties.
    """

    case_from: int
    reliable: Number

    def is_case(self, score: Number) -> bool:
        """Say whether a score lies at caseness or above."""
        return score >= self.case_from

    def improved(self, start: Number, end: Number) -> bool:
        """Say whether a score fell reliably."""
        return start - end >= self.reliable

    def deteriorated(self, start: Number, end: Number) -> bool:
        """Say whether a score rose reliably."""
        return end - start >= self.reliable


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a course. Recovery is None where it does not apply: no case at the start."""

    case_at_start: bool
    recovered: bool | None
    reliable_improvement: bool
    reliable_deterioration: bool
    reliable_recovery: bool | None


def thresholds(instrument: Instrument) -> Thresholds:
    """Return an instrument's values by this rule set. Raises UnknownRule."""
    case, reliable = instrument.cut_off(RULE), instrument.change(RULE)
    assert case is not None  # a rule that is named is there, or raises
    assert reliable is not None
    return Thresholds(case.at, reliable.points)


def is_verified(instrument: Instrument) -> bool:
    """Say whether an instrument has values by this rule set, both read in their source."""
    values: list[CutOff | ReliableChange] = [*instrument.cut_offs, *instrument.changes]
    seen = [one.source.seen for one in values if one.rule == RULE]
    return len(seen) == 2 and all(seen)


def outcome(
    measures: Sequence[Thresholds], start: Sequence[Number], end: Sequence[Number]
) -> Outcome:
    """Compare the first scores of a course with the last, each in the order of the measures.

    A case is who is one by any measure. Reliable improvement: at least one measure fell reliably
    and none rose so; deterioration the other way round; one of each is neither. Recovery: a case at
    the start, none at the end.
    """
    courses = list(zip(measures, start, end, strict=True))
    better = any(measure.improved(first, last) for measure, first, last in courses)
    worse = any(measure.deteriorated(first, last) for measure, first, last in courses)
    was_case = any(measure.is_case(first) for measure, first, _ in courses)
    is_case = any(measure.is_case(last) for measure, _, last in courses)
    improvement = better and not worse
    return Outcome(
        case_at_start=was_case,
        recovered=not is_case if was_case else None,
        reliable_improvement=improvement,
        reliable_deterioration=worse and not better,
        reliable_recovery=not is_case and improvement if was_case else None,
    )
