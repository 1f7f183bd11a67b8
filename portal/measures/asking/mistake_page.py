"""What stands on the page that asks whether a typed score was a mistake, and of those that were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template

from portal.access.door import session
from portal.accounts.queries import users_by_id
from portal.measures.course.figures import number
from portal.measures.course.series import Entry, day_of
from portal.measures.course.series_page import client_of
from portal.measures.models import Administration
from portal.measures.sheets import Sheets
from portal.web.templating import timezone


@dataclass(frozen=True)
class Mistake:
    """A score that was typed in by mistake, as it was: kept, and counted nowhere."""

    name: str
    score: str
    on: date
    source: str
    taken_out_at: datetime


def page(score: Administration) -> str:
    """Render the page that asks, with what was typed in, by whom and when."""
    entry = Entry(score, Sheets().answered(score), day_of(score, timezone()))
    assert score.typed_by_id is not None
    return render_template(
        "measures/mistake.html",
        client=client_of(score),
        entry=entry,
        score=_score(entry),
        by=users_by_id(session(), {score.typed_by_id}).get(score.typed_by_id),
    )


def mistakes(taken_out: Sequence[Administration]) -> list[Mistake]:
    """Return what was taken out, in words."""
    return [_mistake(one) for one in taken_out if one.taken_out_at is not None]


def _mistake(score: Administration) -> Mistake:
    assert score.taken_out_at is not None
    entry = Entry(score, Sheets().answered(score), day_of(score, timezone()))
    return Mistake(
        entry.sheet.name,
        _score(entry),
        entry.on,
        score.remark or "",
        score.taken_out_at,
    )


def _score(entry: Entry) -> str:
    assert entry.total is not None
    return number(entry.total)
