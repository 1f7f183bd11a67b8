"""When a measure is asked: an occasion at a time, a newer in the place of an older, none late."""

from datetime import date, timedelta

import pytest

from portal.measures.rhythm import Occasion, Plan, occasion

MONDAY = date(2026, 3, 2)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("today", "due_on"),
    [(-1, None), (0, 0), (13, 0), (14, 14), (27, 14), (28, 28), (14 * 50 + 3, 14 * 50)],
)
def test_every_two_weeks_the_latest_occasion_is_the_only_one(
    today: int, due_on: int | None
) -> None:
    found = occasion(Plan(MONDAY, every=2), day(today), None)

    assert found == (None if due_on is None else Occasion(day(due_on), day(due_on)))


@pytest.mark.parametrize(
    ("today", "appointment", "is_asked"),
    [(6, 10, False), (7, 10, True), (10, 10, True), (11, None, False), (5, 3, False)],
)
def test_before_an_appointment_it_opens_some_days_ahead_and_is_named_by_it(
    today: int, appointment: int | None, is_asked: bool
) -> None:
    there = None if appointment is None else day(appointment)

    found = occasion(Plan(MONDAY, days_before=3), day(today), there)

    assert found == (Occasion(day(10), day(7)) if is_asked else None)


def test_once_is_once_however_long_it_waits() -> None:
    plan = Plan(MONDAY)

    assert occasion(plan, day(-1), None) is None
    assert occasion(plan, day(0), None) == occasion(plan, day(900), None)


def test_an_appointment_that_was_moved_asks_nobody_again() -> None:
    moved = Occasion(due_on=day(12), opens_on=day(9))

    assert moved.is_met(due_on=day(10), completed_on=day(9))
    assert not moved.is_met(due_on=day(10), completed_on=day(8))
    assert not moved.is_met(due_on=day(10), completed_on=None)
    assert moved.is_met(due_on=day(12), completed_on=None)
