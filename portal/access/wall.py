"""The second wall: PostgreSQL is told in each transaction who asks, and keeps other rows away.

Its policies stand in migrations/row_level_security.py. A request works as `portal_app`; commands
and jobs, which act for nobody, as `portal_worker`. SQLite has no roles and no such wall.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import has_request_context
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session, SessionTransaction

APP = "portal_app"
WORKER = "portal_worker"
OWNER = "owner"
"""The engine of the login itself, which owns the tables: for migrations."""

SETTINGS = ("role", "user", "practice", "clients", "files", "entrusted", "reflections", "reviews")
"""Who asks; whose files may be written, and read; what is entrusted to them for now."""

SET = ", ".join(f"set_config('app.{name}', :{name}, true)" for name in SETTINGS)
TELL = text(f"SELECT {SET}")
Told = Mapping[str, str]


def told(**facts: Iterable[object]) -> Told:
    """Return what is told of somebody, as PostgreSQL's settings."""
    return {name: ",".join(str(one) for one in facts.get(name, ())) for name in SETTINGS}


AT_THE_DOOR = told(role=["nobody"])
"""Before anybody is known only accounts can be looked up."""


class PortalSession(FlaskSession):
    """A session of a request, unless it lifts the row guard outside of one."""

    is_outside = False

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kw: Any) -> Any:
        """Return the engine that works as this session's role."""
        if bind is None and self.is_outside:
            bind = self._db.engines.get(WORKER)
        return super().get_bind(mapper, clause, bind, **kw)


def step_outside(session: Session) -> None:
    """Let a session of commands and jobs work as their role, for good; a request's cannot."""
    if isinstance(session, PortalSession) and not has_request_context():
        session.is_outside = True


def tell(session: Session, what: Told) -> None:
    """Tell from now on who asks in `session`: in this transaction, and at the start of others."""
    session.info["told"] = what
    if session.in_transaction() and _meets_the_wall(session):
        session.connection().execute(TELL, dict(what))


@event.listens_for(PortalSession, "after_begin")
def _tell_again(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if _meets_the_wall(session):
        connection.execute(TELL, dict(session.info.get("told", AT_THE_DOOR)))


def _meets_the_wall(session: Session) -> bool:
    inside = isinstance(session, PortalSession) and not session.is_outside
    return inside and session.get_bind().dialect.name == "postgresql"


def engine_of_owner(engines: Mapping[str | None, Engine]) -> Engine:
    """Return the engine that may change tables."""
    return engines.get(OWNER) or engines[None]
