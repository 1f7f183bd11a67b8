"""Until when somebody looks: only in the hours that were told, and as time really passes."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from portal.safety.hours import USUAL, Hours, due

LONDON = "Europe/London"
WEEKDAYS = frozenset(range(5))


def at(words: str, zone: str = LONDON) -> datetime:
    """Return a moment as the wall clock shows it."""
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("told", "by"),
    [
        ("2026-11-23 09:00", "2026-11-23 17:00"),  # a Monday: the whole day is there
        ("2026-11-23 10:30", "2026-11-24 10:30"),
        ("2026-11-23 08:59", "2026-11-23 17:00"),
        ("2026-11-23 17:00", "2026-11-24 17:00"),  # the day is over at that moment
        ("2026-11-23 16:59", "2026-11-24 16:59"),
        ("2026-11-27 16:00", "2026-11-30 16:00"),  # over a weekend
        ("2026-11-28 03:00", "2026-11-30 17:00"),
    ],
)
def test_a_working_day_is_counted_in_working_hours(told: str, by: str) -> None:
    assert due(at(told), USUAL, LONDON) == at(by)


@pytest.mark.parametrize(
    ("told", "hours", "by"),
    [
        # 29 March 2026, 01:00: the clock goes on to 02:00. Nights end an hour early.
        ("2026-03-28 22:00", Hours(frozenset({5, 6}), time(22), time(6), 7), "2026-03-29 06:00"),
        ("2026-03-28 22:00", Hours(frozenset({5, 6}), time(22), time(6), 8), "2026-03-29 23:00"),
        # A stretch that this night swallows whole is no hour at all.
        ("2026-03-28 12:00", Hours(frozenset({6}), time(1), time(2), 1), "2026-04-05 02:00"),
        # 25 October 2026, 02:00: the clock goes back to 01:00. Nights last an hour longer.
        ("2026-10-24 22:00", Hours(frozenset({5, 6}), time(22), time(6), 9), "2026-10-25 06:00"),
    ],
)
def test_a_clock_put_forward_or_back_takes_no_hour_away(told: str, hours: Hours, by: str) -> None:
    assert due(at(told), hours, LONDON) == at(by)


def test_days_and_hours_are_those_of_the_practice_wherever_the_server_is() -> None:
    monday = Hours(frozenset({0}), time(9), time(17), 1)

    auckland = due(at("2026-11-22 23:00", "UTC"), monday, "Pacific/Auckland")

    assert auckland == at("2026-11-23 13:00", "Pacific/Auckland")


@pytest.mark.parametrize("broken", [(frozenset(), 1), (frozenset({7}), 1), (WEEKDAYS, 0)])
def test_hours_without_a_day_or_without_an_hour_are_refused(
    broken: tuple[frozenset[int], int],
) -> None:
    with pytest.raises(ValueError, match="hours need a day"):
        Hours(broken[0], time(9), time(17), broken[1])


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda one: one.replace(tzinfo=UTC, microsecond=0)
)
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
HOURS = st.builds(
    Hours,
    st.frozensets(st.integers(0, 6), min_size=1),
    TIMES,
    TIMES,
    st.integers(1, 40),
)
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"])


def is_within(moment: datetime, hours: Hours, zone: str) -> bool:
    """Tell by the wall clock alone whether somebody looks at a moment."""
    there = moment.astimezone(ZoneInfo(zone))
    at_clock, today = there.time(), there.weekday() in hours.weekdays
    yesterday = (there.weekday() - 1) % 7 in hours.weekdays
    if hours.opens < hours.closes:
        return today and hours.opens <= at_clock < hours.closes
    return (today and at_clock >= hours.opens) or (yesterday and at_clock < hours.closes)


def changes_about(moment: datetime, zone: str) -> bool:
    """Tell whether the clock is put forward or back within a day of a moment."""
    day, there = timedelta(days=1), ZoneInfo(zone)
    before, after = ((moment + each).astimezone(there).utcoffset() for each in (-day, day))
    return before != after


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(told=MOMENTS, hours=HOURS, zone=ZONES)
def test_it_is_due_within_the_hours_and_never_sooner_than_they_pass(
    told: datetime, hours: Hours, zone: str
) -> None:
    by = due(told, hours, zone)

    assert by - told >= timedelta(hours=hours.within)
    assume(not changes_about(by, zone))  # a time that a night skips is no time of the wall clock
    assert is_within(by - timedelta(microseconds=1), hours, zone)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(told=MOMENTS, hours=HOURS, zone=ZONES)
def test_hours_that_a_week_holds_let_nothing_wait_for_more_than_a_week(
    told: datetime, hours: Hours, zone: str
) -> None:
    wait = due(told, hours, zone) - told

    if hours.is_within_a_week:
        assume(not any(changes_about(told + timedelta(days=day), zone) for day in range(9)))
        assert wait <= timedelta(days=7)
    else:
        assert wait > timedelta(days=5)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(told=MOMENTS, later=st.integers(0, 10_000), hours=HOURS, zone=ZONES)
def test_what_is_told_later_is_never_due_sooner(
    told: datetime, later: int, hours: Hours, zone: str
) -> None:
    assert due(told, hours, zone) <= due(told + timedelta(minutes=later), hours, zone)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(told=MOMENTS, hours=HOURS, zone=ZONES)
def test_one_hour_more_is_never_due_sooner(told: datetime, hours: Hours, zone: str) -> None:
    longer = Hours(hours.weekdays, hours.opens, hours.closes, hours.within + 1)

    assert due(told, hours, zone) < due(told, longer, zone)
