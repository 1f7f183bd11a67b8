"""The only place where the portal reads the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def telling(moment: datetime) -> Iterator[None]:
    """Let it be `moment` for a while: the demonstration is told in the order it happened."""
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)


def today(zone: str) -> date:
    """Return the date that the wall calendar shows now in the time zone named `zone`."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(moment: datetime, zone: str) -> datetime:
    """Return `moment` as the wall clock shows it in the time zone named `zone`."""
    return moment.astimezone(ZoneInfo(zone))


def midnight(day: date, zone: str) -> datetime:
    """Return the first moment of `day` in the time zone named `zone`, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def moment(day: date, at: time, zone: str) -> datetime:
    """Return the moment when the wall clock shows `at` on `day` in the time zone named `zone`."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def years_after(moment: datetime, years: int) -> datetime:
    """Return the same moment so many years later; 29 February becomes 1 March."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)
