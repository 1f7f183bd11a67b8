"""The libraries that are bound to the application in `create_app`, and how SQLite is opened."""

from typing import Any

from flask_babel import Babel
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Engine, event, make_url

from portal.access import wall
from portal.database import Base

try:
    import pysqlite3.dbapi2 as sqlite
except ImportError:  # no wheel for this machine: the standard library's, which doctor looks at
    import sqlite3 as sqlite

__all__ = ["babel", "csrf", "db", "engine_options", "mail", "migrate", "other_engines", "sqlite"]

db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    session_options={"class_": wall.PortalSession},
)
migrate = Migrate(directory="migrations", render_as_batch=True)
csrf = CSRFProtect()
babel = Babel()
mail = Mail()


def engine_options(url: str, role: str | None = wall.APP) -> dict[str, Any]:
    """Return the engine options for a database URL. On PostgreSQL it works as `role`, if given."""
    if not url.startswith("sqlite"):
        said = make_url(url).query.get("options", "")
        options = f"{said} -c role={role}" if role else said
        connect_args = {"options": options}
        return {"pool_pre_ping": True, "hide_parameters": True, "connect_args": connect_args}
    return {
        "hide_parameters": True,
        "module": sqlite,
        "connect_args": {"timeout": 15, "check_same_thread": False},
    }


def other_engines(url: str) -> dict[str, dict[str, Any]]:
    """Return the engines beside that of requests: PostgreSQL has them, SQLite needs none."""
    if url.startswith("sqlite"):
        return {}
    roles = {wall.WORKER: wall.WORKER, wall.OWNER: None}
    return {name: {"url": url, **engine_options(url, role)} for name, role in roles.items()}


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, record: Any) -> None:
    """Durable, strict, forgetful: synced at commit, keys checked, deleted words overwritten."""
    if not isinstance(connection, sqlite.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "busy_timeout=15000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    """Readers never lock; writers take the lock first, so that none fails half-way."""
    if connection.dialect.name != "sqlite":
        return
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
