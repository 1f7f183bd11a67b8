"""How often an asked measure was not answered: only times that are over count."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from portal import clock
from portal.measures.course.missed import missed
from portal.measures.models import Administration, MeasureAssignment, Rhythm

START = date(2026, 3, 2)
PERIOD = (date(2026, 3, 2), date(2026, 4, 26))
"""Eight weeks: with a rhythm of two, four times."""


def on(day, hour=12):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def asked(rhythm=Rhythm.EVERY_WEEKS, ended_on=None):
    return MeasureAssignment(
        id=uuid.uuid4(),
        rhythm=rhythm,
        every=2,
        starts_on=START,
        ended_at=ended_on and on(ended_on),
    )


def answered(assignment, due, done=None):
    day = START + timedelta(weeks=due)
    return Administration(
        assignment_id=assignment.id,
        due_on=day,
        completed_at=on(day if done is None else START + timedelta(days=done)),
    )


def counted(assignment, *completed, today=date(2026, 6, 1), period=PERIOD):
    with clock.telling(on(today)):
        return tuple(missed([assignment], completed, period, "Europe/London"))


def test_of_four_times_those_without_an_answer_are_counted():
    assignment = asked()

    assert counted(assignment) == (4, 4)
    assert counted(assignment, answered(assignment, 0), answered(assignment, 4)) == (2, 4)


def test_an_answer_counts_for_the_time_it_was_begun_for_and_for_the_one_it_was_sent_in():
    assignment = asked()

    assert counted(assignment, answered(assignment, 0, done=15)) == (2, 4)
    assert counted(assignment, answered(assignment, 6, done=80)) == (3, 4)


def test_another_measures_answers_do_not_count():
    assert counted(asked(), answered(asked(), 0)) == (4, 4)


@pytest.mark.parametrize(("today", "times"), [(date(2026, 4, 26), 3), (date(2026, 4, 27), 4)])
def test_what_may_still_be_answered_was_not_missed(today, times):
    assert counted(asked(), today=today) == (times, times)


def test_what_was_ended_was_not_missed_and_what_lies_outside_the_period_is_not_told():
    assert counted(asked(ended_on=date(2026, 3, 31))) == (2, 2)
    assert counted(asked(), period=(date(2026, 3, 3), date(2026, 3, 30))) == (2, 2)


@pytest.mark.parametrize("rhythm", [Rhythm.ONCE, Rhythm.BEFORE_APPOINTMENTS])
def test_without_a_rhythm_of_weeks_nothing_is_counted(rhythm):
    assert counted(asked(rhythm)) == (0, 0)
