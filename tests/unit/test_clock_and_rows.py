"""The one clock, and what every row shares: ids, aware moments, refusals."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.database import Moment, new_id
from portal.journey.models import Goal, GoalState

PARIS = timezone(timedelta(hours=1))


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_a_told_moment_holds_for_a_while_and_no_longer() -> None:
    told = datetime(2026, 3, 29, 1, 30, tzinfo=PARIS)

    with clock.telling(told):
        assert clock.now() == told
        assert clock.now().tzinfo is UTC
        with clock.telling(told + timedelta(days=1)):
            assert clock.now() == told + timedelta(days=1)
        assert clock.now() == told

    assert clock.now() != told


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Europe/London", date(2026, 7, 1)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "UTC", date(2026, 6, 30)),
        (datetime(2026, 1, 1, 2, 0, tzinfo=UTC), "America/New_York", date(2025, 12, 31)),
    ],
)
def test_today_is_what_the_wall_calendar_shows(moment: datetime, zone: str, expected: date) -> None:
    with clock.telling(moment):
        assert clock.today(zone) == expected


def test_midnight_holds_when_the_clocks_change() -> None:
    before, after = (clock.midnight(date(2026, 3, day), "Europe/London") for day in (29, 30))

    assert after - before == timedelta(hours=23)
    assert clock.local(before, "Europe/London").hour == 0


def test_a_moment_without_a_zone_cannot_be_stored() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), sqlite.dialect())


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
def test_a_moment_comes_back_in_utc(dialect: object) -> None:
    kind, moment = Moment(), datetime(2026, 1, 1, 12, tzinfo=PARIS)

    stored = kind.process_bind_param(moment, dialect)  # type: ignore[arg-type]
    assert stored is not None
    read = kind.process_result_value(stored.replace(tzinfo=None), dialect)  # type: ignore[arg-type]

    assert read == moment
    assert read is not None
    assert read.tzinfo is UTC
    assert kind.process_bind_param(None, dialect) is None  # type: ignore[arg-type]


def test_ids_are_versioned_distinct_and_in_the_order_of_their_making() -> None:
    ids = [new_id() for _ in range(2000)]

    assert {one.version for one in ids} == {7}
    assert {one.variant for one in ids} == {"specified in RFC 4122"}
    assert len(set(ids)) == 2000
    milliseconds = [one.int >> 80 for one in ids]
    assert milliseconds == sorted(milliseconds)


def test_a_row_has_its_id_before_it_is_saved_and_refuses_unknown_fields() -> None:
    goal = Goal(state=GoalState.ONGOING)

    assert goal.id.version == 7
    with pytest.raises(TypeError, match="no field 'closed'"):
        Goal(closed=True)
