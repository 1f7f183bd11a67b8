"""The two roles that the portal steps down to on PostgreSQL: made here, or asked for."""

from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

APP = "portal_app"
"""What a request works as."""

WORKER = "portal_worker"
"""What commands and jobs work as."""

REMEDY = """\
Row-level security needs two roles, and this login may not make them. As the server's administrator:
    CREATE ROLE {app} NOLOGIN;
    CREATE ROLE {worker} NOLOGIN;
    GRANT {app}, {worker} TO {login};
(one that is there already is left out), and then once more: flask db upgrade"""


def insist_on_roles(connection: Connection) -> None:
    """See that both roles exist and that this login may step down to them, or say what to do."""
    try:
        for role in (APP, WORKER):
            _make(connection, role)
            _join(connection, role)
    except ProgrammingError as problem:
        login = connection.dialect.identifier_preparer.quote(_login(connection))
        raise CommandError(REMEDY.format(app=APP, worker=WORKER, login=login)) from problem


def _make(connection: Connection, role: str) -> None:
    """Make a role unless it is there: roles belong to the whole server, and two may make one."""
    wanted = text("SELECT count(*) FROM pg_roles WHERE rolname = :role")
    if connection.execute(wanted, {"role": role}).scalar_one():
        return
    connection.execute(
        text(
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    )


def _join(connection: Connection, role: str) -> None:
    """Let this login become the role. Since PostgreSQL 16 its maker may not without being told."""
    version = connection.dialect.server_version_info or (0,)
    right = "SET" if version >= (16,) else "MEMBER"
    asked = text("SELECT pg_has_role(current_user, :role, :right)")
    if not connection.execute(asked, {"role": role, "right": right}).scalar_one():
        connection.execute(text(f"GRANT {role} TO CURRENT_USER"))


def _login(connection: Connection) -> str:
    return str(connection.connection.dbapi_connection.info.user)  # type: ignore[union-attr]
