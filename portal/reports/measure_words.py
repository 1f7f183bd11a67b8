"""One measure in a report: the sentences and drawings of its page, its table, what to know of it.

Single answers are never told, and what a client remarked only where it was chosen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from portal.drawing.measured import Moment
from portal.drawing.pins import Pin
from portal.measures.course import chart_words, gap_wording, wording
from portal.measures.course.charting import Told, course_of, row_of
from portal.measures.course.missed import Missed
from portal.measures.course.series import Entry, Part, Series
from portal.measures.own import charting as own_charting
from portal.reports.document import direction
from portal.reports.measure_parts import Measure, Pinned, Telling


@dataclass(frozen=True)
class Asked:
    """What is to be told: the measures that were chosen, what happened, and remarks or not."""

    slugs: frozenset[str]
    happened: Sequence[Moment] = ()
    with_remarks: bool = False

    def remarked(self, entry: Entry) -> str:
        """Return where a score was reached that was typed in; the client's words if chosen."""
        return chart_words.remark(entry) if self.with_remarks or entry.is_typed else ""


def about(series: Series) -> str:
    """Say how often it was answered, and whether the client has not seen all of its scores."""
    entries = [one for part in series.parts for one in part.entries]
    said = ngettext(
        "Answered once in this period.", "Answered %(num)s times in this period.", len(entries)
    )
    if all(one.total is None or one.administration.shows_score for one in entries):
        return said
    unseen = _("Your client has not seen all of these scores yet; a shared report shows them.")
    return f"{said} {unseen}"


def measure(part: Part, series: Series, asked: Asked, lacking: Missed) -> Measure:
    """Return one version of a measure as it stands in a report."""
    told = _told(part, asked)
    drawn = [one.course for one in told if one.course]
    pins = [pin for course in drawn for pin in course.pins] if drawn else _remarks(part, asked)
    return Measure(
        heading=part.sheet.name,
        aside=_aside(part, series),
        told=tuple(map(_telling, told)),
        pins=tuple(map(_pinned, pins)),
        caption=_caption(part),
        columns=(_("Day"), *_columns(part)),
        rows=tuple((_day(one.on), *_cells(one)) for one in part.entries),
        notes=tuple(_notes(part, series, lacking)),
        credit=part.sheet.credit,
    )


def _told(part: Part, asked: Asked) -> list[Told]:
    happened, remarked = asked.happened, asked.remarked
    if part.instrument is None:
        return own_charting.told(part, happened=happened, remarked=remarked)
    course = course_of(part.entries, for_client=False, happened=happened, remarked=remarked)
    return [Told(" ".join(wording.sentences(part.instrument, part.occasions)), course)]


def _telling(told: Told) -> Telling:
    if told.course is None:
        return Telling(told.sentence)
    return Telling(told.sentence, told.course.figure, " ".join(told.course.legend))


def _remarks(part: Part, asked: Asked) -> list[Pin]:
    said = [(one.on, words) for one in part.entries if (words := asked.remarked(one))]
    return [Pin(str(at), on, words) for at, (on, words) in enumerate(said, 1)]


def _pinned(pin: Pin) -> Pinned:
    return Pinned(f"{pin.mark} · {_day(pin.on)}", pin.words, direction(pin.words))


def _aside(part: Part, series: Series) -> str:
    """Say what it is called in full, and in which version and language it was answered."""
    if part.instrument is None:
        version = _("version %(version)s", version=part.sheet.version)
        return version if len(series.parts) > 1 else ""
    editions = dict.fromkeys(chart_words.edition(one) for one in part.occasions)
    return " · ".join((part.sheet.title, *editions))


def _caption(part: Part) -> str:
    if part.instrument is not None:
        return _(
            "Every score, the oldest first. A number in brackets was worked out although a "
            "question was left out. A dash: answered, without a score."
        )
    lines = part.sheet.questions
    if len(lines) == 1:
        return _("Every number, the oldest first. A dash: left open.")
    named = ((_("Line %(number)s", number=one.number), one.words) for one in lines)
    return "; ".join(f"{name}: {words}" for name, words in named)


def _columns(part: Part) -> tuple[str, ...]:
    if part.instrument is not None:
        return _("Score"), _("Range called")
    lines = part.sheet.questions
    if len(lines) == 1:
        return (_("Number"),)
    return tuple(_("Line %(number)s", number=one.number) for one in lines)


def _cells(entry: Entry) -> tuple[str, ...]:
    if entry.sheet.instrument is None:
        values = (entry.values.get(one.number) for one in entry.sheet.questions)
        return tuple("–" if value is None else str(value) for value in values)
    row = row_of(entry)
    return row.score, row.band or "–"


def _notes(part: Part, series: Series, lacking: Missed) -> Iterator[str]:
    """Say what changed before this version, and after the last one what was not answered."""
    at = series.parts.index(part)
    if at:
        before = series.parts[at - 1].sheet.version
        yield gap_wording.version_line(part.entries[0].on, before, part.sheet.version)
    if part.instrument is not None:
        yield from filter(None, [wording.first_is_often_hardest(part.instrument, part.occasions)])
    if lacking.times and part is series.parts[-1]:
        yield gap_wording.not_completed_line(lacking.times, lacking.asked)


def _day(on: date) -> str:
    return format_date(on, "d MMMM y", locale=get_locale())
