"""The triggers of the audit chain, for both engines: nothing changes, and the head moves by itself.

A head is never taken away and never set back (0010): it moves to a later event of its chain alone.
"""

from collections.abc import Iterable

from alembic import op

REFUSED = "audit events are never changed"

SQLITE_UP = (
    f"""CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    """CREATE TRIGGER audit_event_moves_head AFTER INSERT ON audit_event
        BEGIN
            INSERT INTO audit_head (chain_id, practice_id, sequence, hash)
            VALUES (NEW.chain_id, NEW.practice_id, NEW.sequence, NEW.hash)
            ON CONFLICT (chain_id)
            DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash;
        END""",
)
SQLITE_DOWN = tuple(
    f"DROP TRIGGER audit_event_{name}" for name in ("moves_head", "no_delete", "no_update")
)

POSTGRESQL_UP = (
    f"""CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$""",
    """CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()""",
    """CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()""",
    """CREATE FUNCTION audit_event_head() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            INSERT INTO audit_head (chain_id, practice_id, sequence, hash)
            VALUES (NEW.chain_id, NEW.practice_id, NEW.sequence, NEW.hash)
            ON CONFLICT (chain_id)
            DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash;
            RETURN NULL;
        END $$""",
    """CREATE TRIGGER audit_event_moves_head AFTER INSERT ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_head()""",
)
POSTGRESQL_DOWN = (
    "DROP TRIGGER audit_event_moves_head ON audit_event",
    "DROP FUNCTION audit_event_head()",
    "DROP TRIGGER audit_event_no_truncate ON audit_event",
    "DROP TRIGGER audit_event_no_change ON audit_event",
    "DROP FUNCTION audit_event_refuse()",
)

IS_NO_STEP_ON = """NEW.sequence <= OLD.sequence
        OR NEW.chain_id <> OLD.chain_id OR NEW.practice_id <> OLD.practice_id"""

SQLITE_HEADS_UP = (
    f"""CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_head_never_back BEFORE UPDATE ON audit_head
        WHEN {IS_NO_STEP_ON}
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
)
SQLITE_HEADS_DOWN = tuple(f"DROP TRIGGER audit_head_{name}" for name in ("never_back", "no_delete"))

POSTGRESQL_HEADS_UP = (
    """CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
        FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()""",
    """CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()""",
    f"""CREATE TRIGGER audit_head_never_back BEFORE UPDATE ON audit_head
        FOR EACH ROW WHEN ({IS_NO_STEP_ON}) EXECUTE FUNCTION audit_event_refuse()""",
)
POSTGRESQL_HEADS_DOWN = tuple(
    f"DROP TRIGGER audit_head_{name} ON audit_head"
    for name in ("never_back", "no_truncate", "no_delete")
)


def create() -> None:
    """Make the triggers."""
    _execute(SQLITE_UP, POSTGRESQL_UP)


def drop() -> None:
    """Remove the triggers, before the table goes."""
    _execute(SQLITE_DOWN, POSTGRESQL_DOWN)


def create_for_heads() -> None:
    """Make the triggers that hold the heads of the chains."""
    _execute(SQLITE_HEADS_UP, POSTGRESQL_HEADS_UP)


def drop_for_heads() -> None:
    """Remove them."""
    _execute(SQLITE_HEADS_DOWN, POSTGRESQL_HEADS_DOWN)


def _execute(on_sqlite: Iterable[str], on_postgresql: Iterable[str]) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in on_sqlite if sqlite else on_postgresql:
        op.execute(statement)
