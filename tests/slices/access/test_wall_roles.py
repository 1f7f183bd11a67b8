"""The roles behind PostgreSQL's wall: who works as whom, and what doctor says of it."""

from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from config import Settings
from portal.access import wall
from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.caseload.models import CareRelationship
from tests.cast import Cast, Person
from tests.conftest import build, dispose
from tests.stages import ON_POSTGRESQL
from tests.visitor import Visitor

pytestmark = ON_POSTGRESQL

Visit = Callable[[Person | None], Visitor]
GOALS = text("SELECT client_id FROM goal")


def in_a_request(app: Flask, do: Callable[[Session], Any]) -> Any:
    """Do something with the session of a request, as far from the test's own as in life."""

    def inside() -> Any:
        with app.test_request_context():
            return do(request_session())

    return Context().run(inside)


def test_commands_and_jobs_work_as_the_worker(files: Session, app: Flask) -> None:
    whoever = text("SELECT current_user")

    def role(current: Session) -> str:
        return str(current.connection().execute(whoever).scalar_one())

    assert role(files) == wall.WORKER
    assert in_a_request(app, role) == wall.APP


def test_the_owner_can_change_every_row_in_a_migration(app: Flask, files: Session) -> None:
    files.rollback()
    with app.app_context():
        owner = wall.engine_of_owner(app.extensions["sqlalchemy"].engines)
    with owner.begin() as connection:
        changed = connection.execute(text("UPDATE goal SET state = 'done'")).rowcount

    assert changed == 3


@pytest.fixture
def web_only(stage: tuple[Settings, Cast], postgres_server: str) -> Iterator[Flask]:
    """The portal over a login that is nothing but a web process's: the form with two logins."""
    admin = sqlalchemy.create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP ROLE IF EXISTS portal_web"))
        connection.execute(text("CREATE ROLE portal_web LOGIN PASSWORD 'web' IN ROLE portal_app"))
    url = sqlalchemy.make_url(stage[0].database_url).set(username="portal_web", password="web")
    app = build(replace(stage[0], database_url=url.render_as_string(hide_password=False)))
    yield app
    dispose(app)
    with admin.connect() as connection:
        connection.execute(text("DROP ROLE portal_web"))
    admin.dispose()


def test_a_web_process_with_a_login_of_its_own_serves_pages_and_can_become_nobody_else(
    web_only: Flask, cast: Cast
) -> None:
    visitor = Visitor(web_only).sign_in(cast.maren)

    assert visitor.get("/my/today").status_code == 200
    assert visitor.post("/my/goals", words="To rest.").status_code == 302
    with web_only.app_context(), web_only.extensions["sqlalchemy"].engine.connect() as connection:
        for other in (wall.WORKER, "portal_tests", "postgres"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(text(f"SET ROLE {other}"))
            connection.rollback()


def test_without_the_owners_login_a_command_fails_and_says_so(web_only: Flask) -> None:
    with (
        web_only.app_context(),
        portal_itself(request_session(), "tests"),
        pytest.raises(OperationalError, match="permission denied to set role"),
    ):
        request_session().scalars(select(CareRelationship)).all()


def told_by_doctor(runner: FlaskCliRunner) -> str:
    """Return what doctor says of the wall."""
    lines = runner.invoke(args=["doctor"]).output.splitlines()
    return "\n".join(line for line in lines if line.startswith("second wall"))


def test_doctor_finds_a_wall_with_a_hole(app: Flask, files: Session) -> None:
    files.rollback()
    runner = app.test_cli_runner()
    well = told_by_doctor(runner)
    with app.app_context():
        owner = wall.engine_of_owner(app.extensions["sqlalchemy"].engines)
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE goal NO FORCE ROW LEVEL SECURITY"))
        connection.execute(text(f"GRANT DELETE ON audit_event TO {wall.APP}"))

    ill = told_by_doctor(runner)

    assert well == "second wall: well"
    assert "row-level security is off for goal" in ill
    assert "portal_app may DELETE audit events" in ill


def test_doctor_warns_of_a_superusers_login(
    stage: tuple[Settings, Cast], postgres_server: str
) -> None:
    server = sqlalchemy.make_url(postgres_server)
    url = server.set(database=sqlalchemy.make_url(stage[0].database_url).database)
    app = build(replace(stage[0], database_url=url.render_as_string(hide_password=False)))

    said = told_by_doctor(app.test_cli_runner())

    dispose(app)
    assert "is a superuser; make one that is not" in said
