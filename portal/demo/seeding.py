"""Filling an empty database with the demonstration: the story, told in the order it happened."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import portal_itself
from portal.access.viewer import Role, Viewer
from portal.accounts import passwords, services
from portal.accounts.models import Invitation, User
from portal.accounts.queries import practice_named
from portal.demo.calendar import Calendar
from portal.demo.crowd import Gathering, Size, gather
from portal.demo.story import Story, load
from portal.demo.telling import MORNING, Event, Pair, events_of
from portal.demo.told_coming_over import events_of_coming_over
from portal.demo.told_measures import events_of_measures
from portal.demo.told_reports import events_of_reports
from portal.demo.told_safety import events_of_safety, set_hours_of
from portal.demo.told_standing_in import events_of_standing_in

PASSWORD = "rain on the harbour wall"
DEMO_ADDRESSES = (".example.org", "@example.org")


class RealPeople(Exception):
    """There are people here who are not of the demonstration."""


@dataclass(frozen=True)
class SignIn:
    """How one of the demonstration's people signs in."""

    role: Role
    email: str
    name: str
    practice: str
    clients: tuple[str, ...] = ()
    password: str = PASSWORD


def seed(session: Session, zone: str, progress: Callable[[int], None] = lambda done: None) -> int:
    """Tell the whole story into the database; return how many things happened.

    `progress` is told after each. Raises RealPeople. The caller commits.
    """
    _refuse_real_people(session)
    story, calendar = load(), Calendar(clock.today(zone), zone)
    with portal_itself(session, "demonstration"):
        events = _all_events(session, story, calendar, zone)
        for event in sorted(events, key=lambda one: one.moment):
            with clock.telling(event.moment):
                event.act()
                session.flush()
            progress(1)
    return len(events)


def count() -> int:
    """Return about how many things happen in the story, for a progress bar."""
    totals = load().totals
    return 3 * totals.reflections + totals.annotations + totals.replies + totals.private_notes


def _refuse_real_people(session: Session) -> None:
    with portal_itself(session, "looking for real people"):
        found = {*session.scalars(select(User.email)), *session.scalars(select(Invitation.email))}
    if any("@" in address and not address.endswith(DEMO_ADDRESSES) for address in found):
        raise RealPeople


def _all_events(session: Session, story: Story, calendar: Calendar, zone: str) -> list[Event]:
    first = min(client.invited_day for client in story.clients) - 30
    hash_of_all = passwords.hashed(PASSWORD)
    with clock.telling(calendar.moment(first, MORNING)):
        staff = _open_practice(session, story, hash_of_all)
    events: list[Event] = []
    pairs: dict[str, Pair] = {}
    for client in story.clients:
        practitioner = staff[client.practitioner]
        viewer = Viewer(practitioner.id, practitioner.practice_id, Role.PRACTITIONER)
        pair = Pair(session, client, viewer, calendar, story.practice, hash_of_all)
        if client.came_over:
            former = staff[client.came_over.practitioner]
            pair.former = Viewer(former.id, former.practice_id, Role.PRACTITIONER)
        pairs[client.key] = pair
        events.extend(events_of(pair))
        events.extend(events_of_coming_over(pair))
        events.extend(events_of_reports(pair))
        events.extend(events_of_measures(pair, zone))
        events.extend(events_of_safety(pair))
    events.extend(events_of_standing_in(story.practice, pairs, staff))
    return events


def _open_practice(session: Session, story: Story, hash_of_all: str) -> dict[str, User]:
    told = story.practice
    practice = services.open_practice(
        session, name=told.name, address=f"{told.address} · {told.telephone}"
    )
    staff = {
        one.key: services.add_staff(
            session,
            practice.id,
            role=Role.PRACTITIONER,
            email=one.email,
            name=one.name,
            credentials=f"{one.profession} ({one.registration})",
        )
        for one in told.practitioners
    }
    staff["admin"] = services.add_staff(
        session, practice.id, role=Role.ADMIN, email=told.admin.email, name=told.admin.name
    )
    staff["supervisor"] = services.add_staff(
        session,
        practice.id,
        role=Role.SUPERVISOR,
        email=told.supervisor.email,
        name=told.supervisor.name,
        credentials=told.supervisor.profession,
    )
    for one in staff.values():
        one.password, one.active = hash_of_all, True
    session.flush()
    set_hours_of(session, [staff[one.key] for one in told.practitioners])
    return staff


def sign_ins() -> list[SignIn]:
    """Return how everybody in the story signs in."""
    story = load()
    practice = story.practice.name
    staff = [
        SignIn(
            Role.PRACTITIONER,
            one.email,
            one.name,
            practice,
            tuple(
                c.email for c in story.clients if c.practitioner == one.key and c.ended_day is None
            ),
        )
        for one in story.practice.practitioners
    ]
    clients = [SignIn(Role.CLIENT, one.email, one.name, practice) for one in story.clients]
    others = [
        SignIn(role, one.email, one.name, practice)
        for role, one in (
            (Role.SUPERVISOR, story.practice.supervisor),
            (Role.ADMIN, story.practice.admin),
        )
    ]
    return [*staff, *clients, *others]


def seed_crowd(session: Session, size: Size, progress: Callable[[int], None]) -> Iterator[SignIn]:
    """Add a crowd of that size to the demonstration's practice. Raises RealPeople. Commits."""
    _refuse_real_people(session)
    story = load()
    with portal_itself(session, "demonstration"):
        practice = practice_named(session, story.practice.name)
        practice_id = practice.id if practice else _new_practice(session, story)
        secret = passwords.hashed(PASSWORD)
        gathering = Gathering.of(session, practice_id, story, secret, size)
        for practitioner, clients in gather(gathering, size, progress):
            emails = tuple(client.email for client in clients)
            yield SignIn(
                Role.PRACTITIONER,
                practitioner.email,
                practitioner.name,
                story.practice.name,
                emails,
            )


def _new_practice(session: Session, story: Story) -> uuid.UUID:
    practice = services.open_practice(session, name=story.practice.name)
    session.flush()
    return practice.id
