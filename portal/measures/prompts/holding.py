"""Which prompts hold for a client today, less those that their reader has put aside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.measures.course.series import Series
from portal.measures.models import MeasureAssignment, Rhythm
from portal.measures.prompts.models import PromptAside
from portal.measures.sheets import Sheets
from portal.psychometrics.course import Occasion
from portal.psychometrics.instrument import Instrument
from portal.psychometrics.prompting import Prompt, prompts

BEFORE_APPOINTMENTS_WEEKS = 8
"""After so many weeks without an answer it is worth a word, where no interval was agreed."""

INTERVALS = 2
"""Where one was, after twice as long."""


@dataclass(frozen=True)
class Held:
    """A prompt that holds, and the measure it is about."""

    prompt: Prompt
    instrument: Instrument
    started_on: date
    quiet_weeks: int | None = None

    @property
    def about(self) -> dict[str, str]:
        """Which prompt it is: the same rule is another one when another score brings it up."""
        named = self.prompt.until or self.prompt.since
        day = named.on if named else self.started_on
        rule = self.prompt.rule.value
        return {"slug": self.instrument.slug, "rule": rule, "occasion": day.isoformat()}

    @property
    def key(self) -> str:
        """The same, as a form says it."""
        return " ".join(self.about.values())


@dataclass(frozen=True)
class Course:
    """What the rules look at: one measure's scores, since when it is asked, and how often."""

    instrument: Instrument
    occasions: Sequence[Occasion]
    started_on: date
    quiet_weeks: int | None


def quiet_weeks(assignment: MeasureAssignment) -> int | None:
    """Return after how many weeks without an answer that is worth a word, None for never."""
    if assignment.ended_at is not None or assignment.rhythm is Rhythm.ONCE:
        return None
    if assignment.rhythm is Rhythm.EVERY_WEEKS:
        return INTERVALS * assignment.every
    return BEFORE_APPOINTMENTS_WEEKS


def held(
    series: Iterable[Series],
    assignments: Sequence[MeasureAssignment],
    sheets: Sheets,
    asides: Iterable[PromptAside],
    today: date,
) -> list[Held]:
    """Return what holds today and was not put aside; a client's own words have no rules."""
    put_aside = [one.about for one in asides]
    asked = {one.slug: one for one in assignments if one.ended_at is None}
    return [
        found
        for course in _courses(series, asked, sheets)
        for found in _of(course, today)
        if found.about not in put_aside
    ]


def _of(course: Course, today: date) -> Iterator[Held]:
    for prompt in prompts(
        course.instrument,
        course.occasions,
        today=today,
        started_on=course.started_on,
        quiet_weeks=course.quiet_weeks,
    ):
        yield Held(prompt, course.instrument, course.started_on, course.quiet_weeks)


def _courses(
    series: Iterable[Series], asked: Mapping[str, MeasureAssignment], sheets: Sheets
) -> Iterator[Course]:
    """Yield a course for each instrument that was answered, or is asked and was not yet."""
    answered = {one.slug: one for one in series}
    for slug, one in answered.items():
        part = one.parts[-1]
        if part.instrument is None:
            continue
        assignment = asked.get(slug)
        started_on = assignment.starts_on if assignment else part.entries[0].on
        weeks = quiet_weeks(assignment) if assignment else None
        yield Course(part.instrument, part.occasions, started_on, weeks)
    for slug, assignment in asked.items():
        instrument = None if slug in answered else sheets.asked(assignment).instrument
        if instrument is not None:
            yield Course(instrument, (), assignment.starts_on, quiet_weeks(assignment))
