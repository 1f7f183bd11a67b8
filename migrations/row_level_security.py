"""The second wall, on PostgreSQL: two roles that own nothing, and a policy for each table.

Requests work as `portal_app`, commands and jobs as `portal_worker`. What a request may see is in
rules.py. A later migration that makes a table gives it a rule there and calls `guard`.
"""

from collections.abc import Iterable

from alembic import op
from sqlalchemy import Connection, inspect, text

from migrations.roles import APP, WORKER, insist_on_roles
from migrations.rules import RULES


def create() -> None:
    """Put the wall round every table. On SQLite there is none."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    insist_on_roles(connection)
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    op.execute(f"GRANT USAGE ON SCHEMA {schema} TO {APP}, {WORKER}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APP}, {WORKER}")
    guard(_tables_by_now(connection))
    op.execute(
        "ALTER FUNCTION audit_event_head() SECURITY DEFINER "
        f"SET search_path = pg_catalog, {schema}, pg_temp"
    )


def drop() -> None:
    """Take the wall down. The roles stay: other databases of the server may have them too."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    op.execute("ALTER FUNCTION audit_event_head() SECURITY INVOKER RESET search_path")
    unguard(_tables_by_now(connection))
    op.execute(f"REVOKE SELECT ON alembic_version FROM {APP}, {WORKER}")


def _tables_by_now(connection: Connection) -> list[str]:
    """Return the tables with a rule that exist: those of later migrations do not yet."""
    return [table for table in inspect(connection).get_table_names() if table in RULES]


def guard(tables: Iterable[str]) -> None:
    """Put each table behind its rule. FORCE binds its owner too, who has a policy of their own."""
    for table in tables:
        rule = RULES[table]
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(f'GRANT {rule.grants} ON "{table}" TO {APP}')
        op.execute(f'GRANT {rule.worker} ON "{table}" TO {WORKER}')
        for command, condition in rule.conditions().items():
            _policy(table, f"request_{command.lower()}", f"FOR {command} TO {APP} {condition}")
        _policy(table, "worker", f"TO {WORKER} USING (true) WITH CHECK ({rule.worker_written})")
        _policy(table, "owner", "TO CURRENT_USER USING (true) WITH CHECK (true)")


def unguard(tables: Iterable[str]) -> None:
    """Take each table out again."""
    for table in tables:
        requests = [f"request_{command.lower()}" for command in RULES[table].conditions()]
        for name in (*requests, "worker", "owner"):
            op.execute(f'DROP POLICY {name} ON "{table}"')
        op.execute(f'REVOKE ALL ON "{table}" FROM {APP}, {WORKER}')
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')


def _policy(table: str, name: str, words: str) -> None:
    op.execute(f'CREATE POLICY {name} ON "{table}" {words}')
