"""The triggers of the audit chain, for both engines: nothing changes, and the head moves by itself."""

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


def create() -> None:
    """Make the triggers."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_UP if sqlite else POSTGRESQL_UP:
        op.execute(statement)


def drop() -> None:
    """Remove the triggers, before the table goes."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_DOWN if sqlite else POSTGRESQL_DOWN:
        op.execute(statement)
