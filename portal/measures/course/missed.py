"""How often a measure that was asked in a rhythm of weeks was not answered, in a stretch of time.

Only what is over counts: a time that may still be answered, or that was ended, was not missed.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from portal import clock
from portal.measures.models import Administration, MeasureAssignment, Rhythm


class Missed(NamedTuple):
    """Of so many times that were asked, how many were not answered."""

    times: int
    asked: int


def missed(
    assignments: Iterable[MeasureAssignment],
    completed: Sequence[Administration],
    period: tuple[date, date],
    zone: str,
) -> Missed:
    """Count the times of these assignments whose day lies in the period, both days included."""
    times = asked = 0
    for assignment in assignments:
        if assignment.rhythm is not Rhythm.EVERY_WEEKS:
            continue
        mine = [one for one in completed if one.assignment_id == assignment.id]
        for opens_on, next_on in _times(assignment, period, zone):
            asked += 1
            times += not any(_answers(one, opens_on, next_on, zone) for one in mine)
    return Missed(times, asked)


def _times(
    assignment: MeasureAssignment, period: tuple[date, date], zone: str
) -> Iterator[tuple[date, date]]:
    """Each time that is over: its day, and the day of the next."""
    over = clock.today(zone)
    if assignment.ended_at is not None:
        over = clock.local(assignment.ended_at, zone).date()
    step, opens_on = timedelta(weeks=assignment.every), assignment.starts_on
    while opens_on <= period[1] and opens_on + step <= over:
        if opens_on >= period[0]:
            yield opens_on, opens_on + step
        opens_on += step


def _answers(one: Administration, opens_on: date, next_on: date, zone: str) -> bool:
    """Tell whether this was answered for that time, or while it was there."""
    if one.due_on == opens_on:
        return True
    done_on = one.completed_at and clock.local(one.completed_at, zone).date()
    return done_on is not None and opens_on <= done_on < next_on
