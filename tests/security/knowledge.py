"""A small model of who may read what, kept beside the real portal by the tests that drive it.

It is written from what we promise people, not from the code: it knows nothing of permissions.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from portal import clock

ZONE = "Europe/London"
LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


class Lane(StrEnum):
    """Where words stand: the client's own, between the two, or the practitioner's alone."""

    WRITING = "writing"
    BETWEEN = "between"
    PRIVATE = "private"
    GOAL = "goal"
    REPORT = "report"


CLASSES = ("reflections", "annotations", "goals", "measures", "reports")
"""What a client lets come along to somebody new, or does not."""


@dataclass(eq=False)
class Words:
    """Words that nobody else would write, who wrote them, about whom, and on what they stand.

    `since` is when whoever treats the client could first have seen them; of a reply, that is when
    the note was written that it stands under.
    """

    text: str
    lane: Lane
    client: str
    author: str
    is_shared: bool = False
    on: "Words | None" = None
    address: str = ""
    since: datetime = field(default_factory=clock.now)
    waits: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the reflection they are, or stand on, is shared now."""
        return self.on.is_shared if self.on else self.is_shared


@dataclass(frozen=True)
class Care:
    """Since when somebody treats a client, and what of the time before came along."""

    since: datetime = LONG_AGO
    carried: frozenset[str] = frozenset(CLASSES)

    def reaches(self, what: str, words: Words) -> bool:
        """Tell whether words are of this care's time, or of a class that came along."""
        return words.since >= self.since or what in self.carried

    def reads(self, words: Words) -> bool:
        """Tell whether a reflection, or a note and the reflection it stands on, is within reach."""
        if words.on is None:
            return self.reaches("reflections", words)
        return self.reaches("reflections", words.on) and self.reaches("annotations", words)


@dataclass
class Cover:
    """A colleague who stands in, from one day to another, and what is in their hands."""

    colleague: str
    first: date
    last: date
    hands: list[Words] = field(default_factory=list)

    @property
    def lasts(self) -> bool:
        """Whether it has begun and is not over."""
        return self.first <= clock.today(ZONE) <= self.last


@dataclass(frozen=True)
class Proposal:
    """A colleague who was proposed to a client, by whom, and where the client finds it."""

    by: str
    colleague: str
    address: str


@dataclass
class Knowledge:
    """Who is in care with whom now, what is lent to whom, and every word that was written."""

    care: dict[tuple[str, str], Care]
    words: list[Words] = field(default_factory=list)
    covers: dict[str, Cover] = field(default_factory=dict)
    emergencies: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    tries: list[tuple[str, datetime]] = field(default_factory=list)

    def treating(self, client: str) -> list[str]:
        """Return who treats a client now."""
        return [who for who, one in self.care if one == client]

    def treated(self, who: str) -> list[str]:
        """Return whom somebody treats now."""
        return [one for practitioner, one in self.care if practitioner == who]

    def has_open(self, who: str, client: str) -> bool:
        """Tell whether somebody who does not treat a client has their file open in an emergency."""
        called, until = self.emergencies.get(who, ("", LONG_AGO))
        return called == client and until > clock.now() and (who, client) not in self.care

    def lenders(self, who: str, words: Words) -> list[Care]:
        """Return the care of whoever put a reflection, or what words stand on, in `who`'s hands."""
        return [
            self.care[giver, words.client]
            for giver, cover in self.covers.items()
            if cover.colleague == who and cover.lasts and (words.on or words) in cover.hands
        ]

    def may_read(self, who: str, words: Words) -> bool:
        """Tell whether `who` may read `words` now."""
        if who == words.client:
            return words.lane is not Lane.PRIVATE and (
                words.lane is not Lane.REPORT or words.is_shared
            )
        care = self.care.get((who, words.client))
        match words.lane:
            case Lane.WRITING | Lane.BETWEEN:
                ways = [*self.lenders(who, words), *([care] if care else [])]
                is_within = any(way.reads(words) for way in ways)
                return words.is_open and (is_within or self.has_open(who, words.client))
            case Lane.PRIVATE:
                return who == words.author  # records are kept, in this practice, after care
            case Lane.GOAL:
                is_within = care is not None and care.reaches("goals", words)
                return is_within or self.has_open(who, words.client)
            case Lane.REPORT:
                return care is not None and (who == words.author or self.came_along(care, words))

    def came_along(self, care: Care, report: Words) -> bool:
        """Tell whether a colleague's report was shared before this care, and let come along."""
        return report.is_shared and report.since < care.since and "reports" in care.carried

    def may_write_on(self, who: str, writing: Words, lane: Lane) -> bool:
        """Tell whether `who` may annotate a reflection, or keep a private note beside it."""
        care = self.care.get((who, writing.client))
        treats = care is not None and care.reads(writing)
        lent = lane is Lane.BETWEEN and bool(self.lenders(who, writing))
        return writing.is_shared and (treats or lent)

    def may_reply(self, who: str, note: Words) -> bool:
        """Tell whether `who` may answer under a note."""
        if who == note.client:
            return note.is_open and any(
                care.reads(note) for (_who, client), care in self.care.items() if client == who
            )
        return self.may_read(who, note) and not self.has_open(who, note.client)

    def waiting_for(self, who: str) -> int:
        """Return how many reflections wait on somebody's desk."""
        return sum(self._is_on_desk(who, words) for words in self.of(Lane.WRITING, shared=True))

    def _is_on_desk(self, who: str, words: Words) -> bool:
        care, own = self.care.get((who, words.client)), self.covers.get(who)
        is_given_away = own is not None and own.lasts and words in own.hands
        treats = care is not None and care.reads(words) and not is_given_away
        return words.waits and (treats or bool(self.lenders(who, words)))

    def end(self, who: str, client: str) -> None:
        """End care: what was handed over in it comes out of the cover's hands for good."""
        del self.care[who, client]
        if who in self.covers:
            hands = self.covers[who].hands
            hands[:] = [words for words in hands if words.client != client]
        if client in self.proposals:
            del self.proposals[client]

    def of(self, lane: Lane, *, shared: bool | None = None) -> list[Words]:
        """Return the words of a lane, shared or not where that matters."""
        return [
            one
            for one in self.words
            if one.lane is lane and (shared is None or one.is_shared is shared)
        ]
