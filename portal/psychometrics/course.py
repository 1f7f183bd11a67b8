"""One person's scores on one questionnaire over time: where it began, its best, its gaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.psychometrics.instrument import Direction, Instrument

Number = int | Decimal

GAP_FACTOR = 2
"""The line of a chart breaks where two scores lie further apart than twice the planned interval: a
rule of our own (docs/clinical.md), because nothing is known about the time between."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A questionnaire answered on one day. `total` is None where it could not be scored."""

    on: date
    total: Number | None
    slug: str
    version: str
    language: str
    scoring_variant: str
    is_prorated: bool = False

    @classmethod
    def of(
        cls, instrument: Instrument, on: date, total: Number | None, *, is_prorated: bool = False
    ) -> "Occasion":
        """Return what was answered with this version of an instrument."""
        return cls(
            on=on,
            total=total,
            slug=instrument.slug,
            version=instrument.version,
            language=instrument.language,
            scoring_variant=instrument.scoring_variant,
            is_prorated=is_prorated,
        )

    @property
    def words(self) -> str:
        """The first number of the version: it changes with the words or the scoring."""
        return self.version.split(".")[0]

    @property
    def is_whole(self) -> bool:
        """Whether it was scored from all of its items, so that it may be compared."""
        return self.total is not None and not self.is_prorated


def in_order(occasions: Iterable[Occasion]) -> tuple[Occasion, ...]:
    """Return them by date; those of one day stay in the order in which they came."""
    return tuple(sorted(occasions, key=lambda occasion: occasion.on))


def baseline(occasions: Iterable[Occasion]) -> Occasion | None:
    """Return the first whole score. Often it was taken at the worst time; say so beside it."""
    return next((one for one in in_order(occasions) if one.is_whole), None)


def latest(occasions: Iterable[Occasion]) -> Occasion | None:
    """Return the last whole score."""
    return next((one for one in reversed(in_order(occasions)) if one.is_whole), None)


def best(occasions: Iterable[Occasion], direction: Direction) -> Occasion | None:
    """Return the whole score with the fewest difficulties; of equals the earliest."""
    found: Occasion | None = None
    for one in in_order(occasions):
        if one.is_whole and (found is None or _is_better(one, found, direction)):
            found = one
    return found


def is_gap(before: Occasion, after: Occasion, planned_days: int | None) -> bool:
    """Say whether too much time lies between two scores to draw a line; never without a plan."""
    if planned_days is None:
        return False
    return (after.on - before.on).days > GAP_FACTOR * planned_days


def stretches(
    occasions: Iterable[Occasion], planned_days: int | None
) -> tuple[tuple[Occasion, ...], ...]:
    """Return the scores in order, parted wherever there is a gap; what has no total is left out."""
    parts: list[list[Occasion]] = []
    for one in in_order(occasions):
        if one.total is None:
            continue
        if parts and not is_gap(parts[-1][-1], one, planned_days):
            parts[-1].append(one)
        else:
            parts.append([one])
    return tuple(tuple(part) for part in parts)


def _is_better(one: Occasion, other: Occasion, direction: Direction) -> bool:
    if one.total is None or other.total is None:
        return False
    return one.total < other.total if direction is Direction.LOWER else one.total > other.total
