"""From answers to a score: total, band, cut-off, what was skipped, and what a person should see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.psychometrics.instrument import (
    Band,
    CutOff,
    Instrument,
    Item,
    MissingRule,
    Subscale,
    band_of,
)

Answers = Mapping[int, int | None] | Sequence[int | None]
"""Values by the number of their item, or in the order of the items; None for one not answered."""
Total = int | Decimal


class UnusableAnswers(ValueError):
    """These cannot be answers to this instrument."""


class AnswerOutOfRange(UnusableAnswers):
    """A value is none of the item's options."""


class NoSuchItem(UnusableAnswers):
    """There are answers to more, fewer or other items than the instrument has."""


class TotalOutOfRange(UnusableAnswers):
    """A score from elsewhere lies outside the range of the instrument, or between its steps."""


@dataclass(frozen=True, slots=True)
class SubscaleScore:
    """The sum of some items; no total where one of them was skipped."""

    subscale: Subscale
    total: int | None
    band: str | None
    cut_off: CutOff | None
    reaches_cut_off: bool | None


@dataclass(frozen=True, slots=True)
class Score:
    """What the answers come to.

    Without a total there is no verdict; a pro-rated total has one only where the instrument says
    so. `safety` holds the numbers of the safety items that were answered as positive, also on a
    form that is incomplete. That it is empty says nothing about anybody's safety.
    """

    total: Total | None
    band: str | None
    cut_off: CutOff | None
    reaches_cut_off: bool | None
    missing: tuple[int, ...]
    is_prorated: bool
    safety: tuple[int, ...]
    subscales: tuple[SubscaleScore, ...]


def score(
    instrument: Instrument,
    answers: Answers,
    *,
    prorate: bool | None = None,
    rule: str | None = None,
) -> Score:
    """Score the answers to an instrument.

    `prorate` None does with skipped items what the instrument does by itself. `rule` names the
    cut-off, else it is the default one. Raises UnusableAnswers, or UnknownRule.
    """
    given = _checked(instrument, answers)
    missing = tuple(item.number for item in instrument.scored_items if item.number not in given)
    is_prorated = bool(missing) and _may_prorate(instrument.missing, missing, prorate)
    total = _total(instrument, given) if is_prorated or not missing else None
    judged = None if is_prorated and not _gives_verdicts(instrument.missing) else total
    cut_off = instrument.cut_off(rule)
    return Score(
        total=total,
        band=_name(instrument.bands, judged),
        cut_off=cut_off,
        reaches_cut_off=_reaches(instrument, cut_off, judged),
        missing=missing,
        is_prorated=is_prorated,
        safety=_safety(instrument, given),
        subscales=tuple(_subscale(instrument, one, given) for one in instrument.subscales),
    )


def typed(instrument: Instrument, total: Total, *, rule: str | None = None) -> Score:
    """Return the score of a total that was reached elsewhere and typed in; TotalOutOfRange."""
    if not instrument.low <= total <= instrument.high:
        raise TotalOutOfRange(
            f"{instrument.name} goes from {instrument.low} to {instrument.high}, not to {total}."
        )
    cut_off = instrument.cut_off(rule)
    band, reaches = _name(instrument.bands, total), _reaches(instrument, cut_off, total)
    return Score(total, band, cut_off, reaches, (), False, (), ())


def checked_total(instrument: Instrument, total: Total) -> Total:
    """Return a score from elsewhere if answers can come to it; TotalOutOfRange otherwise.

    What was kept once is read by `typed`, which looks at the range alone.
    """
    is_within = instrument.low <= total <= instrument.high
    if is_within and (total - instrument.low) % instrument.step == 0:
        return total
    steps = "whole points" if instrument.step == 1 else f"steps of {instrument.step}"
    raise TotalOutOfRange(
        f"{instrument.name} goes from {instrument.low} to {instrument.high} in {steps}, "
        f"not to {total}."
    )


def half_up(value: Decimal, places: int = 0) -> Decimal:
    """Round to some decimals, a half away from zero, as people do on paper."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _checked(instrument: Instrument, answers: Answers) -> dict[int, int]:
    """Return the answers that were given by the number of their item, each one of its options."""
    items = {item.number: item for item in instrument.items}
    given = {number: value for number, value in _pairs(instrument, answers) if value is not None}
    for number, value in given.items():
        if number not in items:
            raise NoSuchItem(f"{instrument.name} has no item {number}.")
        if isinstance(value, bool) or value not in items[number].values:
            known = ", ".join(str(one) for one in sorted(items[number].values))
            raise AnswerOutOfRange(
                f"Item {number} of {instrument.name} is answered by one of {known}, not by {value}."
            )
    return given


def _pairs(instrument: Instrument, answers: Answers) -> Iterable[tuple[int, int | None]]:
    """Return item numbers with their values; what is not scored may be left away at the end."""
    if isinstance(answers, Mapping):
        return answers.items()
    scored, every = len(instrument.scored_items), len(instrument.items)
    if len(answers) not in {scored, every} or not answers:
        raise NoSuchItem(
            f"{instrument.name} has {every} items, {scored} of them scored; "
            f"there are {len(answers)} answers."
        )
    return enumerate(answers, 1)


def _total(instrument: Instrument, given: Mapping[int, int]) -> Total:
    """Return the sum over the scored items, raised in proportion to those that were answered."""
    items = instrument.scored_items
    answered = [item for item in items if item.number in given]
    total = _sum(answered, given) * instrument.factor
    if len(answered) == len(items):
        return total
    assert instrument.missing is not None
    places = instrument.missing.places
    raised = half_up(Decimal(total * len(items)) / len(answered), places)
    return raised if places else int(raised)


def _sum(items: Iterable[Item], given: Mapping[int, int]) -> int:
    return sum(item.worth(given[item.number]) for item in items)


def _may_prorate(rule: MissingRule | None, missing: Sequence[int], wished: bool | None) -> bool:
    """Say whether so many, and these, items may be missing, and whether somebody wants it so."""
    if rule is None or not (rule.is_on if wished is None else wished):
        return False
    return len(missing) <= rule.prorate_up_to and not set(missing) & set(rule.never)


def _gives_verdicts(rule: MissingRule | None) -> bool:
    return rule is not None and rule.gives_verdicts


def _safety(instrument: Instrument, given: Mapping[int, int]) -> tuple[int, ...]:
    """Return the safety items that were answered as positive, whatever else was answered."""
    return tuple(
        one.number
        for one in instrument.safety_items
        if one.number in given and given[one.number] >= one.at_least
    )


def _subscale(
    instrument: Instrument, subscale: Subscale, given: Mapping[int, int]
) -> SubscaleScore:
    items = [instrument.item(number) for number in subscale.items]
    is_complete = all(item.number in given for item in items)
    total = _sum(items, given) if is_complete else None
    cut_off = next((one for one in subscale.cut_offs if one.is_default), None)
    return SubscaleScore(
        subscale,
        total,
        _name(subscale.bands, total),
        cut_off,
        _reaches(instrument, cut_off, total),
    )


def _name(bands: Iterable[Band], total: Total | None) -> str | None:
    """Return the name of the band of a total, if there is one."""
    band = None if total is None else band_of(bands, total)
    return band.name if band else None


def _reaches(instrument: Instrument, cut_off: CutOff | None, total: Total | None) -> bool | None:
    """Say whether a total lies at a cut-off or beyond, if there is one of each."""
    if cut_off is None or total is None:
        return None
    return instrument.reaches(cut_off, total)
