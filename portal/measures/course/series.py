"""What somebody answered over time, measure by measure, each scored anew from its answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from portal import clock
from portal.measures.models import Administration
from portal.measures.questions import Sheet, values_of
from portal.measures.sheets import Sheets
from portal.psychometrics.course import Occasion
from portal.psychometrics.instrument import Instrument
from portal.psychometrics.scoring import Score, score, typed


@dataclass(frozen=True)
class Entry:
    """One time that a measure was answered, or a score that was typed in, with its day."""

    administration: Administration
    sheet: Sheet
    on: date

    @property
    def is_typed(self) -> bool:
        """Whether the score was reached elsewhere; its remark says where."""
        return self.administration.typed_total is not None

    @property
    def values(self) -> dict[int, int]:
        """The numbers that were chosen, by the number of the question."""
        return values_of(self.sheet, self.administration.answers or {})

    @cached_property
    def score(self) -> Score | None:
        """What the answers come to; None for a client's own words, which have no total."""
        if self.sheet.instrument is None:
            return None
        total = self.administration.typed_total
        if total is not None:
            return typed(self.sheet.instrument, _number(total))
        return score(self.sheet.instrument, self.values)

    @property
    def total(self) -> int | Decimal | None:
        """The score, where there is one."""
        return self.score.total if self.score else None

    @property
    def occasion(self) -> Occasion:
        """The score as a course has it; for instruments alone."""
        assert self.sheet.instrument is not None
        is_prorated = self.score is not None and self.score.is_prorated
        return Occasion.of(self.sheet.instrument, self.on, self.total, is_prorated=is_prorated)

    @property
    def edition(self) -> tuple[str, ...]:
        """What two entries must share to stand on one chart: the words, and how they are scored."""
        if self.sheet.instrument is None:
            return (self.sheet.slug, self.sheet.version)
        return self.sheet.instrument.series


@dataclass(frozen=True)
class Part:
    """Entries of one edition, the oldest first: versions are never mixed."""

    entries: tuple[Entry, ...]

    @property
    def sheet(self) -> Sheet:
        """The measure, as it was last answered."""
        return self.entries[-1].sheet

    @property
    def instrument(self) -> Instrument | None:
        """The rules that its scores are read by, where there are any."""
        return self.sheet.instrument

    @property
    def occasions(self) -> list[Occasion]:
        """The scores as a course; none for a client's own words."""
        return [one.occasion for one in self.entries] if self.instrument else []

    @property
    def last(self) -> Entry:
        """The newest entry."""
        return self.entries[-1]


@dataclass(frozen=True)
class Series:
    """All that was answered of one measure: a part for each edition, the oldest first."""

    parts: tuple[Part, ...]

    @property
    def slug(self) -> str:
        return self.sheet.slug

    @property
    def sheet(self) -> Sheet:
        """The measure, as it was last answered."""
        return self.parts[-1].sheet

    @property
    def last(self) -> Entry:
        """The newest entry of all."""
        return self.parts[-1].last


def day_of(administration: Administration, zone: str) -> date:
    """Return the day that a score belongs to: when it was sent, or as it was typed in."""
    if administration.typed_total is not None or administration.completed_at is None:
        return administration.due_on
    return clock.local(administration.completed_at, zone).date()


def series_of(completed: Iterable[Administration], sheets: Sheets, zone: str) -> list[Series]:
    """Return what was completed measure by measure, ordered by their names."""
    entries = [Entry(one, sheets.answered(one), day_of(one, zone)) for one in completed]
    found = [_series(list(group)) for _slug, group in groupby(sorted(entries, key=_slug), _slug)]
    return sorted(found, key=lambda one: (one.sheet.name.casefold(), one.slug))


def _series(entries: Sequence[Entry]) -> Series:
    """Part the entries of one measure by their editions, each in the order of its first day."""
    ordered = sorted(entries, key=lambda one: one.on)
    editions = dict.fromkeys(one.edition for one in ordered)
    return Series(
        tuple(Part(tuple(one for one in ordered if one.edition == edition)) for edition in editions)
    )


def _slug(entry: Entry) -> str:
    return entry.sheet.slug


def _number(total: str) -> int | Decimal:
    number = Decimal(total)
    return int(number) if number == number.to_integral_value() else number
