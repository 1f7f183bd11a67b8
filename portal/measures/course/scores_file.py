"""Scores as a table to take along: one row each time that a measure was answered."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from portal.measures.course.series import Entry, Series
from portal.psychometrics.instrument import Direction
from portal.web.table_file import csv_file

SKIPPED = "·"
"""Stands in the row of answers where a line of a client's own was left open."""


def scores_for_practitioner(series: Iterable[Series]) -> bytes:
    """Return every score as a CSV file, without what the client remarked on it."""
    return csv_file(_header(), (_cells(one) for one in _in_order(series)))


def scores_for_client(series: Iterable[Series]) -> bytes:
    """Return the client's scores as a CSV file, with their remarks.

    A score that the two agreed to look at together first is not told before they have.
    """
    rows = ([*_cells(one, is_shown=_is_shown(one)), _remark(one)] for one in _in_order(series))
    return csv_file([*_header(), _("Remark")], rows)


def _in_order(series: Iterable[Series]) -> Iterator[Entry]:
    for one in series:
        for part in one.parts:
            yield from part.entries


def _header() -> list[str]:
    return [
        _("Date"),
        _("Measure"),
        _("Version"),
        _("Language"),
        _("Score"),
        _("Lowest possible"),
        _("Highest possible"),
        _("Fewer difficulties"),
        _("Band, as the questionnaire calls it"),
        _("Worked out from part of the answers"),
        _("Questions without an answer"),
        _("Typed in"),
        _("Answers to lines in own words, in order"),
    ]


def _cells(entry: Entry, *, is_shown: bool = True) -> list[str]:
    instrument, score = entry.sheet.instrument, entry.score if is_shown else None
    total = None if score is None else score.total
    return [
        entry.on.isoformat(),
        entry.sheet.name,
        entry.sheet.version,
        entry.sheet.language,
        "" if total is None else str(total),
        str(instrument.low) if instrument else "",
        str(instrument.high) if instrument else "",
        "" if instrument is None else _way(instrument.direction),
        (score.band if score else None) or "",
        _yes(score.is_prorated) if score else "",
        "" if entry.is_typed else str(_unanswered(entry)),
        _yes(entry.is_typed),
        "" if instrument else _answers(entry),
    ]


def _unanswered(entry: Entry) -> int:
    """Return how many questions were left open that count towards a score, or are lines."""
    counted = [one for one in entry.sheet.questions if one.is_scored]
    return len(counted) - len(entry.values)


def _answers(entry: Entry) -> str:
    """Return what was chosen on the lines of a client's own, in their order."""
    chosen = (entry.values.get(one.number) for one in entry.sheet.questions)
    return " ".join(SKIPPED if value is None else str(value) for value in chosen)


def _is_shown(entry: Entry) -> bool:
    """Say whether the client sees this score; they know what they chose in their own words."""
    return entry.sheet.instrument is None or entry.administration.shows_score


def _remark(entry: Entry) -> str:
    return entry.administration.remark or ""


def _way(direction: Direction) -> str:
    return _("lower") if direction is Direction.LOWER else _("higher")


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else _("no")
