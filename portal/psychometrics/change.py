"""Whether two scores of one person differ by more than the error of measuring, by a named rule."""

from dataclasses import dataclass
from enum import StrEnum

from portal.psychometrics.course import Number, Occasion
from portal.psychometrics.instrument import Direction, Instrument, ReliableChange


class NotComparable(ValueError):
    """The two scores do not lie on one scale."""


class ScoreOutOfRange(ValueError):
    """No answers can add up to this score."""


class Verdict(StrEnum):
    """What a rule says of a change."""

    IMPROVEMENT = "reliable improvement"
    DETERIORATION = "reliable deterioration"
    NONE = "no reliable change"


class Caveat(StrEnum):
    """Why there is no verdict on a change; `UNVERIFIED` goes with one, to be told beside it."""

    NOT_SCORED = "not_scored"
    PRORATED = "prorated"
    OTHER_WORDS = "other_words"
    """The questionnaire's words or its scoring changed between the two."""
    OTHER_LANGUAGE = "other_language"
    NO_RULE = "no_rule"
    UNVERIFIED = "unverified"
    """The rule's source was not seen by whoever wrote it down."""


@dataclass(frozen=True, slots=True)
class Change:
    """A difference in points, last less first, and what may be said of it.

    Without a verdict the `caveats` say why; the points may be shown all the same.
    """

    points: Number | None
    rule: ReliableChange | None
    verdict: Verdict | None
    caveats: tuple[Caveat, ...] = ()


def change(instrument: Instrument, first: Number, last: Number, rule: str | None = None) -> Change:
    """Compare two whole scores by a rule of the instrument, or its default one, if it has any.

    Raises UnknownRule and ScoreOutOfRange. Occasions are compared by `change_between`.
    """
    for score in (first, last):
        if not instrument.low <= score <= instrument.high:
            raise ScoreOutOfRange(
                f"A score of {instrument.name} lies from {instrument.low} to {instrument.high}, "
                f"so {score} cannot be one."
            )
    named = instrument.change(rule)
    points = last - first
    if named is None:
        return Change(points, None, None, (Caveat.NO_RULE,))
    caveats = () if named.source.seen else (Caveat.UNVERIFIED,)
    return Change(points, named, verdict(points, named, instrument.direction), caveats)


def change_between(
    instrument: Instrument, first: Occasion, last: Occasion, rule: str | None = None
) -> Change:
    """Compare two occasions of a series. Raises NotComparable, UnknownRule and ScoreOutOfRange.

    There is no verdict where a score is missing or prorated, or where words, scoring or language
    differ: the rule was found for whole answers to the same words. The points are told even so.
    """
    for one in (first, last):
        if (one.slug, one.scoring_variant) != (instrument.slug, instrument.scoring_variant):
            raise NotComparable(
                "Scores of two scales, or of two ways of scoring, have no difference."
            )
    if first.total is None or last.total is None:
        return Change(None, None, None, (Caveat.NOT_SCORED,))
    caveats = tuple(_against_comparing(first, last))
    if caveats:
        return Change(last.total - first.total, None, None, caveats)
    return change(instrument, first.total, last.total, rule)


def other_seen_rules(instrument: Instrument, found: Change) -> tuple[ReliableChange, ...]:
    """Return the rules that were read in their source and say otherwise than the one used."""
    if found.points is None or found.verdict is None:
        return ()
    return tuple(
        one
        for one in instrument.changes
        if one.source.seen and verdict(found.points, one, instrument.direction) is not found.verdict
    )


def wariest(instrument: Instrument) -> ReliableChange | None:
    """Return the rule that asks for the fewest points, of those read in their source, if any."""
    seen = (one for one in instrument.changes if one.source.seen)
    return min(seen, key=lambda one: one.points, default=None)


def verdict(points: Number, rule: ReliableChange, direction: Direction) -> Verdict:
    """Say what a rule says of a change in points; the rule's own number of points is enough."""
    if -rule.points < points < rule.points:
        return Verdict.NONE
    is_better = points < 0 if direction is Direction.LOWER else points > 0
    return Verdict.IMPROVEMENT if is_better else Verdict.DETERIORATION


def _against_comparing(first: Occasion, last: Occasion) -> list[Caveat]:
    """Say why no verdict may be given on these two."""
    reasons = {
        Caveat.PRORATED: first.is_prorated or last.is_prorated,
        Caveat.OTHER_WORDS: first.words != last.words,
        Caveat.OTHER_LANGUAGE: first.language != last.language,
    }
    return [caveat for caveat, holds in reasons.items() if holds]
