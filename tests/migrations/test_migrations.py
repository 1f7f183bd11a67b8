"""The migrations: up from nothing, like the models, down again and up, on both engines."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SQLAlchemyError

from config import ROOT, Settings
from portal.access import wall
from portal.database import Base
from tests.conftest import build, create_database, dispose, drop_database

TRIGGERS = {
    "sqlite": {
        "audit_event_no_update",
        "audit_event_no_delete",
        "audit_event_moves_head",
        "audit_head_no_delete",
        "audit_head_never_back",
    },
    "postgresql": {
        "audit_event_no_change",
        "audit_event_no_truncate",
        "audit_event_moves_head",
        "audit_head_no_delete",
        "audit_head_no_truncate",
        "audit_head_never_back",
    },
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An application over an empty database."""
    if request.param == "sqlite":
        app = build(replace(settings, database_url=f"sqlite:///{tmp_path / 'empty.sqlite'}"))
        yield app
        dispose(app)
        return
    server, name = request.getfixturevalue("postgres_server"), f"empty_{uuid.uuid4().hex[:12]}"
    app = build(replace(settings, database_url=create_database(server, name)))
    yield app
    dispose(app)
    drop_database(server, name)


def looking(app: Flask, look: Any) -> Any:
    """Return what `look` finds in the database."""
    with app.app_context():
        engine = wall.engine_of_owner(app.extensions["sqlalchemy"].engines)
        with engine.connect() as connection:
            return look(connection)


def migrated(app: Flask, step: Any, **options: Any) -> None:
    """Take a step up or down."""
    with app.app_context():
        step(**options)


def tables(connection: Connection) -> set[str]:
    """Return the names of all tables but alembic's own."""
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def triggers(connection: Connection) -> set[str]:
    """Return the names of the triggers of our own."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        asked = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    return set(connection.exec_driver_sql(asked).scalars())


def differences(connection: Connection) -> list[Any]:
    """Return what a further migration would change."""
    options = {"compare_type": True, "render_as_batch": True}
    return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)


def test_up_from_nothing_makes_what_the_models_say(empty: Flask) -> None:
    migrated(empty, upgrade)

    assert looking(empty, tables) == set(Base.metadata.tables)
    assert len(Base.metadata.tables) > 15
    assert looking(empty, differences) == []


def test_the_triggers_of_the_record_are_there(empty: Flask) -> None:
    migrated(empty, upgrade)

    found = looking(empty, lambda connection: (connection.dialect.name, triggers(connection)))

    assert found[1] == TRIGGERS[found[0]]


def test_down_to_nothing_and_up_again(empty: Flask) -> None:
    migrated(empty, upgrade)

    migrated(empty, downgrade, revision="base")
    assert looking(empty, tables) == set()
    assert looking(empty, triggers) == set()
    migrated(empty, upgrade)

    assert looking(empty, differences) == []
    assert looking(empty, triggers) in TRIGGERS.values()


def test_going_up_twice_changes_nothing(empty: Flask) -> None:
    migrated(empty, upgrade)
    before = looking(empty, tables)

    migrated(empty, upgrade)

    assert looking(empty, tables) == before


def test_one_step_down_and_up_keeps_the_models(empty: Flask) -> None:
    migrated(empty, upgrade)

    migrated(empty, downgrade, revision="-1")
    migrated(empty, upgrade)

    assert looking(empty, differences) == []


def test_a_step_that_fails_leaves_nothing_behind(empty: Flask) -> None:
    """One transaction for all steps: a table that is in the way undoes what went before."""

    def in_the_way(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE report (number INTEGER)")
        connection.commit()

    looking(empty, in_the_way)

    with pytest.raises(SQLAlchemyError):
        migrated(empty, upgrade)

    assert looking(empty, tables) == {"report"}


def test_there_is_one_line_of_migrations_each_with_a_way_back() -> None:
    script = ScriptDirectory(str(ROOT / "migrations"))
    steps = list(script.walk_revisions())

    assert len(script.get_heads()) == 1
    assert steps
    for step in steps:
        assert step.doc, step.path
        assert "def downgrade" in Path(step.path).read_text(encoding="utf-8"), step.path


def test_every_table_names_its_constraints(empty: Flask) -> None:
    migrated(empty, upgrade)

    for name, table in Base.metadata.tables.items():
        found = looking(
            empty, lambda connection, name=name: inspect(connection).get_foreign_keys(name)
        )
        assert all(key["name"] for key in found), name
        assert table.primary_key.columns, name
