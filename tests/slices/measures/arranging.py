"""Measures for tests, asked and answered through the real services, on days of one's choice."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import time_machine
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.measures import services
from portal.measures.answering import services as answering
from portal.measures.asking.plan import Plan
from portal.measures.models import Administration, MeasureAssignment, Pace, Rhythm, Showing
from portal.measures.own import services as own
from portal.measures.own.models import OwnMeasure
from portal.measures.own.words import Line, Wording
from portal.measures.queries import Due
from portal.measures.sheets import Sheets
from tests.cast import Person
from tests.hours import has_hours

ZONE = "Europe/London"


def asked(
    session: Session,
    client: Person,
    by: Person,
    slug: str = "phq-9",
    *,
    every: int = 2,
    weeks_ago: int = 0,
    scores: Showing = Showing.TOGETHER,
) -> MeasureAssignment:
    """Return an assignment in a rhythm of weeks, or once with `every=0`."""
    has_hours(session, by)
    with weeks_before(weeks_ago):
        plan = Plan(
            slug=slug,
            rhythm=Rhythm.EVERY_WEEKS if every else Rhythm.ONCE,
            starts_on=clock.today(ZONE),
            every=every,
            scores=scores,
        )
        assignment = services.assign(session.get_one(User, client.id), plan, practitioner_id=by.id)
        session.flush()
    return assignment


def answered(
    session: Session,
    assignment: MeasureAssignment,
    answers: Sequence[int | str | None],
    *,
    weeks_ago: int = 0,
    remark: str = "",
) -> Administration:
    """Return an administration with these answers, in the order of the questions."""
    with weeks_before(weeks_ago):
        sheets = Sheets.of(session, assignment.client_id, [assignment.slug])
        sheet = sheets.asked(assignment)
        due = Due(assignment, clock.today(ZONE), None)
        begun = answering.begin(session, due, sheet, pace=Pace.ALL)
        session.flush()
        changes = {str(number): value for number, value in enumerate(answers, 1)}
        saved = answering.save(begun, sheet, changes, edition=begun.edition)
        session.flush()
        answering.complete(begun, remark=remark, edition=saved.edition)
        session.flush()
    return begun


def weeks_before(weeks: int) -> time_machine.travel:
    """Let it be so many weeks ago, at noon."""
    then = clock.now() - timedelta(weeks=weeks)
    return time_machine.travel(datetime.combine(then.date(), time(12), tzinfo=then.tzinfo))


def summing_to(total: int) -> list[int]:
    """Return nine answers to the PHQ-9 that sum to `total`, none of them to its last item."""
    return [min(3, max(0, total - 3 * at)) for at in range(8)] + [0]


def own_measure(
    session: Session,
    client: Person,
    practitioner: Person,
    words: str,
    *,
    of: OwnMeasure | None = None,
    agreed: bool = True,
) -> OwnMeasure:
    """Return a measure of one line that the client proposed, or the next version of one."""
    wording = Wording("Evenings", [Line(words, "never", "every evening")])
    if of is None:
        place = own.InAFile(client.practice_id, client.id)
        version = own.propose(session, place, wording, proposer_id=client.id)
    else:
        version = own.propose_other_words(of, wording, proposer_id=client.id)
    session.flush()
    if agreed:
        own.agree(version, actor_id=practitioner.id)
        session.flush()
    return version
