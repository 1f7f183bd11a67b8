"""When somebody looks, and until when: hours of a week on the wall clock of the practice (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """The hours in which somebody looks, and within how many of them.

    `weekdays` are 0 for Monday to 6 for Sunday, at least one. Where `closes` is not after `opens`,
    the hours go on over midnight and belong to the day on which they began.
    """

    weekdays: frozenset[int]
    opens: time
    closes: time
    within: int

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= set(range(7)) or self.within < 1:
            raise ValueError("hours need a day of the week, and at least one hour to look within")

    @property
    def in_a_week(self) -> timedelta:
        """How long somebody looks in a week in which no clock is put forward or back."""
        opens, closes = (
            timedelta(hours=one.hour, minutes=one.minute) for one in (self.opens, self.closes)
        )
        return len(self.weekdays) * ((closes - opens) % A_DAY or A_DAY)

    @property
    def is_within_a_week(self) -> bool:
        """Whether somebody looks within seven days, whenever it is said."""
        return timedelta(hours=self.within) <= self.in_a_week


USUAL = Hours(frozenset(range(5)), time(9), time(17), within=8)
"""What clients are told while a practitioner has set nothing: a working day."""


def due(told_at: datetime, hours: Hours, zone: str) -> datetime:
    """Return until when somebody looks at what was told at `told_at`: always in their hours.

    Only time within the hours counts, as it really passes: a clock that is put forward or back
    takes none away.
    """
    left = timedelta(hours=hours.within)
    for begins, ends in _stretches(told_at, hours, zone):
        start = max(begins, told_at)
        if ends - start >= left:
            return start + left
        left -= max(ends - start, timedelta())
    raise AssertionError("the weeks go on")


def next_beginning(after: datetime, hours: Hours, zone: str) -> datetime:
    """Return when the hours begin next after a moment."""
    return next(begins for begins, _ends in _stretches(after, hours, zone) if begins > after)


def _stretches(since: datetime, hours: Hours, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """Yield from the day before `since` on when the hours begin and end, in UTC."""
    day = since.astimezone(ZoneInfo(zone)).date() - A_DAY
    over_midnight = A_DAY if hours.closes <= hours.opens else timedelta()
    while True:
        if day.weekday() in hours.weekdays:
            begins = _moment(day, hours.opens, zone)
            ends = _moment(day + over_midnight, hours.closes, zone)
            if ends > begins:  # a night in spring may swallow a short stretch whole
                yield begins, ends
        day += A_DAY


def _moment(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)
