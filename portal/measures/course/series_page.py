"""What the page of one measure shows: sentences, table and remarks, edition by edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _

from portal.access.door import session
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.caseload.queries import find_client
from portal.drawing.measured import Moment
from portal.measures.answer_words import answer_in_words
from portal.measures.course import gap_wording, wording
from portal.measures.course.charting import Told, course_of
from portal.measures.course.figures import number, quoted
from portal.measures.course.happened import happened
from portal.measures.course.series import Entry, Part, Series, day_of, series_of
from portal.measures.models import Administration
from portal.measures.own import charting as own_charting
from portal.measures.queries import completed_of
from portal.measures.questions import Question
from portal.measures.sheets import Sheets, sheet_answered
from portal.web.templating import timezone


@dataclass(frozen=True)
class Row:
    """One line of the table: the entry, its numbers in words, and what has to be said of it."""

    entry: Entry
    numbers: list[str]
    band: str
    note: str


@dataclass(frozen=True)
class Shown:
    """One edition as the page shows it: sentences, drawings from two scores on, a table.

    The newest score comes first in the table.
    """

    part: Part
    told: list[Told]
    beside: str
    columns: list[str]
    rows: list[Row]


def page(viewer: Viewer, administration: Administration) -> str:
    """Render the course of the measure that a score belongs to, as far back as the viewer sees."""
    client = client_of(administration)
    series = _series(viewer, administration)
    pinned = happened(session(), client.id, viewer.reach.get(client.id), timezone())
    return render_template(
        "measures/series.html",
        client=client,
        series=series,
        parts=[_shown(one, pinned) for one in reversed(series.parts)],
        changes=_changes(series),
    )


def answers(administration: Administration) -> dict[str, object]:
    """Return what the page of one questionnaire's answers shows."""
    sheet = sheet_answered(session(), administration)
    given = administration.answers or {}
    return {
        "client": client_of(administration),
        "administration": administration,
        "sheet": sheet,
        "on": day_of(administration, timezone()),
        "lines": [(question, answer_in_words(question, given)) for question in sheet.questions],
    }


def client_of(administration: Administration) -> User:
    """Return whose it is; the Door has found it in a file that is open to the viewer."""
    client = find_client(session(), administration.client_id)
    assert client is not None
    return client


def _series(viewer: Viewer, administration: Administration) -> Series:
    client_id = administration.client_id
    reach = viewer.reach.get(client_id)
    completed = completed_of(session(), client_id, administration.slug, reach)
    sheets = Sheets.of(session(), client_id, [administration.slug])
    return series_of(completed, sheets, timezone())[0]


def _shown(part: Part, pinned: Sequence[Moment]) -> Shown:
    instrument, uid = part.instrument, f"course-{part.sheet.version.replace('.', '-')}"
    if instrument is None:
        told = own_charting.told(part, happened=pinned, uid=uid)
        lines = [_("Line %(number)s", number=one.number) for one in part.sheet.questions]
        rows = [_own_row(one) for one in reversed(part.entries)]
        return Shown(part, told, "", lines, rows)
    course = course_of(part.entries, for_client=False, happened=pinned, with_table=False, uid=uid)
    return Shown(
        part,
        [Told(" ".join(wording.sentences(instrument, part.occasions)), course)],
        wording.first_is_often_hardest(instrument, part.occasions),
        [_("Score")],
        [_row(one) for one in reversed(part.entries)],
    )


def _row(entry: Entry) -> Row:
    score = entry.score
    assert score is not None
    asked = len([one for one in entry.sheet.questions if one.is_scored])
    if score.total is None:
        return Row(entry, ["–"], "", gap_wording.no_score_line(len(score.missing), asked))
    note = gap_wording.prorated_line(len(score.missing), asked) if score.is_prorated else ""
    return Row(entry, [number(score.total)], quoted(score.band), note)


def _own_row(entry: Entry) -> Row:
    return Row(entry, [_value(one, entry) for one in entry.sheet.questions], "", "")


def _value(question: Question, entry: Entry) -> str:
    value = entry.values.get(question.number)
    return "–" if value is None else str(value)


def _changes(series: Series) -> list[str]:
    """Say where the questionnaire itself changed."""
    return [
        gap_wording.version_line(after.entries[0].on, before.sheet.version, after.sheet.version)
        for before, after in zip(series.parts, series.parts[1:], strict=False)
    ]
