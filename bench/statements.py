"""`statements`: how many SQL statements each page sends, for few rows and for many."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from flask import Flask
from sqlalchemy import Engine, event, select

from bench.crowds import WHO, crowd
from bench.outcome import Outcome, Table
from bench.stage import page, sign_in
from portal.access import scope
from portal.access.door import session
from portal.accounts.queries import user
from portal.demo.crowd import Size
from portal.reflections.models import Reflection, State
from portal.reports.models import Report, ReportState

FEW = Size(practitioners=1, clients=2, reflections=6)
MANY = Size(practitioners=1, clients=60, reflections=3_000)
TITLE = """SQL statements of each page. Few rows: 2 clients, 6 reflections, one of everything else.
Many: 60 clients, 3,000 reflections, and 40 annotations with replies, private notes, goals and
reports of the client whose pages are opened."""
OUTSIDE = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
"""What frames a transaction asks nothing of the database."""

PRACTICE_PAGES = {
    "Desk": "/practice/desk",
    "Caseload": "/practice/caseload",
    "Client page": "/practice/clients/{client}",
    "Reading view": "/practice/reflections/{reflection}",
    "Private notes": "/practice/clients/{client}/private-notes",
    "Reports": "/practice/reports",
    "Reports about a client": "/practice/clients/{client}/reports",
    "A report, being composed": "/practice/reports/{draft}",
    "Its preview": "/practice/reports/{draft}/preview",
    "Practice": "/practice/team",
    "Invitations": "/practice/invitations",
}
CLIENT_PAGES = {
    "Today": "/my/today",
    "Write": "/my/write",
    "Reflections": "/my/reflections",
    "A reflection": "/my/reflections/{reflection}",
    "Goals": "/my/goals",
    "Feedback": "/my/feedback",
    "Own reports": "/my/reports",
    "Privacy": "/my/privacy",
}


@dataclass(frozen=True)
class Cast:
    """Whose pages are opened, and what of."""

    client: uuid.UUID
    client_email: str
    reflection: uuid.UUID
    draft: uuid.UUID


def run(quick: bool) -> Outcome:
    """Count both sizes; there is nothing to measure twice."""
    few, many = _counts(crowd(FEW, busy=1)), _counts(crowd(MANY, busy=40))
    rows = [(name, few[name], many[name]) for name in few]
    return Outcome(tables=[Table(TITLE, ("Page", "Few rows", "Many rows"), rows)])


def _counts(app: Flask) -> dict[str, str]:
    cast = _cast(app)
    doors = ((WHO, PRACTICE_PAGES), (cast.client_email, CLIENT_PAGES))
    counts: dict[str, str] = {}
    for email, pages in doors:
        cookie = sign_in(app, email)
        for name, path in pages.items():
            counts[name] = _count(app, path.format_map(asdict(cast)), cookie)
    return counts


def _cast(app: Flask) -> Cast:
    """Return the client whose file is full, their first shared reflection, and a draft report."""
    with app.app_context(), scope.portal_itself(session(), "benchmarks"):
        draft = session().scalars(select(Report).where(Report.state == ReportState.DRAFT)).one()
        client = user(session(), draft.client_id)
        reflection_id = session().scalars(
            select(Reflection.id)
            .where(Reflection.client_id == client.id, Reflection.state == State.SHARED)
            .order_by(Reflection.id)
            .limit(1)
        )
        return Cast(client.id, client.email, reflection_id.one(), draft.id)


def _count(app: Flask, path: str, cookie: str) -> str:
    """Return the number of a page's statements, or a word where there is no such page."""
    fetch = page(app, path, cookie)
    try:
        fetch(0)  # what a process does once, such as opening the practice's key
        with app.app_context(), _listening(app) as heard:
            fetch(1)
    except RuntimeError as problem:
        return str(problem).removeprefix(f"{path} ")
    return str(len(heard))


@contextmanager
def _listening(app: Flask) -> Iterator[list[str]]:
    engine: Engine = app.extensions["sqlalchemy"].engine
    heard: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.upper().startswith(OUTSIDE):
            heard.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)
