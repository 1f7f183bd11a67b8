"""What `flask doctor` asks of PostgreSQL: whether the second wall stands, and the remedy."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Engine, text

from portal.access import wall
from portal.database import Base

MANUAL = "see docs/operations.md, section 6"

WHO = text(
    "SELECT current_user AS role, session_user AS login, "
    "(SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS is_above, "
    "(SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) AS can_be_above, "
    "(SELECT count(*) FROM pg_class WHERE relkind = 'r' "
    "AND relowner = current_user::regrole) AS owned"
)
WALLED = text(
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
    "AND relrowsecurity AND relforcerowsecurity "
    "AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)"
)
RIGHTS = text(
    "SELECT right_ FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS right_ "
    "WHERE has_table_privilege('audit_event', right_)"
)


def problems(engines: Mapping[str | None, Engine]) -> Iterator[str]:
    """Yield what is wrong with the roles and tables of PostgreSQL; SQLite has no such wall."""
    if engines[None].dialect.name != "postgresql":
        return
    for expected, engine in ((wall.APP, engines[None]), (wall.WORKER, engines[wall.WORKER])):
        with engine.connect() as connection:
            yield from _of_role(connection, expected)
    with engines[None].connect() as connection:
        yield from _of_tables(connection)


def _of_role(connection: Connection, expected: str) -> Iterator[str]:
    who = connection.execute(WHO).one()
    if who.role != expected:
        yield f"a connection works as {who.role}, not as {expected}: {MANUAL}"
    if who.is_above or who.owned:
        yield f"{who.role} steps past row-level security or owns tables: {MANUAL}"
    elif who.can_be_above:
        yield f"the login {who.login} is a superuser; make one that is not: {MANUAL}"
    rights = connection.execute(RIGHTS).scalars().all()
    if rights:
        yield f"{who.role} may {', '.join(rights)} audit events: revoke it"


def _of_tables(connection: Connection) -> Iterator[str]:
    walled = set(connection.execute(WALLED).scalars())
    bare = sorted(Base.metadata.tables.keys() - walled)
    if bare:
        yield f"row-level security is off for {', '.join(bare)}: {MANUAL}"
