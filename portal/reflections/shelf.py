"""What a client has written, laid out by month for the list of reflections."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask_babel import format_date
from sqlalchemy.orm import Session

from portal import clock
from portal.reflections import queries
from portal.reflections.models import Draft, Reflection


@dataclass(frozen=True)
class Month:
    """The reflections of one month, newest first. `first` is the month's first day."""

    first: date
    reflections: tuple[Reflection, ...]

    @property
    def name(self) -> str:
        """Say the month: November 2026."""
        return str(format_date(self.first, "LLLL y"))


@dataclass(frozen=True)
class Shelf:
    """One page of the list. `drafts` stand on the first page; `earlier` leads to the next."""

    drafts: Sequence[Draft]
    months: tuple[Month, ...]
    earlier: uuid.UUID | None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing at all."""
        return not self.drafts and not self.months


def shelf(session: Session, client_id: uuid.UUID, *, before: uuid.UUID | None, zone: str) -> Shelf:
    """Return the page of a client's list that follows the reflection `before`, or the first."""
    last = queries.find_reflection(session, before) if before else None
    found = queries.reflections_of(
        session,
        client_id,
        before=(last.changed_at, last.id) if last else None,
        limit=queries.PAGE + 1,
    )
    page = found[: queries.PAGE]
    return Shelf(
        drafts=() if last else queries.drafts_of(session, client_id),
        months=by_month(page, zone),
        earlier=page[-1].id if len(found) > len(page) else None,
    )


def by_month(reflections: Sequence[Reflection], zone: str) -> tuple[Month, ...]:
    """Return the reflections, which come newest first, month by month on the wall calendar."""

    def month(reflection: Reflection) -> date:
        return clock.local(reflection.changed_at, zone).date().replace(day=1)

    return tuple(Month(first, tuple(rows)) for first, rows in groupby(reflections, key=month))
