"""Runs the migrations inside the application, one transaction for all, on SQLite and PostgreSQL."""

from importlib import import_module
from pathlib import Path
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Enum
from sqlalchemy.types import TypeDecorator

from portal.access import wall
from portal.database import Base

ROOT = Path(__file__).resolve().parent.parent
for found in sorted((ROOT / "portal").rglob("models.py")):  # a table nobody imports is no table
    import_module(".".join(found.relative_to(ROOT).with_suffix("").parts))


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write a column's stored type into a migration, never a class of ours that may change."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


def migrate() -> None:
    """Bring the database to the wanted revision."""
    engine = wall.engine_of_owner(current_app.extensions["migrate"].db.engines)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()


migrate()
