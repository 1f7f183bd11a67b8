"""The caseload as lines to be read: sorted, found by name, each with its small mood line."""

import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _
from markupsafe import Markup

from portal.caseload.queries import CaseloadRow
from portal.caseload.reasons import waits
from portal.caseload.summary import Summary
from portal.drawing.charts import spark

FAR = datetime.max.replace(tzinfo=UTC)
LEAST_FOR_A_LINE = 2


@dataclass(frozen=True)
class Line:
    """One client on the caseload. `course` is a drawing, or empty with too few moods."""

    row: CaseloadRow
    name: str
    last_word_at: datetime | None
    waiting: Sequence[str]
    course: Markup
    next_at: datetime | None

    @property
    def id(self) -> uuid.UUID:
        """The client's id."""
        return self.row.id

    @property
    def is_invited(self) -> bool:
        """Whether the invitation has not been answered yet."""
        return self.row.care.started_at is None


def lines_of(rows: Sequence[CaseloadRow]) -> list[Line]:
    """Return the lines in the order of the next appointment, then by name."""
    return sorted(map(_line, rows), key=lambda line: (line.next_at or FAR, _plain(line.name)))


def _line(row: CaseloadRow) -> Line:
    summary = Summary.from_json(row.summary.content if row.summary else None)
    return Line(
        row=row,
        name=row.client.name,
        last_word_at=summary.last_word_at,
        waiting=waits(summary),
        course=_course(summary.moods),
        next_at=row.next_appointment_at,
    )


def _course(moods: Sequence[int]) -> Markup:
    if len(moods) < LEAST_FOR_A_LINE:
        return Markup()
    return Markup(spark(moods, low=0, high=10, title=_("Last moods")))  # noqa: S704 (our own SVG)


def found(lines: Sequence[Line], name: str, *, only_waiting: bool) -> list[Line]:
    """Return the lines whose name has `name` in it, accents aside, and who wait if so wished."""
    wanted = _plain(name)
    return [
        line for line in lines if wanted in _plain(line.name) and (line.waiting or not only_waiting)
    ]


def _plain(name: str) -> str:
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
