"""What a questionnaire is: its words, how it is scored, and where each number comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar, overload


class Direction(StrEnum):
    """Which way fewer difficulties lie."""

    LOWER = "lower"
    HIGHER = "higher"


class Terms(StrEnum):
    """What its licence lets a practice do with it here."""

    FREE = "free"
    NON_COMMERCIAL = "non_commercial"
    """Off until the practice states that its use is not commercial."""
    SCORES_ONLY = "scores_only"
    """Its words may not stand here; a score reached elsewhere may be typed in."""


class UnknownRule(LookupError):
    """This instrument has no cut-off, or no reliable change, of that name."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. Unless it was `seen`, nothing that rests on it is on by itself."""

    key: str
    text: str
    url: str
    seen: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen. `code` is a LOINC answer."""

    value: int
    text: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Numbers begin at 1; `code` is a LOINC code."""

    number: int
    text: str
    options: tuple[Option, ...]
    is_reversed: bool = False
    is_scored: bool = True
    code: str | None = None

    @property
    def values(self) -> tuple[int, ...]:
        """The values that may be chosen, in the order in which they are shown."""
        return tuple(option.value for option in self.options)

    def worth(self, value: int) -> int:
        """Return what an answer adds to the total."""
        return min(self.values) + max(self.values) - value if self.is_reversed else value


@dataclass(frozen=True, slots=True)
class Band:
    """A named part of the range, both ends included."""

    low: int
    high: int
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class CutOff:
    """A score from which on, in the direction of more difficulties, a rule set speaks of a case.

    `at` itself counts. `rule` names the rule set, `name` says it in words.
    """

    rule: str
    name: str
    at: int
    source: Source
    is_default: bool


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """The points by which two scores must differ, at least, for a rule set to call it change."""

    rule: str
    name: str
    points: Decimal
    source: Source
    is_default: bool


@dataclass(frozen=True, slots=True)
class SafetyItem:
    """An item whose answer, from `at_least` on, is shown to a person, whatever the total is."""

    number: int
    at_least: int
    source: Source


@dataclass(frozen=True, slots=True)
class MissingRule:
    """What becomes of a total when items were skipped.

    Up to `prorate_up_to` of them the total may be raised in proportion and rounded half up to
    `places` decimals, unless an item in `never` is among them. `is_on` says whether that is done
    when nobody asks; `gives_verdicts` whether such a total has a band and meets a cut-off.
    """

    prorate_up_to: int
    never: tuple[int, ...]
    places: int
    is_on: bool
    gives_verdicts: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Subscale:
    """Some of the items, summed by themselves."""

    slug: str
    name: str
    items: tuple[int, ...]
    low: int
    high: int
    bands: tuple[Band, ...]
    cut_offs: tuple[CutOff, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Codes:
    """LOINC and SNOMED CT codes; one that was not seen in a source is not here."""

    panel: str | None
    total: str | None
    snomed: str | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Licence:
    """On which terms its words may be shown, and the line that must stand beside them."""

    id: str
    url: str
    checked_on: date
    credit: str
    terms: Terms
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The copies with which the words were compared, and what differed between them."""

    sources: tuple[Source, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of a questionnaire in one language, as its file in `instruments/` says it.

    `instructions` stand before the first question, `stem` before each of them. `low` and `high`
    bound the total as it is reported, after `factor`; between them it goes in steps of `step`. The
    first number of `version` changes with the words or the scoring, the second with a rule, the
    third with evidence alone. `content_hash` is over what the file means, not over its white space.
    """

    slug: str
    name: str
    title: str
    version: str
    language: str
    recall: str
    instructions: str
    stem: str
    items: tuple[Item, ...]
    low: int
    high: int
    factor: int
    step: Decimal
    direction: Direction
    scoring_variant: str
    score_source: Source
    missing: MissingRule | None
    bands: tuple[Band, ...]
    cut_offs: tuple[CutOff, ...]
    changes: tuple[ReliableChange, ...]
    subscales: tuple[Subscale, ...]
    safety_items: tuple[SafetyItem, ...]
    codes: Codes
    licence: Licence
    wording: Wording
    sources: tuple[Source, ...]
    open_points: tuple[str, ...]
    content_hash: str

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """The items that count towards the total."""
        return tuple(item for item in self.items if item.is_scored)

    @property
    def series(self) -> tuple[str, str, str]:
        """What two scores must share to be compared: slug, scoring variant, major version."""
        return (self.slug, self.scoring_variant, self.version.split(".")[0])

    def item(self, number: int) -> Item:
        """Return the item of that number; LookupError if there is none."""
        for item in self.items:
            if item.number == number:
                return item
        raise LookupError(f"{self.name} has no item {number}.")

    def band_of(self, total: int | Decimal) -> Band | None:
        """Return the band in which a total lies, if this instrument has bands."""
        return band_of(self.bands, total)

    @overload
    def cut_off(self, rule: str) -> CutOff: ...
    @overload
    def cut_off(self, rule: str | None = None) -> CutOff | None: ...
    def cut_off(self, rule: str | None = None) -> CutOff | None:
        """Return the cut-off of a rule set (UnknownRule), or the default, which may be none."""
        return _named(self.cut_offs, rule)

    @overload
    def change(self, rule: str) -> ReliableChange: ...
    @overload
    def change(self, rule: str | None = None) -> ReliableChange | None: ...
    def change(self, rule: str | None = None) -> ReliableChange | None:
        """Return the change of a rule set (UnknownRule), or the default, which may be none."""
        return _named(self.changes, rule)

    def reaches(self, cut_off: CutOff, total: int | Decimal) -> bool:
        """Say whether a total lies at a cut-off or beyond it, towards more difficulties."""
        return total >= cut_off.at if self.direction is Direction.LOWER else total <= cut_off.at


def band_of(bands: Iterable[Band], total: int | Decimal) -> Band | None:
    """Return the last band that begins at or below a total, or None where there are no bands."""
    begun = [band for band in bands if band.low <= total]
    return max(begun, key=lambda band: band.low, default=None)


_R = TypeVar("_R", CutOff, ReliableChange)


def _named(ruled: Iterable[_R], rule: str | None) -> _R | None:
    """Return the one of that rule set; the default if none is named; UnknownRule otherwise."""
    known = {one.rule: one for one in ruled}
    if rule is None:
        return next((one for one in known.values() if one.is_default), None)
    if rule not in known:
        raise UnknownRule(f"There is no rule {rule!r} here; there is {', '.join(known) or 'none'}.")
    return known[rule]
