"""The course of one measure as a drawing, its signs in words and a table: for a page or paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from markupsafe import Markup

from portal.drawing.figure import SIZES, Figure
from portal.drawing.measured import CutOff, Margin, Measured, Moment, Score, Unscored
from portal.drawing.pins import Pin, moments, remarks
from portal.measures.course import chart_words
from portal.measures.course.figures import named, number, quoted
from portal.measures.course.series import Entry
from portal.measures.models import Rhythm
from portal.psychometrics.instrument import CutOff as Threshold
from portal.psychometrics.instrument import Instrument

Remarked = Callable[[Entry], str]
"""What is told of the words that stand beside a score; a report may leave the client's out."""


@dataclass(frozen=True)
class Row:
    """One time that it was answered, in the table under the drawing."""

    on: date
    score: str
    band: str
    remark: str


@dataclass(frozen=True)
class Course:
    """A drawing, what its signs mean, and the same scores as a table.

    Without `rows` the page brings a table of its own.
    """

    figure: Figure
    legend: list[str]
    pins: list[Pin]
    columns: list[str]
    rows: list[Row]
    uid: str = "course"

    @property
    def drawings(self) -> dict[str, Markup]:
        """The drawing in each size that a page needs."""
        return {
            size: Markup(self.figure.svg(size, self.uid))  # noqa: S704 ours; people's words escaped
            for size in SIZES
        }


@dataclass(frozen=True)
class Told:
    """What is said of a course in a plain sentence, and its drawing, if there is one."""

    sentence: str
    course: Course | None


def course_of(
    entries: Sequence[Entry],
    *,
    for_client: bool,
    happened: Sequence[Moment] = (),
    with_table: bool = True,
    remarked: Remarked = chart_words.remark,
    uid: str = "course",
) -> Course | None:
    """Return the course of an instrument's scores, the oldest first; None below two of them.

    A single score is said in words, as a number with its band. A client sees neither bands nor
    cut-offs here, as the sentences to them have none.
    """
    scored = [one for one in entries if one.total is not None]
    instrument = scored[-1].sheet.instrument if scored else None
    if instrument is None or len(scored) < 2:
        return None
    measured = replace(
        _measured(instrument, entries, remarked, for_client=for_client), moments=tuple(happened)
    )
    return Course(
        figure=Figure(
            measured,
            title=_("%(name)s over time", name=measured.name),
            description=chart_words.description(measured),
            names=chart_words.names(for_client=for_client),
        ),
        legend=chart_words.legend(measured, for_client=for_client),
        pins=[*remarks(measured), *moments(measured)],
        columns=[_("Day"), _("Score"), *([] if for_client else [_("Range called")]), _("Remark")],
        rows=[row_of(one) for one in entries if with_table],
        uid=uid,
    )


def _measured(
    instrument: Instrument,
    entries: Sequence[Entry],
    remarked: Remarked,
    *,
    for_client: bool,
) -> Measured:
    change, cut_off = instrument.change(), None if for_client else _cut_off(instrument)
    return Measured(
        name=instrument.name,
        low=instrument.low,
        high=instrument.high,
        direction=chart_words.direction(instrument),
        scores=tuple(_score(one, remarked(one)) for one in entries if one.total is not None),
        margin=Margin(float(change.points), named(change)) if change else None,
        cut_offs=(CutOff(cut_off.at, named(cut_off)),) if cut_off else (),
        every_days=planned_days(entries),
        unscored=tuple(Unscored(one.on, remarked(one)) for one in entries if one.total is None),
    )


def _cut_off(instrument: Instrument) -> Threshold | None:
    """Return the cut-off of the rule by which change is judged, as the sentence has it."""
    change = instrument.change()
    has_own = change and any(one.rule == change.rule for one in instrument.cut_offs)
    return instrument.cut_off(change.rule if change and has_own else None)


def planned_days(entries: Sequence[Entry]) -> int | None:
    """Return the days from one time to the next as last planned; None without a rhythm of weeks."""
    asked = [one.administration.assignment for one in reversed(entries)]
    weekly = (7 * one.every for one in asked if one and one.rhythm is Rhythm.EVERY_WEEKS)
    return next(weekly, None)


def _score(entry: Entry, remark: str) -> Score:
    occasion = entry.occasion
    assert occasion.total is not None
    return Score(
        on=occasion.on,
        value=float(occasion.total),
        is_prorated=occasion.is_prorated,
        edition=chart_words.edition(occasion),
        remark=remark,
    )


def row_of(entry: Entry) -> Row:
    """Return one time as the table has it: brackets where prorated, a dash without a score."""
    assert entry.score is not None
    score = "–" if entry.total is None else number(entry.total)
    return Row(
        on=entry.on,
        score=f"({score})" if entry.score.is_prorated else score,
        band=quoted(entry.score.band),
        remark=chart_words.remark(entry),
    )
