"""The shapes of the demonstration's people: frozen dataclasses that mirror the TOML files.

Every `day` is counted from today (day 0), so that the demonstration is always fresh; everything a
person has already done lies on day -1 or earlier. `after_days` counts from the day the reflection
was shared (for an edit and a private note: from the day it was written).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from portal.demo.coming_over import ComingOver
from portal.demo.kinds import Author, GoalState, Intent, Moment, State
from portal.demo.looked_at import Struggle
from portal.demo.measured import Measure
from portal.demo.reported import Report
from portal.demo.standing_in import Away, Supervised, Supervisor


@dataclass(frozen=True)
class Practitioner:
    """Somebody who treats clients, as a report names them."""

    key: str
    name: str
    email: str
    profession: str
    registration: str


@dataclass(frozen=True)
class Admin:
    """Whoever runs the practice."""

    name: str
    email: str


@dataclass(frozen=True)
class Prompt:
    """A question that a practitioner offers to begin from."""

    key: str
    practitioner: str
    text: str


@dataclass(frozen=True)
class Practice:
    """The practice with its people and its library of prompts."""

    name: str
    address: str
    telephone: str
    admin: Admin
    supervisor: Supervisor
    supervised: Supervised
    away: Away
    practitioners: tuple[Practitioner, ...]
    prompts: tuple[Prompt, ...]

    def prompt_text(self, key: str) -> str:
        """The words of a prompt; KeyError if the library has none of that key."""
        return {prompt.key: prompt.text for prompt in self.prompts}[key]


@dataclass(frozen=True)
class Revision:
    """A later version of a reflection; the reflection's own body is the first."""

    after_days: int
    at: time
    body: str


@dataclass(frozen=True)
class Reply:
    """An answer under an annotation, by either of the two."""

    by: Author
    after_days: int
    at: time
    body: str


@dataclass(frozen=True)
class Annotation:
    """The practitioner's words on a passage; `quote` occurs exactly once in that revision."""

    quote: str
    body: str
    after_days: int
    at: time
    revision: int | None = None  # 1 is the first version; None is the latest
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True)
class PrivateNote:
    """A practitioner's process note on a reflection, with or without a passage."""

    body: str
    after_days: int
    at: time
    quote: str | None = None


@dataclass(frozen=True)
class Reflection:
    """One piece of a client's writing, and all that became of it."""

    day: int
    at: time
    body: str
    title: str = ""
    mood: int | None = None
    tags: tuple[str, ...] = ()
    moment: Moment | None = None
    intent: Intent = Intent.JUST_WRITE
    state: State = State.SHARED
    prompt: str | None = None
    quotable: bool = False
    shared_after_days: int = 0
    read_after_days: int | None = None
    withdrawn_after_days: int | None = None
    revisions: tuple[Revision, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    private_notes: tuple[PrivateNote, ...] = ()

    @property
    def bodies(self) -> tuple[str, ...]:
        """Every version of the text, first to latest."""
        return (self.body, *(revision.body for revision in self.revisions))

    @property
    def latest_body(self) -> str:
        return self.bodies[-1]

    @property
    def shared_day(self) -> int:
        """The day it was shared; only meaningful for shared and withdrawn reflections."""
        return self.day + self.shared_after_days

    @property
    def is_waiting(self) -> bool:
        """Shared and not yet read."""
        return self.state is State.SHARED and self.read_after_days is None


@dataclass(frozen=True)
class Goal:
    """What a client is on the way to, and how it ended."""

    day: int
    text: str
    state: GoalState = GoalState.ONGOING
    closed_day: int | None = None
    closing_words: str = ""


@dataclass(frozen=True)
class Rest:
    """A stretch in which nothing is expected; without an end the client rests until they say."""

    from_day: int
    until_day: int | None = None


@dataclass(frozen=True)
class Appointment:
    """One meeting out of the rhythm."""

    day: int
    at: time
    minutes: int = 50


@dataclass(frozen=True)
class Rhythm:
    """Appointments at a steady interval from the first day to the last, both included."""

    first: int
    last: int
    at: time
    every: int = 7
    skipped: tuple[int, ...] = ()

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        days = range(self.first, self.last + 1, self.every)
        return tuple(Appointment(day, self.at) for day in days if day not in self.skipped)


@dataclass(frozen=True)
class ClientNote:
    """A practitioner's process note on the work as a whole, not on one reflection."""

    day: int
    at: time
    body: str


@dataclass(frozen=True)
class Client:
    """One client's whole file."""

    key: str
    name: str
    email: str
    practitioner: str
    invited_day: int
    usual_hour: int
    agreement: str
    reflections: tuple[Reflection, ...]
    goals: tuple[Goal, ...] = ()
    rhythms: tuple[Rhythm, ...] = ()
    rests: tuple[Rest, ...] = ()
    private_notes: tuple[ClientNote, ...] = ()
    reports: tuple[Report, ...] = ()
    measures: tuple[Measure, ...] = ()
    struggles: tuple[Struggle, ...] = ()
    ended_day: int | None = None
    came_over: ComingOver | None = None

    @property
    def in_care_since(self) -> int:
        """The day from which the client is in care with their practitioner."""
        return self.came_over.day if self.came_over else self.invited_day

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        """Past and coming appointments, earliest first."""
        every = (one for rhythm in self.rhythms for one in rhythm.appointments)
        return tuple(sorted(every, key=lambda one: (one.day, one.at)))

    def reflection_quoted(self, quote: str) -> Reflection | None:
        """The first shared, quotable reflection whose latest text holds these words."""
        for reflection in self.reflections:
            may = reflection.quotable and reflection.state is State.SHARED
            if may and quote in reflection.latest_body:
                return reflection
        return None


@dataclass(frozen=True)
class Totals:
    """How much of each kind the story holds; its checks compare."""

    clients: int
    reflections: int
    shared: int
    kept: int
    drafts: int
    withdrawn: int
    waiting: int
    annotations: int
    replies: int
    private_notes: int


@dataclass(frozen=True)
class Story:
    """The whole demonstration."""

    practice: Practice
    clients: tuple[Client, ...]

    @property
    def reflections(self) -> tuple[Reflection, ...]:
        return tuple(one for client in self.clients for one in client.reflections)

    @property
    def totals(self) -> Totals:
        """How much there is of each thing."""
        reflections = self.reflections
        states = [reflection.state for reflection in reflections]
        annotations = [note for one in reflections for note in one.annotations]
        private = sum(len(one.private_notes) for one in reflections)
        private += sum(len(client.private_notes) for client in self.clients)
        return Totals(
            clients=len(self.clients),
            reflections=len(reflections),
            shared=states.count(State.SHARED),
            kept=states.count(State.KEPT),
            drafts=states.count(State.DRAFT),
            withdrawn=states.count(State.WITHDRAWN),
            waiting=sum(reflection.is_waiting for reflection in reflections),
            annotations=len(annotations),
            replies=sum(len(annotation.replies) for annotation in annotations),
            private_notes=private,
        )
