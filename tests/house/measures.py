"""Measures in the small world: one answered, one begun, and words that either side proposed."""

import itertools
import uuid
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.measures import queries, services
from portal.measures.answering import services as answering
from portal.measures.asking.plan import Plan, Typed
from portal.measures.asking.typed_scores import type_in
from portal.measures.models import Administration, MeasureAssignment, Pace, Rhythm
from portal.measures.own import services as own
from portal.measures.own.models import OwnMeasure
from portal.measures.own.words import Line, Wording
from portal.measures.prompts.models import PromptAside
from portal.measures.queries import Due
from portal.measures.sheets import Sheets
from portal.psychometrics.catalogue import instrument
from tests.cast import Cast, Person
from tests.hours import has_hours

SLUG = "phq-9"
ZONE = "Europe/London"
_days = itertools.count(1)


def an_assignment(session: Session, client: Person, by: Person) -> MeasureAssignment:
    """Ask for the PHQ-9 every two weeks; whoever is asked already stays asked."""
    for one in queries.assignments_of(session, client.id):
        if one.slug == SLUG and one.ended_at is None:
            return one
    has_hours(session, by)
    today = clock.today(ZONE)
    plan = Plan(SLUG, Rhythm.EVERY_WEEKS, starts_on=today - timedelta(weeks=1), every=2)
    asked = services.assign(session.get_one(User, client.id), plan, practitioner_id=by.id)
    session.flush()
    return asked


def begun(session: Session, assignment: MeasureAssignment) -> Administration:
    """Begin to answer, on a day of its own, and leave most of it open."""
    due = Due(assignment, clock.today(ZONE) + timedelta(days=next(_days)), None)
    sheet = Sheets().asked(assignment)
    one = answering.begin(session, due, sheet, pace=Pace.ALL)
    session.flush()
    answering.save(one, sheet, {"1": 1}, edition=one.edition)
    session.flush()
    return one


def answered(session: Session, assignment: MeasureAssignment, remark: str) -> Administration:
    """Answer all of it on a day of its own, with a remark."""
    one, sheet = begun(session, assignment), Sheets().asked(assignment)
    chosen = {str(number): 1 for number in range(2, 9)} | {"9": 0}
    edition = answering.save(one, sheet, chosen, edition=one.edition).edition
    session.flush()
    answering.complete(one, remark=remark, edition=edition)
    session.flush()
    return one


def a_typed_score(session: Session, client: Person, by: Person, source: str) -> Administration:
    """Type in a score of today."""
    score = Typed(instrument("wsas"), Decimal(17), clock.today(ZONE), source)
    one = type_in(session.get_one(User, client.id), score, practitioner_id=by.id)
    session.flush()
    return one


def own_words(session: Session, client: Person, proposer: Person, words: str) -> OwnMeasure:
    """Propose a measure in the client's own words, and leave it without an answer."""
    place = own.InAFile(client.practice_id, client.id)
    wording = Wording("Evenings", [Line(words, "never", "every evening")])
    version = own.propose(session, place, wording, proposer_id=proposer.id)
    session.flush()
    return version


def a_prompt_aside(session: Session, cast: Cast, reason: str) -> PromptAside:
    """Let Ruth have put something aside about Maren."""
    aside = PromptAside(
        practice_id=cast.ruth.practice_id,
        author_id=cast.ruth.id,
        client_id=cast.maren.id,
        put_aside_at=clock.now(),
    )
    aside.about = {"slug": SLUG, "rule": "nothing_lately", "occasion": str(uuid.uuid4())}
    aside.reason = reason
    session.add(aside)
    session.flush()
    return aside
