"""Every row of one snapshot, as lines of JSON, compressed and sealed; alike on both engines."""

import base64
import gzip
import hashlib
import json
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy
from alembic.runtime.migration import MigrationContext
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Enum, String, Table, TableClause, func, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from portal import clock
from portal.audit.models import AuditHead
from portal.backups.pieces import Opener, Sealer
from portal.database import Base, Moment
from portal.vault.keyring import KeyRing


class BackupProblem(Exception):
    """The file is not whole, not ours, or the database is not empty; the message is the remedy."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `sha256` is over the plain rows; `heads` are the audit chains' ends."""

    made_at: str
    schema: str
    rows: int
    tables: dict[str, int]
    heads: dict[str, str]
    sha256: str


Act = Callable[[KeyRing, Path], Manifest]


def create(session: Session, keyring: KeyRing, path: Path) -> Manifest:
    """Write a backup of one snapshot to `path`; writers go on meanwhile. Raises OSError."""
    session.rollback()
    connection = session.connection(execution_options=_snapshot(session))
    partial = path.with_suffix(path.suffix + ".partial")
    with open(partial, "wb", opener=_private) as file:
        with (
            Sealer(file, _ciphers(keyring)[0]) as sealer,
            gzip.GzipFile("", "wb", 6, sealer) as rows,
        ):
            manifest = _write_rows(connection, rows)
        file.flush()
        os.fsync(file.fileno())
    session.rollback()
    partial.replace(path)
    return manifest


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def verify(keyring: KeyRing, path: Path) -> Manifest:
    """Read a backup to its end and return its manifest. Raises BackupProblem."""
    digest = hashlib.sha256()
    for line in _lines_of(keyring, path):
        told = json.loads(line)
        if "manifest" in told:
            manifest = Manifest(**told["manifest"])
            if manifest.sha256 != digest.hexdigest():
                raise BackupProblem("The rows are not those that were written. Take another.")
            return manifest
        digest.update(line)
    raise BackupProblem("The file has no end: it was cut. Take another backup.")


def restore(session: Session, keyring: KeyRing, path: Path) -> Manifest:
    """Fill an empty, migrated database from a backup. Raises BackupProblem with nothing changed.

    The audit heads are moved by their trigger as the events come in.
    """
    manifest = verify(keyring, path)
    connection = session.connection()
    if manifest.schema != _schema(connection):
        raise BackupProblem("The backup is of another version: check out that version first.")
    tables = {table.name: _raw(table) for table in Base.metadata.sorted_tables}
    for table in tables.values():
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise BackupProblem("There are rows in this database; restore into an empty one.")
    for line in _lines_of(keyring, path):
        told = json.loads(line)
        if "row" in told and told["table"] != AuditHead.__tablename__:
            row = {name: _decoded(value) for name, value in told["row"].items()}
            connection.execute(insert(tables[told["table"]]), row)
    return manifest


def _write_rows(connection: Connection, rows: gzip.GzipFile) -> Manifest:
    digest, counts = hashlib.sha256(), {}
    for table in Base.metadata.sorted_tables:
        counts[table.name] = 0
        for row in connection.execute(select(_raw(table)).order_by(*_order(table))).mappings():
            told = {name: _encoded(value) for name, value in row.items()}
            line = json.dumps({"table": table.name, "row": told}, sort_keys=True).encode() + b"\n"
            rows.write(line)
            digest.update(line)
            counts[table.name] += 1
    manifest = Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        schema=_schema(connection),
        rows=sum(counts.values()),
        tables=counts,
        heads=_heads(connection),
        sha256=digest.hexdigest(),
    )
    rows.write(json.dumps({"manifest": asdict(manifest)}).encode() + b"\n")
    return manifest


def _lines_of(keyring: KeyRing, path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from gzip.GzipFile("", "rb", fileobj=Opener(file, _ciphers(keyring)))
    except (OSError, EOFError, InvalidTag) as problem:
        raise BackupProblem(f"{path} cannot be read with this key file.") from problem


def _ciphers(keyring: KeyRing) -> list[AESGCM]:
    """Return what a backup may be sealed with: a new one with the first, the newest root's."""
    return [AESGCM(key) for key in keyring.secrets("backup")]


def _snapshot(session: Session) -> dict[str, Any]:
    if session.get_bind().dialect.name == "sqlite":
        return {"reading": True}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _raw(table: Table) -> TableClause:
    """Return the table with its stored types: ciphertext stays what it is."""
    return sqlalchemy.table(
        table.name, *(sqlalchemy.column(one.name, _stored(one.type)) for one in table.columns)
    )


def _stored(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, Moment):
        return kind
    if isinstance(kind, TypeDecorator):
        return kind.impl_instance
    return String() if isinstance(kind, Enum) else kind


def _order(table: Table) -> list[Any]:
    """Return an order in which audit events come back as they were written."""
    return [sqlalchemy.column(one.name) for one in table.primary_key.columns]


def _heads(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(AuditHead.chain_id, AuditHead.sequence, AuditHead.hash))
    return {str(row.chain_id): f"{row.sequence}:{row.hash.hex()}" for row in rows}


def _schema(connection: Connection) -> str:
    return str(MigrationContext.configure(connection).get_current_revision())


def _encoded(value: Any) -> Any:
    match value:
        case bytes():
            return {"bytes": base64.b64encode(value).decode()}
        case uuid.UUID():
            return {"uuid": value.hex}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case _:
            return value


DECODE: dict[str, Callable[[str], Any]] = {
    "bytes": base64.b64decode,
    "uuid": uuid.UUID,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
}


def _decoded(value: Any) -> Any:
    if isinstance(value, dict):
        ((kind, told),) = value.items()
        return DECODE[kind](told)
    return value
