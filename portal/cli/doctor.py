"""`flask doctor`: what is wrong with this installation, and the remedy."""

import os
import smtplib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from config import ROOT
from portal import clock
from portal.access import wall
from portal.access.door import session
from portal.access.scope import portal_itself
from portal.cli import wall_checks
from portal.extensions import db, sqlite
from portal.reports import pdf
from portal.safety.queries import overdue_ids
from portal.vault import uses
from portal.vault.keyfile import KeyFileProblem
from portal.vault.keyring import KeyRing
from portal.web.crisis import directory

SAFE_SQLITE = (3, 51, 3)  # earlier ones can corrupt a WAL file, very rarely (sqlite.org, 2026-03)


@click.command()
@with_appcontext
def doctor() -> None:
    """Check the installation; exit 1 if something needs a remedy."""
    ill = False
    for name, check in CHECKS.items():
        problems = list(check())
        ill = ill or bool(problems)
        for line in problems or ["well"]:
            click.echo(f"{name}: {line}")
    if ill:
        raise SystemExit(1)


def _pdf() -> Iterator[str]:
    reason = pdf.available()
    if reason:
        yield reason


def _database() -> Iterator[str]:
    try:
        with wall.engine_of_owner(db.engines).connect() as connection:
            here = MigrationContext.configure(connection).get_current_revision()
    except Exception as problem:
        yield f"does not answer ({type(problem).__name__}): look at DATABASE_URL"
        return
    wanted = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    if here != wanted:
        yield "the tables are not up to date: python3 dev.py flask db upgrade"


def _second_wall() -> Iterator[str]:
    try:
        yield from wall_checks.problems(db.engines)
    except SQLAlchemyError as problem:
        yield f"a role cannot be taken ({type(problem).__name__}): {wall_checks.MANUAL}"


def _sqlite() -> Iterator[str]:
    if db.engine.dialect.name == "sqlite" and sqlite.sqlite_version_info < SAFE_SQLITE:
        yield f"SQLite {sqlite.sqlite_version} is old: install pysqlite3, or use PostgreSQL"


def _keys() -> Iterator[str]:
    settings = current_app.extensions["settings"]
    if settings.root_keys:
        return
    try:
        KeyRing.from_file(settings.key_file)
    except KeyFileProblem as problem:
        yield str(problem)


def _rotation() -> Iterator[str]:
    """Say what is still under older keys: a rotation that was begun and not ended."""
    with portal_itself(session(), "doctor"), suppress(SQLAlchemyError):
        under_older = uses.under_older_keys(session(), current_app.extensions["keyring"])
        session().rollback()
        if under_older:
            yield f"{under_older} things are under older keys: python3 dev.py flask keys rotate"


def _files() -> Iterator[str]:
    settings = current_app.extensions["settings"]
    for path in [settings.instance, *settings.instance.glob("*")]:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            yield f"others can read {path}: chmod go= {path}"


def _mail() -> Iterator[str]:
    if current_app.config["MAIL_BACKEND"] != "smtp":
        return
    server, port = current_app.config["MAIL_SERVER"], current_app.config["MAIL_PORT"]
    kind = smtplib.SMTP_SSL if current_app.config["MAIL_USE_SSL"] else smtplib.SMTP
    try:
        with kind(server, port, timeout=5) as connection:
            connection.noop()
    except OSError as problem:
        yield f"the mail server does not answer ({type(problem).__name__}): look at MAIL_URL"


def _zones() -> Iterator[str]:
    zone = ZoneInfo(current_app.extensions["settings"].timezone)
    if datetime(2026, 7, 1, tzinfo=zone).utcoffset() is None:
        yield "there is no time zone data: pip install tzdata"


def _numbers() -> Iterator[str]:
    """Say whose numbers of who can help now are not known, or were not checked for long."""
    settings = current_app.extensions["settings"]
    if not directory.knows(settings.crisis_region):
        yield f"none for CRISIS_REGION={settings.crisis_region}: see .env.example"
    due = directory.overdue(clock.today(settings.timezone))
    for country in dict.fromkeys(country for country, _ in due):
        names = ", ".join(line.name or "emergency" for code, line in due if code == country)
        yield f"{country} not checked for six months: {names} (docs/operations.md, section 8)"


def _safety() -> Iterator[str]:
    """Say that nobody saw a safety review in time, and that nobody else was told of it."""
    late = clock.now() - timedelta(minutes=10)
    with portal_itself(session(), "doctor"), suppress(SQLAlchemyError):
        count = len(overdue_ids(session(), late))
        session().rollback()
        if count:
            yield f"{count} wait too long and nobody was told: does the worker run? (section 4)"


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "PDF": _pdf,
    "database": _database,
    "second wall": _second_wall,
    "SQLite": _sqlite,
    "key file": _keys,
    "keys in use": _rotation,
    "files": _files,
    "mail": _mail,
    "time zones": _zones,
    "who can help now": _numbers,
    "safety reviews": _safety,
}
