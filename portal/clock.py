"""The only place where the portal reads the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """Return the date that the wall calendar shows now in the time zone named `zone`."""
    return now().astimezone(ZoneInfo(zone)).date()


def local(moment: datetime, zone: str) -> datetime:
    """Return `moment` as the wall clock shows it in the time zone named `zone`."""
    return moment.astimezone(ZoneInfo(zone))


def midnight(day: date, zone: str) -> datetime:
    """Return the first moment of `day` in the time zone named `zone`, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
