"""The facts a report rests on, as plain values: what queries gather and composition words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.drawing.charts import Point
from portal.reports.measure_parts import Measure


class Section(StrEnum):
    """What a practitioner may choose. Basis, manifest and sign-off are always there."""

    SUMMARY = "summary"
    OWN_WORDS = "own_words"
    GOALS = "goals"
    MOOD = "mood"
    COURSE = "course"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal in the client's wording; `state` is its translated name ("ongoing", "let go")."""

    words: str
    state: str
    since: date
    closing_words: str = ""


@dataclass(frozen=True, slots=True)
class HardStretch:
    """A harder period the client marked; no end while it lasts."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation, or a reply to one."""

    words: str
    by: str
    on: date
    replies: tuple["Note", ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Words the client allowed to be quoted, and the annotations on them."""

    quote: str
    written_on: date
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrative:
    """What the practitioner wrote for this report: plain text, paragraphs between blank lines."""

    summary: str = ""
    course: str = ""
    what_comes_next: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of what was shared in the period: how much is in the report, how much was left out."""

    reflections_shared: int = 0
    reflections_quoted: int = 0
    reflections_left_out: int = 0
    annotations_in: int = 0
    annotations_left_out: int = 0
    measures_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All a report rests on. Both days of `period` belong to it."""

    practice_name: str
    client_name: str
    practitioner_name: str
    credentials: str
    reference: str
    version: int
    period: tuple[date, date]
    composed_on: date
    goals: tuple[Goal, ...] = ()
    moods: tuple[Point, ...] = ()
    hard_stretches: tuple[HardStretch, ...] = ()
    passages: tuple[Passage, ...] = ()
    narrative: Narrative = Narrative()
    counts: Counts = Counts()
    mood_scale: tuple[float, float] = (0, 10)
    practice_address: str = ""
    measures: tuple[Measure, ...] = ()

    @property
    def moods_in_period(self) -> Sequence[Point]:
        """The moods of the period, by date."""
        start, end = self.period
        within = (point for point in self.moods if start <= point.on <= end)
        return sorted(within, key=lambda point: point.on)

    @property
    def stretches_in_period(self) -> Sequence[HardStretch]:
        """The hard stretches that touch the period, by their beginning."""
        start, end = self.period
        return [
            stretch
            for stretch in sorted(self.hard_stretches, key=lambda each: each.start)
            if stretch.start <= end and (stretch.end is None or stretch.end >= start)
        ]

    @property
    def is_empty(self) -> bool:
        """Whether the client shared nothing in the period."""
        shared = self.counts.reflections_shared or self.passages or self.moods_in_period
        return not (shared or self.measures)
