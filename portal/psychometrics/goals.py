"""What became of goals: attainment scaling (GAS), and ratings from 0 to 10."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite, sqrt

from portal.psychometrics.instrument import Source

RHO = 0.30
"""How strongly the goals of one person go together, as GAS takes it: Kiresuk & Sherman's formula
(nationalcalculatorauthority.com, GAS; Turner-Stokes' guide, studylib 27300761)."""

LEVELS = range(-2, 3)
"""−2 much less than expected … 0 as expected … +2 much more (the same sources)."""

RATINGS = range(11)
"""0 not met at all, 5 half-way, 10 reached: Goal-Based Outcomes (goals-in-therapy.com)."""

HINT_POINTS = Decimal("2.45")
"""From which mean change of ratings on there may be more than error, in young people's services."""

HINT_SOURCE = Source(
    key="edbrooke-childs-2015",
    text="Edbrooke-Childs et al. 2015, Child Adolesc Ment Health 20:142; children, from memory",
    url="",
    seen=False,
)


class Impossible(ValueError):
    """These are no weights, levels or ratings."""


@dataclass(frozen=True, slots=True)
class GoalsChange:
    """How far each goal moved, last less first, and their mean.

    `is_beyond_hint` is None unless the hint was asked for.
    """

    points: tuple[int, ...]
    mean: Decimal
    is_beyond_hint: bool | None


def t_score(weights: Sequence[float], levels: Sequence[int]) -> float:
    """Return the T score of a person's goals; 50 is as expected. Raises Impossible.

    T = 50 + 10·Σwx / √((1−ρ)Σw² + ρ(Σw)²). A summary for the practitioner: a client reads the
    levels in words. The levels of a goal have to be written before the work on it begins.
    """
    if not weights:
        raise Impossible("At least one goal is needed.")
    if len(weights) != len(levels):
        raise Impossible(f"There are {len(weights)} weights and {len(levels)} levels.")
    if not all(isfinite(weight) and weight >= 0 for weight in weights) or not any(weights):
        raise Impossible("A weight is 0 or more, and at least one is more.")
    if not all(level in LEVELS for level in levels):
        raise Impossible("A level is one of -2, -1, 0, 1 and 2.")
    attained = sum(weight * level for weight, level in zip(weights, levels, strict=True))
    squares = sum(weight**2 for weight in weights)
    return 50 + 10 * attained / sqrt((1 - RHO) * squares + RHO * sum(weights) ** 2)


def goals_change(
    first: Sequence[int], last: Sequence[int], *, with_unverified_hint: bool = False
) -> GoalsChange:
    """Return how far goals moved between two ratings each. Raises Impossible."""
    if not first or len(first) != len(last):
        raise Impossible("Each goal needs a first and a last rating.")
    if not all(rating in RATINGS for rating in (*first, *last)):
        raise Impossible("A rating is a whole number from 0 to 10.")
    points = tuple(after - before for before, after in zip(first, last, strict=True))
    mean = Decimal(sum(points)) / len(points)
    return GoalsChange(points, mean, abs(mean) >= HINT_POINTS if with_unverified_hint else None)
