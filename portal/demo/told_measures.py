"""Measures in the demonstration: asked, answered and looked at by the portal's own services."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from portal import clock
from portal.access.reach import Reach
from portal.access.viewer import Viewer
from portal.demo.measured import LEFT_OPEN, Measure, Sitting
from portal.demo.strict_toml import StoryError
from portal.demo.telling import MIDDAY, MORNING, Event, Pair, known
from portal.measures import services
from portal.measures.answering import services as answering
from portal.measures.answering.asked import asked_now
from portal.measures.asking.plan import Plan
from portal.measures.models import Administration, MeasureAssignment, Pace, Rhythm, Showing
from portal.measures.own import services as own
from portal.measures.own.words import Line, Wording


@dataclass
class Told:
    """A measure as it is told, and what there is of it in the database."""

    pair: Pair
    measure: Measure
    zone: str
    assignment: MeasureAssignment | None = None


def events_of_measures(pair: Pair, zone: str) -> Iterator[Event]:
    """Return what was asked of one client, and what they answered."""
    for measure in pair.client.measures:
        told = Told(pair, measure, zone)
        yield pair.at(measure.day, MORNING, partial(_ask, told))
        for sitting in measure.sittings:
            answered: list[Administration] = []
            yield pair.at(sitting.day, sitting.at, partial(_answer, told, sitting, answered))
            if measure.talked_after_days is not None:
                day = sitting.day + measure.talked_after_days
                yield pair.at(day, MIDDAY, partial(_talk, told, answered))


def _ask(told: Told) -> None:
    pair, measure = told.pair, told.measure
    assert pair.user is not None
    before = Rhythm.BEFORE_APPOINTMENTS
    plan = Plan(
        slug=_slug(told),
        rhythm=Rhythm.EVERY_WEEKS if measure.every else before,
        starts_on=clock.today(told.zone),
        every=measure.every,
        days_before=measure.days_before,
        scores=Showing.AT_ONCE if measure.at_once else Showing.TOGETHER,
    )
    told.assignment = services.assign(pair.user, plan, practitioner_id=known(pair.practitioner))
    if measure.at_once:
        services.agree_on_scores(told.assignment, Showing.AT_ONCE)


def _slug(told: Told) -> str:
    """Return the instrument's slug, or that of words which the two have just agreed on."""
    pair, measure = told.pair, told.measure
    if not measure.lines:
        return measure.name
    wording = Wording(measure.name, [Line(one.words, one.low, one.high) for one in measure.lines])
    client = pair.viewer
    place = own.InAFile(known(client, "practice_id"), known(client))
    version = own.propose(pair.session, place, wording, proposer_id=known(client))
    pair.session.flush()
    own.agree(version, actor_id=known(pair.practitioner))
    return version.slug


def _answer(told: Told, sitting: Sitting, answered: list[Administration]) -> None:
    """Answer what is asked at this moment. Raises StoryError where nothing is."""
    session = told.pair.session
    assert told.assignment is not None
    asked = asked_now(session, _viewer(told), told.assignment.id, clock.now(), told.zone)
    if asked is None or asked.due is None:
        raise StoryError(f"{told.measure.name} is not asked on day {sitting.day}")
    begun = answering.begin(session, asked.due, asked.sheet, pace=Pace.ONE)
    values = enumerate(sitting.values, 1)
    chosen = {str(number): value for number, value in values if value != LEFT_OPEN}
    saved = answering.save(begun, asked.sheet, chosen, edition=begun.edition)
    session.flush()
    answering.complete(begun, remark=sitting.remark, edition=saved.edition)
    answered.append(begun)


def _talk(told: Told, answered: list[Administration]) -> None:
    services.talked_about(answered[0], actor_id=known(told.pair.practitioner))


def _viewer(told: Told) -> Viewer:
    """Return the client as who asks, with their practitioner reading since the beginning."""
    since = told.pair.calendar.moment(told.pair.client.invited_day, MORNING)
    reach = {known(told.pair.practitioner): Reach(since, frozenset())}
    return replace(told.pair.viewer, reach=reach)
