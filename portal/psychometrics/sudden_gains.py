"""Sudden gains: a large drop from one session to the next that lasted, found when looking back.

Tang & DeRubeis 1999, J Consult Clin Psychol 67:894; the patterns of missing sessions and the
adjusted critical values as in the R package suddengains (Wiedemann et al. 2020, PLoS ONE
15:e0230276). For the practitioner's eyes; a gain promises nothing about what follows: in one trial
those with gains kept no more of it (Kelly 2007, PMC2140007), in another they did worse later
(Vittengl 2005). Only for scales where fewer points are fewer difficulties; the criteria were made
for such a scale, and for others none were found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import fmean, variance

from portal.psychometrics.course import Number

LEAST_SHARE = 0.25
"""Second criterion: at least a quarter of the score before (Tang & DeRubeis 1999)."""

AROUND = 3
"""Third criterion: three sessions before are compared with three after (Tang & DeRubeis 1999)."""

CRITICAL_T = {4: 2.776, 3: 3.182, 2: 4.303}
"""Two-sided 5 % of Student's t by degrees of freedom, as in suddengains (PLoS ONE 15:e0230276)."""


@dataclass(frozen=True, slots=True)
class Step:
    """What the three criteria say of the step from session `before` to the next, counted from 0."""

    before: int
    is_large: bool
    is_a_quarter: bool
    t: float | None
    is_stable: bool

    @property
    def is_gain(self) -> bool:
        """Whether all three criteria are met."""
        return self.is_large and self.is_a_quarter and self.is_stable


def sudden_gains(totals: Sequence[Number | None], reliable: Number) -> tuple[int, ...]:
    """Return the sessions, counted from 0, after which there was a sudden gain.

    `totals` has one place a session, None where there was no score; `reliable` is the scale's
    reliable change.
    """
    steps = (step(totals, before, reliable) for before in range(len(totals) - 1))
    return tuple(one.before for one in steps if one is not None and one.is_gain)


def step(totals: Sequence[Number | None], before: int, reliable: Number) -> Step | None:
    """Return what the criteria say of one step; None where a score on either side is missing."""
    first, last = totals[before], totals[before + 1]
    if first is None or last is None:
        return None
    drop = first - last
    t, is_stable = _stability(
        _present(totals[max(0, before + 1 - AROUND) : before + 1]),
        _present(totals[before + 1 : before + 1 + AROUND]),
    )
    return Step(
        before=before,
        is_large=drop >= reliable,
        is_a_quarter=drop > 0 and float(drop) >= LEAST_SHARE * float(first),
        t=t,
        is_stable=is_stable,
    )


def _present(totals: Sequence[Number | None]) -> list[float]:
    return [float(one) for one in totals if one is not None]


def _stability(before: list[float], after: list[float]) -> tuple[float | None, bool]:
    """Return Student's t of the two sides, and whether it passes; two scores a side are needed."""
    if len(before) < 2 or len(after) < 2:
        return None, False
    freedom = len(before) + len(after) - 2
    difference = fmean(before) - fmean(after)
    spread = (len(before) - 1) * variance(before) + (len(after) - 1) * variance(after)
    error = sqrt(spread / freedom * (1 / len(before) + 1 / len(after)))
    t = difference / error if error else (inf if difference > 0 else 0.0)
    return t, t > CRITICAL_T[freedom]
