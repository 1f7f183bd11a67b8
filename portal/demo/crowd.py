"""A crowd for trying sizes: many practitioners, clients and reflections, made of the story's words.

Reflections are written straight into the tables, a client at a time, because telling each of them
through its services would take hours; each client's summary is then built as a service would. The
same seed gives the same people and words.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import EVERYTHING
from portal.access.viewer import Role
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.caseload.models import Appointment, CareRelationship, CareRole
from portal.caseload.queries import CONSENT_VERSION
from portal.database import new_id
from portal.demo.story import Reflection as Told
from portal.demo.story import Story
from portal.reflections.models import Reflection, Revision, State, Waiting
from portal.reflections.summing_up import refresh_summary

SPAN = timedelta(days=270)
KEPT = 0.1  # the part of a crowd's reflections that is not shared
UNREAD = 0.02  # the part of what is shared that waits to be read

FIRST = """
    Ada Aled Amina Anouk Benedek Bronwen Carys Dafydd Ebele Emre Farah Gethin Hana Idris Ilse Jonas
    Kofi Leila Lowri Malik Mei Niamh Oskar Petra Rhys Sanne Tariq Una Viktor Yusuf
"""
LAST = """
    Abara Bevan Castell Demir Evans Farouk Griffiths Haddad Ikeda Jansen Kovacs Lindgren Morgan
    Nkosi Okoro Price Quigley Roberts Sayed Thomas Ueda Vaughan Williams Yilmaz Zielinska
"""


@dataclass(frozen=True)
class Size:
    """How large a crowd: reflections are spread over clients, clients over practitioners."""

    practitioners: int
    clients: int
    reflections: int
    seed: int = 1

    def share(self, number: int) -> int:
        """Return how many reflections the client of this number writes."""
        return self.reflections // self.clients + (number < self.reflections % self.clients)


class Member(NamedTuple):
    """Somebody of the crowd, as plain facts that outlive a commit."""

    id: uuid.UUID
    practice_id: uuid.UUID
    email: str
    name: str


@dataclass(frozen=True)
class Gathering:
    """What making a crowd needs at hand. Everybody has the same password."""

    session: Session
    practice_id: uuid.UUID
    password_hash: str
    told: tuple[Told, ...]
    chance: random.Random
    now: datetime

    @classmethod
    def of(
        cls, session: Session, practice_id: uuid.UUID, story: Story, password_hash: str, size: Size
    ) -> "Gathering":
        """Return a gathering in a practice, of people who write what the story's people wrote."""
        told = tuple(one for one in story.reflections if one.body)
        chance = random.Random(size.seed)
        return cls(session, practice_id, password_hash, told, chance, clock.now())

    def begun_at(self) -> datetime:
        """Return when the crowd's care began."""
        return self.now - SPAN


def gather(
    gathering: Gathering, size: Size, progress: Callable[[int], None] = lambda written: None
) -> Iterator[tuple[Member, list[Member]]]:
    """Write the crowd; yield each practitioner with their clients. Commits after each client.

    `progress` is told how many reflections each client wrote.
    """
    staff = [_practitioner(gathering, number) for number in range(size.practitioners)]
    caseloads: list[list[Member]] = [[] for _ in staff]
    for number in range(size.clients):
        turn = number % size.practitioners
        client = _client(gathering, number, staff[turn], size.share(number))
        caseloads[turn].append(client)
        gathering.session.commit()
        progress(size.share(number))
    yield from zip(staff, caseloads, strict=True)


def _practitioner(gathering: Gathering, number: int) -> Member:
    user = accounts.add_staff(
        gathering.session,
        gathering.practice_id,
        role=Role.PRACTITIONER,
        email=f"practitioner{number + 1}@crowd.example.org",
        name=_name(gathering),
    )
    return _member(gathering, user)


def _client(gathering: Gathering, number: int, practitioner: Member, share: int) -> Member:
    user = accounts.add_client(
        gathering.session,
        gathering.practice_id,
        email=f"client{number + 1}@crowd.example.org",
        name=_name(gathering),
    )
    user.consent_version = CONSENT_VERSION
    client = _member(gathering, user)
    _take_into_care(gathering, client, practitioner)
    for place in range(share):
        part = (place + gathering.chance.random()) / share
        _write(gathering, client, practitioner, gathering.begun_at() + SPAN * part)
    gathering.session.flush()
    refresh_summary(gathering.session, client.id)
    return client


def _name(gathering: Gathering) -> str:
    return f"{gathering.chance.choice(FIRST.split())} {gathering.chance.choice(LAST.split())}"


def _member(gathering: Gathering, user: User) -> Member:
    user.password, user.active = gathering.password_hash, True
    return Member(user.id, user.practice_id, user.email, user.name)


def _take_into_care(gathering: Gathering, client: Member, practitioner: Member) -> None:
    between = {
        "practice_id": client.practice_id,
        "client_id": client.id,
        "practitioner_id": practitioner.id,
    }
    began = gathering.begun_at()
    care = CareRelationship(
        role=CareRole.PRIMARY, invited_at=began, started_at=began, carried=EVERYTHING, **between
    )
    starts_at = gathering.now + timedelta(hours=gathering.chance.randint(3, 240))
    gathering.session.add_all([care, Appointment(starts_at=starts_at, **between)])


def _write(gathering: Gathering, client: Member, practitioner: Member, moment: datetime) -> None:
    """Write one reflection and its only revision: kept, or shared and mostly read."""
    chance = gathering.chance
    told, is_shared = chance.choice(gathering.told), chance.random() >= KEPT
    waits = is_shared and chance.random() < UNREAD
    is_read = is_shared and not waits
    shared_at = moment if is_shared else None
    reflection = Reflection(
        practice_id=client.practice_id,
        client_id=client.id,
        once=new_id().hex,
        state=State.SHARED if is_shared else State.KEPT,
        intent=told.intent,
        is_quotable=told.quotable,
        version=1,
        latest_number=1,
        shared_number=1 if is_shared else None,
        begun_at=moment,
        changed_at=moment,
        shared_at=shared_at,
        last_shared_at=shared_at,
        last_word_at=shared_at,
        waits_for=Waiting.READING if waits else None,
        waits_since=moment if waits else None,
    )
    revision = Revision(
        practice_id=client.practice_id,
        client_id=client.id,
        reflection_id=reflection.id,
        number=1,
        title=told.title or None,
        body=told.body,
        tags=list(told.tags),
        mood=chance.choice([None, *range(2, 9)]),
        moment=told.moment and told.moment.value,
        written_at=moment,
        shared_at=shared_at,
        read_at=moment + timedelta(days=1) if is_read else None,
        reader_id=practitioner.id if is_read else None,
    )
    gathering.session.add_all([reflection, revision])
