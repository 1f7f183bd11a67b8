"""From facts to a report: which words stand where. Pure, so that it can be tested to the letter.

Rules of wording: what happened, in plain words; no verdict, no percentage, no trend. Lines that
count things are written "name: number", which every language can say without plurals.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from portal.drawing.charts import Point
from portal.drawing.frame import MONTHS
from portal.drawing.voice import Say, Voice, english_day
from portal.reflections.words import paragraphs
from portal.reports.document import (
    GoalRow,
    Line,
    Prose,
    Quote,
    Quotes,
    Remark,
    ReportDocument,
    Standing,
    from_json,
    from_value,
    isolated,
    to_json,
    to_value,
)
from portal.reports.facts import (
    Counts,
    Facts,
    Goal,
    HardStretch,
    Narrative,
    Note,
    Passage,
    Section,
)
from portal.reports.manifest import manifest
from portal.reports.measure_parts import Measures
from portal.reports.mood_words import at_a_glance, mood, stretch_words

__all__ = [
    "Counts",
    "Facts",
    "Goal",
    "HardStretch",
    "Narrative",
    "Note",
    "Passage",
    "Point",
    "ReportDocument",
    "Section",
    "compose",
    "english_day",
    "from_json",
    "from_value",
    "to_json",
    "to_value",
]

FIRST_PAGE_PASSAGES = 2
FIRST_PAGE_LENGTH = 240
"""Page 1 must stand alone: two passages of some three lines each still leave it whole."""


def compose(
    facts: Facts,
    sections: Collection[Section],
    say: Say,
    *,
    day: Callable[[date], str] = english_day,
    months: Sequence[str] = MONTHS,
    language: str = "en",
) -> ReportDocument:
    """The report of these facts with these sections, in the words of `say`.

    `day` writes a date and `months` are twelve short month names, both in `language`.
    """
    voice = Voice(say, day, tuple(months), language)
    return _Composer(facts, frozenset(sections), voice).document()


@dataclass(frozen=True, slots=True)
class _Composer:
    """The facts, the chosen sections and the voice: what every part of the page needs."""

    facts: Facts
    sections: frozenset[Section]
    voice: Voice

    def document(self) -> ReportDocument:
        facts, say = self.facts, self.voice.say
        first_page, further = _split(facts.passages)
        return ReportDocument(
            language=self.voice.language,
            title=say("Progress report"),
            practice_name=facts.practice_name,
            practice_address=facts.practice_address,
            running=say(
                "Progress report · %(reference)s · version %(version)s",
                reference=facts.reference,
                version=facts.version,
            ),
            page_of=(say("page"), say("of")),
            lines=self._lines(),
            summary=self._summary(),
            own_words=self._own_words(first_page),
            standing=self._standing(),
            course=self._course(),
            next_steps=self._next_steps(),
            sign_off=(
                say("%(name)s · date", name=isolated(self._practitioner())),
                say("Read by %(name)s · date", name=isolated(facts.client_name)),
            ),
            mood=mood(facts, self.voice) if Section.MOOD in self.sections else None,
            measures=self._measures(),
            further_words=self._further_words(further),
            manifest=manifest(facts, self.sections, self.voice),
            closing=say(
                "Moods and passages are the client’s own account of their time. They are not the "
                "result of a test, and nothing in this report is a diagnosis."
            ),
        )

    def _lines(self) -> tuple[Line, ...]:
        facts, say = self.facts, self.voice.say
        start, end = facts.period
        period = say("%(start)s to %(end)s", start=self.voice.day(start), end=self.voice.day(end))
        standing = say(
            "Version %(version)s, composed on %(day)s; reference %(reference)s",
            version=facts.version,
            day=self.voice.day(facts.composed_on),
            reference=facts.reference,
        )
        return (
            Line(say("About"), facts.client_name),
            Line(say("Period"), period),
            Line(say("Written by"), self._practitioner()),
            Line(say("Rests on"), self._basis()),
            Line(say("Standing"), standing),
        )

    def _practitioner(self) -> str:
        return ", ".join(filter(None, (self.facts.practitioner_name, self.facts.credentials)))

    def _basis(self) -> str:
        if self.facts.is_empty:
            return self.voice.say("Nothing was shared in this period.")
        shared = self.voice.say(
            "What the client shared in this period; reflections: %(reflections)s, "
            "moods noted: %(moods)s",
            reflections=self.facts.counts.reflections_shared,
            moods=len(self.facts.moods_in_period),
        )
        answers = sum(len(each.rows) for each in self.facts.measures)
        answered = self.voice.say("times a measure was answered: %(count)s", count=answers)
        return f"{shared}, {answered}" if answers else shared

    def _summary(self) -> Prose | None:
        if self.facts.is_empty and not self.facts.narrative.summary.strip():
            empty = self.voice.say(
                "Nothing was shared in this period. That says nothing about how the time was."
            )
            return Prose("", (empty,)) if Section.SUMMARY in self.sections else None
        return self._prose(Section.SUMMARY, "", self.facts.narrative.summary)

    def _course(self) -> Prose | None:
        heading = self.voice.say("Course, including harder periods")
        written = self._prose(Section.COURSE, heading, self.facts.narrative.course)
        if Section.COURSE not in self.sections or not self.facts.stretches_in_period:
            return written
        marked = [stretch_words(each, self.voice) for each in self.facts.stretches_in_period]
        return Prose(heading, (*(written.paragraphs if written else ()), *marked))

    def _measures(self) -> Measures | None:
        if not self.facts.measures:
            return None
        say = self.voice.say
        rule = say(
            "Questionnaires are a self-report screen. They do not establish a diagnosis, and are "
            "read together with a clinical assessment. Lines in the client’s own words are theirs "
            "alone, and are not compared with anybody’s."
        )
        return Measures(say("Measures"), self.facts.measures, rule)

    def _next_steps(self) -> Prose | None:
        heading = self.voice.say("What comes next")
        return self._prose(Section.NEXT, heading, self.facts.narrative.what_comes_next)

    def _prose(self, section: Section, heading: str, text: str) -> Prose | None:
        written = tuple(text[span.start : span.end].strip() for span in paragraphs(text))
        return Prose(heading, written) if written and section in self.sections else None

    def _own_words(self, passages: Sequence[Passage]) -> Quotes | None:
        say = self.voice.say
        if Section.OWN_WORDS not in self.sections:
            return None
        instead = ""
        if not passages:
            instead = say("No passage is quoted in this report.")
            if self.facts.passages:
                instead = say("The passages quoted in this report stand on its later pages.")
        return Quotes(
            say("In the client’s own words"),
            say("passages the client allowed to be quoted") if passages else "",
            tuple(map(self._quote, passages)),
            instead,
        )

    def _further_words(self, passages: Sequence[Passage]) -> Quotes | None:
        if Section.OWN_WORDS not in self.sections or not passages:
            return None
        return Quotes(
            self.voice.say("More in the client’s own words"),
            self.voice.say("with what was written beside them"),
            tuple(map(self._quote, passages)),
        )

    def _quote(self, passage: Passage) -> Quote:
        remarks = tuple(map(self._remark, passage.notes))
        return Quote(passage.quote, self.voice.day(passage.written_on), remarks)

    def _remark(self, note: Note) -> Remark:
        cite = self.voice.say(
            "%(name)s, %(day)s", name=isolated(note.by), day=self.voice.day(note.on)
        )
        return Remark(note.words, cite, tuple(map(self._remark, note.replies)))

    def _standing(self) -> Standing | None:
        say = self.voice.say
        sentences = list[str]()
        if Section.MOOD in self.sections:
            sentences.append(at_a_glance(self.facts, self.voice))
        goals: tuple[GoalRow, ...] = ()
        if Section.GOALS in self.sections:
            goals = tuple(
                GoalRow(goal.words, goal.state, self.voice.day(goal.since), goal.closing_words)
                for goal in self.facts.goals
            )
            if not goals:
                sentences.append(say("No goal has been written down."))
        if not (sentences or goals):
            return None
        columns = (say("Goal, in the client’s words"), say("Where it stands"), say("Since"))
        return Standing(say("Where things stand"), tuple(sentences), columns, goals)


def _split(passages: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
    """The passages for page 1 and the others: short ones, those without annotations first."""
    short = [at for at, each in enumerate(passages) if len(each.quote) <= FIRST_PAGE_LENGTH]
    chosen = sorted(short, key=lambda at: bool(passages[at].notes))[:FIRST_PAGE_PASSAGES]
    first_page = [each for at, each in enumerate(passages) if at in chosen]
    return first_page, [each for at, each in enumerate(passages) if at not in chosen]
