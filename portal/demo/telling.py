"""One client's story as events: each a moment, and a thing done by the portal's own services."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from portal.access.viewer import Role, Viewer
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.annotations import services as annotations
from portal.annotations.anchor import Anchor, anchor
from portal.annotations.models import Annotation
from portal.caseload import queries as caseload_queries
from portal.caseload import services as caseload
from portal.caseload.queries import CONSENT_VERSION
from portal.database import new_id
from portal.demo.calendar import Calendar, earlier
from portal.demo.story import Annotation as ToldAnnotation
from portal.demo.story import Author, Client, GoalState, Practice, State
from portal.demo.story import Goal as ToldGoal
from portal.demo.story import Reflection as Told
from portal.demo.story import Reply as ToldReply
from portal.journey import services as journey
from portal.journey.models import Goal
from portal.private_notes import services as private_notes
from portal.reflections import models, queries
from portal.reflections import services as reflections
from portal.reflections.writing import Writing
from portal.rights import consent
from portal.rights import services as rights

MORNING = time(9, 5)
MIDDAY = time(12, 20)
PLACE = "Harbour Lane"
LAST_SEEN = -7  # what was written to a client since this day is still to be seen
LAST_READ = -4  # what a client answered since this day still waits on the desk


@dataclass(frozen=True)
class Event:
    """Something that happened at a moment."""

    moment: datetime
    act: Callable[[], Any]


@dataclass
class Pair:
    """A client and their practitioner, with what telling their story needs at hand."""

    session: Session
    client: Client
    practitioner: Viewer
    calendar: Calendar
    practice: Practice
    password_hash: str
    former: Viewer | None = None
    user: User | None = None
    written: dict[int, models.Reflection] = field(default_factory=dict)

    @property
    def viewer(self) -> Viewer:
        """Return the client as a viewer."""
        assert self.user is not None
        ids, practitioners = frozenset({self.user.id}), frozenset({known(self.practitioner)})
        return Viewer(
            self.user.id, self.user.practice_id, Role.CLIENT, ids, frozenset(), practitioners, True
        )

    def at(self, day: int, when: time, act: Callable[[], Any]) -> Event:
        """Return an event on a day of the story."""
        return Event(self.calendar.moment(day, when), act)


def events_of(pair: Pair) -> Iterator[Event]:
    """Return everything that happens to one client, in no order yet."""
    yield pair.at(pair.client.invited_day, MORNING, lambda: _invite(pair))
    for appointment in pair.client.appointments:
        known = max(appointment.day - 14, pair.client.in_care_since)
        starts = pair.calendar.moment(appointment.day, appointment.at)
        yield pair.at(min(known, -1), MIDDAY, partial(_appoint, pair, starts))
    for place, told in enumerate(pair.client.reflections):
        yield from _events_of_reflection(pair, place, told)
    for goal in pair.client.goals:
        yield from _events_of_goal(pair, goal)
    for note in pair.client.private_notes:
        yield pair.at(note.day, note.at, partial(_note, pair, None, note.body, None))
    if pair.client.ended_day is not None:
        yield pair.at(pair.client.ended_day, time(18, 0), lambda: _end(pair))


def _events_of_reflection(pair: Pair, place: int, told: Told) -> Iterator[Event]:
    yield pair.at(told.day, told.at, lambda: _write(pair, place, told))
    shared = told.day + told.shared_after_days
    if told.state in {State.SHARED, State.WITHDRAWN} and told.shared_after_days:
        yield pair.at(shared, told.at, lambda: reflections.share(pair.written[place]))
    for number, revision in enumerate(told.revisions, start=2):
        day = told.day + revision.after_days
        yield pair.at(day, revision.at, partial(_edit, pair, place, told, number))
    if told.read_after_days is not None:
        first = min(
            (a.at for a in told.annotations if a.after_days == told.read_after_days), default=MIDDAY
        )
        day, when = shared + told.read_after_days, earlier(first, 4)
        yield pair.at(day, when, lambda: _read(pair, place))
    for annotation in told.annotations:
        yield from _events_of_annotation(pair, place, shared, annotation)
        yield from _seen_soon(pair, place, shared + annotation.after_days)
    for note in told.private_notes:
        yield pair.at(
            told.day + note.after_days,
            note.at,
            partial(_note, pair, place, note.body, note.quote),
        )
    if told.withdrawn_after_days is not None:
        day = shared + told.withdrawn_after_days
        yield pair.at(day, time(22, 10), lambda: reflections.withdraw(pair.written[place]))


def _events_of_annotation(
    pair: Pair, place: int, shared: int, told: ToldAnnotation
) -> Iterator[Event]:
    there: list[Annotation] = []
    yield pair.at(
        shared + told.after_days,
        told.at,
        lambda: there.append(_annotate(pair, place, told)),
    )
    for reply in told.replies:
        yield pair.at(
            shared + reply.after_days,
            reply.at,
            partial(_reply, pair, there, reply),
        )
        if reply.by is Author.CLIENT and shared + reply.after_days + 2 <= LAST_READ:
            day = shared + reply.after_days + 2
            yield pair.at(day, MIDDAY, partial(_read_reply, pair, place))
        elif reply.by is Author.PRACTITIONER:
            yield from _seen_soon(pair, place, shared + reply.after_days)


def _seen_soon(pair: Pair, place: int, day: int) -> Iterator[Event]:
    """The client opens what was written two evenings later; what is newer is still to be seen."""
    if day + 2 <= LAST_SEEN:
        when = time(pair.client.usual_hour, 40)
        yield pair.at(
            day + 2, when, lambda: annotations.mark_seen(pair.session, pair.written[place])
        )


def _events_of_goal(pair: Pair, told: ToldGoal) -> Iterator[Event]:
    there: list[Goal] = []
    yield pair.at(
        told.day,
        MIDDAY,
        lambda: there.append(
            journey.set_goal(
                pair.session,
                practice_id=known(pair.viewer, "practice_id"),
                client_id=known(pair.viewer),
                words=told.text,
            )
        ),
    )
    if told.state is not GoalState.ONGOING and told.closed_day is not None:
        yield pair.at(
            told.closed_day,
            MIDDAY,
            lambda: journey.end_goal(there[0], state=told.state, closing_words=told.closing_words),
        )


def _invite(pair: Pair) -> None:
    invited = caseload.invite_client(
        pair.session,
        pair.former or pair.practitioner,
        email=pair.client.email,
        name=pair.client.name,
        agreement=pair.client.agreement,
    )
    pair.session.flush()
    pair.user = caseload_queries.find_client(pair.session, invited.invitation.user_id)
    assert pair.user is not None
    accounts.accept(invited.invitation, pair.user, password_hash=pair.password_hash)
    caseload.start_care(pair.session, invited.invitation)
    rights.give_consent(
        pair.session, pair.user, version=CONSENT_VERSION, text_sha256=consent.fingerprint()
    )


def _appoint(pair: Pair, starts: datetime) -> None:
    assert pair.user is not None
    caseload.set_appointment(
        pair.user, practitioner_id=known(pair.practitioner), starts_at=starts, place=PLACE
    )


def _write(pair: Pair, place: int, told: Told) -> None:
    writing = _writing(pair, told, told.body)
    reflection = reflections.begin(pair.session, pair.viewer, key=new_id().hex, writing=writing)
    pair.written[place] = reflection
    if told.state is State.DRAFT:
        return
    pair.session.flush()
    if told.state is State.KEPT or told.shared_after_days:
        reflections.keep(reflection)
    else:
        reflections.share(reflection)


def _edit(pair: Pair, place: int, told: Told, number: int) -> None:
    reflection = pair.written[place]
    writing = _writing(pair, told, told.bodies[number - 1])
    reflections.save_draft(reflection, writing, version=reflection.version)
    pair.session.flush()
    if reflection.state is State.SHARED:
        reflections.share(reflection)
    else:
        reflections.keep(reflection)


def _writing(pair: Pair, told: Told, body: str) -> Writing:
    return Writing.of(
        body.strip(),
        title=told.title or None,
        prompt=pair.practice.prompt_text(told.prompt) if told.prompt else None,
        mood=told.mood,
        tags=told.tags,
        moment=told.moment,
        intent=told.intent,
        is_quotable=told.quotable,
    )


def _read(pair: Pair, place: int) -> None:
    reflections.mark_read(pair.written[place], pair.practitioner)


def _read_reply(pair: Pair, place: int) -> None:
    if pair.written[place].waits_for is models.Waiting.REPLY:
        _read(pair, place)


def _annotate(pair: Pair, place: int, told: ToldAnnotation) -> Annotation:
    reflection = pair.written[place]
    number = told.revision or reflection.shared_number or 1
    revision = queries.revision(pair.session, reflection.id, number)
    assert revision is not None
    passage: Anchor = _passage(revision.body, told.quote)
    written = annotations.annotate(
        pair.session, pair.practitioner, reflection, revision, body=told.body, passage=passage
    )
    pair.session.flush()
    return written


def _reply(pair: Pair, there: list[Annotation], told: ToldReply) -> None:
    by = pair.practitioner if told.by is Author.PRACTITIONER else pair.viewer
    annotations.reply(pair.session, by, there[0], body=told.body)
    pair.session.flush()
    pair.session.expire(there[0], ["replies"])  # one session tells it all; requests are shorter


def _passage(body: str, quote: str) -> Anchor:
    start = body.index(quote)
    return anchor(body, start, start + len(quote))


def _note(pair: Pair, place: int | None, body: str, quote: str | None) -> None:
    assert pair.user is not None
    private_notes.keep_note(
        pair.session,
        pair.practitioner,
        pair.user,
        body=body,
        reflection=pair.written[place] if place is not None else None,
        quote=quote,
    )


def _end(pair: Pair) -> None:
    assert pair.user is not None
    care = caseload_queries.care_between(pair.session, pair.user.id, known(pair.practitioner))
    assert care is not None
    caseload.end_care(care, actor_id=known(pair.practitioner))


def known(viewer: Viewer, name: str = "user_id") -> uuid.UUID:
    """Return an id of a viewer that is surely there."""
    value = getattr(viewer, name)
    assert isinstance(value, uuid.UUID)
    return value
