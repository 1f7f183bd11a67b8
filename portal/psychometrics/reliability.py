"""How large a difference must be before it is more than the error of measuring: Jacobson & Truax.

Jacobson & Truax 1991, J Consult Clin Psychol 59:12. Which error term is right is disputed (Maassen
2004), and a reliability from a retest gives another answer than Cronbach's alpha: whoever states a
threshold states the standard deviation, the reliability, its kind and z with it.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isfinite, isqrt, sqrt

from portal.psychometrics.instrument import Direction

Z = 1.96
"""Two-sided 5 % of a normal distribution: Jacobson & Truax 1991, who ask for |RC| > 1.96."""


class Impossible(ValueError):
    """No scale has such numbers."""


class Category(StrEnum):
    """What became of one person between two scores, in the words of Jacobson & Truax."""

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"


@dataclass(frozen=True, slots=True)
class Rci:
    """How far two scores of one person differ by error alone.

    `sem` is the standard error of measurement, `sdiff` that of a difference, `points` is z·sdiff: a
    change must exceed it. `whole_points` is the smallest change in whole points that does.
    """

    sem: float
    sdiff: float
    points: float
    whole_points: int
    squared: Fraction
    """points², exactly: whether a change exceeds it is no matter of rounding."""

    def index(self, first: float, last: float) -> float:
        """Return RC, the change in standard errors of a difference; up is positive."""
        return (last - first) / self.sdiff

    def is_reliable(self, first: float, last: float) -> bool:
        """Say whether the change is more than error may be expected to make."""
        return (_exact(last) - _exact(first)) ** 2 > self.squared


@dataclass(frozen=True, slots=True)
class Sample:
    """The mean and the standard deviation of a scale in a group of people."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class CutOffs:
    """The three cut-offs of Jacobson & Truax.

    `a`: two standard deviations away from the mean of people in care, towards few difficulties.
    `b`: two from the mean of people who are not, towards difficulties. `c`: between the two, where
    a score is as likely in one group as in the other; to be preferred when the groups overlap.
    """

    a: float
    b: float
    c: float


def jacobson_truax(sd: float, r: float, z: float = Z) -> Rci:
    """Return the error of a change, from a scale's standard deviation and reliability.

    SEM = sd·√(1−r), Sdiff = √2·SEM, points = z·Sdiff. Raises Impossible.
    """
    if not (isfinite(sd) and sd > 0):
        raise Impossible("A standard deviation is a number above 0.")
    if not 0 <= r < 1:
        raise Impossible("A reliability is at least 0 and below 1.")
    if not (isfinite(z) and z > 0):
        raise Impossible("z is a number above 0.")
    sem = sd * sqrt(1 - r)
    sdiff = sqrt(2) * sem
    squared = 2 * (_exact(z) * _exact(sd)) ** 2 * (1 - _exact(r))
    return Rci(sem, sdiff, z * sdiff, isqrt(int(squared)) + 1, squared)


def cut_offs(in_care: Sample, others: Sample) -> CutOffs:
    """Return the cut-offs between people in care and others. Raises Impossible."""
    if not (in_care.sd > 0 and others.sd > 0):
        raise Impossible("A standard deviation is a number above 0.")
    if in_care.mean == others.mean:
        raise Impossible("The two groups have the same mean: no score parts them.")
    away = 2 if in_care.mean < others.mean else -2
    both = in_care.sd + others.sd
    return CutOffs(
        a=in_care.mean + away * in_care.sd,
        b=others.mean - away * others.sd,
        c=(others.sd * in_care.mean + in_care.sd * others.mean) / both,
    )


def category(first: float, last: float, rci: Rci, cut_off: float, direction: Direction) -> Category:
    """Return what became of a person; the cut-off itself still lies with the difficulties.

    Recovered is only who crossed it: somebody who began beyond it can improve, not recover.
    """
    if not rci.is_reliable(first, last):
        return Category.UNCHANGED
    if (last < first) != (direction is Direction.LOWER):
        return Category.DETERIORATED
    if _is_clear(last, cut_off, direction) and not _is_clear(first, cut_off, direction):
        return Category.RECOVERED
    return Category.IMPROVED


def _is_clear(score: float, cut_off: float, direction: Direction) -> bool:
    return score < cut_off if direction is Direction.LOWER else score > cut_off


def _exact(number: float) -> Fraction:
    """The number as it was written: 0.1 is a tenth, not the binary number next to it."""
    return Fraction(str(number))
