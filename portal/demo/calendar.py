"""From the story's days and times to moments: day 0 is today, by the practice's wall clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class Calendar:
    """Turns a day counted from today, and a time on the wall clock, into a moment."""

    def __init__(self, today: date, zone: str) -> None:
        self._today, self._zone = today, ZoneInfo(zone)

    def day(self, number: int) -> date:
        """Return the date of a day of the story."""
        return self._today + timedelta(days=number)

    def moment(self, number: int, at: time) -> datetime:
        """Return the moment of a day and a time, in UTC."""
        there = datetime.combine(self.day(number), at, tzinfo=self._zone)
        return there.astimezone(UTC)


def earlier(at: time, minutes: int) -> time:
    """Return a time some minutes earlier on the same day."""
    total = max(at.hour * 60 + at.minute - minutes, 1)
    return time(total // 60, total % 60)
