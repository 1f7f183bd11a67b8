"""Every row of one snapshot in one sealed file, alike on both engines; the key box goes with it."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, TableClause, func, insert, select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.models import AuditHead
from portal.backups import keybox, sealed_file
from portal.backups.keybox import KeyBox
from portal.backups.rows import line, raw, row_in, rows_of
from portal.backups.sealed_file import BackupProblem
from portal.backups.snapshot import snapshot
from portal.database import Base
from portal.vault.keyring import KeyRing

PURPOSE = "backup"
NOT_INSIDE = {*keybox.KEYS, "outgoing_mail"}
"""Keys are in the box. A mail that waited was sent since: brought back, it would go out again."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `sha256` is over the plain rows; `heads` are the audit chains' ends."""

    made_at: str
    schema: str
    rows: int
    tables: dict[str, int]
    heads: dict[str, str]
    sha256: str


@dataclass
class Restored:
    """What came back: the manifest, and which clients were erased after the backup was made."""

    manifest: Manifest
    erased: frozenset[uuid.UUID]


def create(session: Session, keyring: KeyRing, path: Path, box: Path | None = None) -> Manifest:
    """Write a backup of one snapshot to `path`, and the key box; writers go on. Raises OSError."""
    box = box or keybox.beside(path)
    with snapshot(session) as connection:
        tables: dict[str, int] = {}
        heads = _heads(connection)
        schema = _schema(connection)

        def closing(sha256: str) -> dict[str, Any]:
            made_at = clock.now().isoformat(timespec="microseconds")
            return asdict(Manifest(made_at, schema, sum(tables.values()), tables, heads, sha256))

        partial = sealed_file.write(path, keyring, PURPOSE, _lines(connection, tables), closing)
        partial_box = keybox.write(connection, keyring, box)
    partial_box.replace(box)  # first: a newer box opens older backups, never the other way round
    partial.replace(path)
    return verify(keyring, path)


def verify(keyring: KeyRing, path: Path) -> Manifest:
    """Read a backup to its end and return its manifest. Raises BackupProblem."""
    return Manifest(**sealed_file.manifest_of(sealed_file.lines_of(path, keyring, PURPOSE)))


def erased_since(keyring: KeyRing, path: Path, box: Path | None = None) -> frozenset[uuid.UUID]:
    """Return whom of a backup its key box does not open any more. Raises BackupProblem."""
    opened = _box_for(verify(keyring, path), keyring, box or keybox.beside(path))
    inside = {row["id"] for told, row in _rows(keyring, path) if told == "user"}
    return opened.erased & inside


def restore(session: Session, keyring: KeyRing, path: Path, box: Path | None = None) -> Restored:
    """Fill an empty, migrated database from a backup. Raises BackupProblem with nothing changed.

    The audit heads are moved by their trigger as the events come in. Whoever was erased since is
    named, so that the caller can close their accounts again.
    """
    manifest = verify(keyring, path)
    opened = _box_for(manifest, keyring, box or keybox.beside(path))
    connection = session.connection()
    tables = {table.name: raw(table) for table in Base.metadata.sorted_tables}
    _refuse_unless_empty(connection, manifest, tables)
    found: dict[str, set[uuid.UUID]] = {"practice": set(), "user": set()}
    for name, row in _rows(keyring, path):
        if name != AuditHead.__tablename__:
            connection.execute(insert(tables[name]), opened.with_addresses(name, row))
        if name in found:
            found[name].add(row["id"])
    opened.put_keys_back(connection, found)
    return Restored(manifest, opened.erased & found["user"])


def _box_for(manifest: Manifest, keyring: KeyRing, path: Path) -> KeyBox:
    opened = keybox.read(keyring, path)
    if opened.made_at < datetime.fromisoformat(manifest.made_at):
        raise BackupProblem(f"The key box {path} is older than the backup: take the newest one.")
    return opened


def _refuse_unless_empty(
    connection: Connection, manifest: Manifest, tables: dict[str, TableClause]
) -> None:
    if manifest.schema != _schema(connection):
        raise BackupProblem("The backup is of another version: check out that version first.")
    for table in tables.values():
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise BackupProblem("There are rows in this database; restore into an empty one.")


def _lines(connection: Connection, counts: dict[str, int]) -> Iterator[bytes]:
    for table in Base.metadata.sorted_tables:
        counts[table.name] = 0
        if table.name in NOT_INSIDE:
            continue
        for row in rows_of(connection, table):
            yield line(table.name, keybox.without_addresses(table, row))
            counts[table.name] += 1


def _rows(keyring: KeyRing, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in sealed_file.lines_of(path, keyring, PURPOSE):
        told = json.loads(one)
        if "row" in told:
            yield told["table"], row_in(told)


def _heads(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(AuditHead.chain_id, AuditHead.sequence, AuditHead.hash))
    return {str(row.chain_id): f"{row.sequence}:{row.hash.hex()}" for row in rows}


def _schema(connection: Connection) -> str:
    return str(MigrationContext.configure(connection).get_current_revision())
