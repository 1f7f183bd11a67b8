"""When a measure is asked: once, every few weeks, or before each appointment. Pure.

An occasion is named by one day. There is never more than one: a newer takes the place of an older,
and nothing is ever late.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Plan:
    """How often: every so many weeks, so many days before appointments, or else once."""

    starts_on: date
    every: int = 0
    days_before: int | None = None


@dataclass(frozen=True)
class Occasion:
    """One time of a rhythm: the day that names it, and the day from which on it can be answered.

    They differ before an appointment, which names it.
    """

    due_on: date
    opens_on: date

    def is_met(self, due_on: date, completed_on: date | None) -> bool:
        """Tell whether an administration, for whichever occasion, is the answer to this one.

        An appointment that was moved asks nobody again: what was answered since this one opened
        is fresh enough.
        """
        return due_on == self.due_on or (completed_on is not None and completed_on >= self.opens_on)


def occasion(plan: Plan, today: date, next_appointment_on: date | None) -> Occasion | None:
    """Return the occasion that is there today, if there is one.

    `next_appointment_on` is the day of the next appointment, today's included.
    """
    if today < plan.starts_on:
        return None
    if plan.days_before is not None:
        return _before(next_appointment_on, plan.days_before, today)
    if not plan.every:
        return Occasion(plan.starts_on, plan.starts_on)
    weeks = (today - plan.starts_on).days // 7 // plan.every * plan.every
    latest = plan.starts_on + timedelta(weeks=weeks)
    return Occasion(latest, latest)


def _before(appointment_on: date | None, days: int, today: date) -> Occasion | None:
    if appointment_on is None:
        return None
    opens_on = appointment_on - timedelta(days=days)
    return Occasion(appointment_on, opens_on) if opens_on <= today <= appointment_on else None
