"""The key box: clients' keys and everybody's address, in one small file beside the backups.

A backup holds neither. There is one box, and each backup replaces it; it opens all older backups,
but for whoever was erased since (ADR 7).
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.orm import Session

from portal import clock
from portal.backups import sealed_file
from portal.backups.rows import line, raw, row_in, rows_of
from portal.backups.sealed_file import BackupProblem
from portal.backups.snapshot import snapshot
from portal.database import Base
from portal.vault.keyring import KeyRing
from portal.vault.models import ClientKey, PracticeKey
from portal.vault.sealed import Findable

NAME = "clients.keys"
PURPOSE = "key box"
KEYS = (PracticeKey.__tablename__, ClientKey.__tablename__)


@dataclass(frozen=True)
class Closing:
    """The end of a box: when it was made, and a sum over its lines."""

    made_at: str
    sha256: str


@dataclass(frozen=True)
class KeyBox:
    """What a box holds: rows of keys, and addresses by table and row."""

    made_at: datetime
    practice_keys: list[dict[str, Any]] = field(default_factory=list)
    client_keys: list[dict[str, Any]] = field(default_factory=list)
    addresses: dict[tuple[str, uuid.UUID], dict[str, Any]] = field(default_factory=dict)

    @property
    def erased(self) -> frozenset[uuid.UUID]:
        """The clients whose keys were destroyed."""
        return frozenset(key["client_id"] for key in self.client_keys if key["wrapped"] is None)

    def with_addresses(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row of a backup as it was. Raises BackupProblem for one that is unknown here."""
        if not _findable(Base.metadata.tables[table]):
            return row
        if (table, row["id"]) not in self.addresses:
            raise BackupProblem("The key box does not know everybody in the backup: take another.")
        return row | self.addresses[table, row["id"]]

    def put_keys_back(self, connection: Connection, found: dict[str, set[uuid.UUID]]) -> None:
        """Insert the keys of the practices and people that were found in a backup."""
        practice_key, client_key = (raw(Base.metadata.tables[name]) for name in KEYS)
        for row in self.practice_keys:
            if row["practice_id"] in found["practice"]:
                connection.execute(insert(practice_key), row)
        for row in self.client_keys:
            if row["client_id"] in found["user"]:
                connection.execute(insert(client_key), row)


def beside(backup: Path) -> Path:
    """Return where the key box of a backup is, unless somebody says otherwise."""
    return backup.with_name(NAME)


def create(session: Session, keyring: KeyRing, path: Path) -> None:
    """Write the key box anew, as of now. Raises OSError."""
    with snapshot(session) as connection:
        partial = write(connection, keyring, path)
    partial.replace(path)


def write(connection: Connection, keyring: KeyRing, path: Path) -> Path:
    """Write a box of this moment beside `path`, and return where; the caller moves it.

    Raises BackupProblem where the box at `path` opens what this database does not know.
    """
    _refuse_to_lose(connection, keyring, path)
    made_at = clock.now().isoformat(timespec="microseconds")
    return sealed_file.write(
        path,
        keyring,
        PURPOSE,
        _lines(connection),
        lambda sha256: asdict(Closing(made_at, sha256)),
    )


def read(keyring: KeyRing, path: Path) -> KeyBox:
    """Return what a box holds. Raises BackupProblem."""
    if not path.exists():
        raise BackupProblem(f"The key box {path} is missing: without it no client's words open.")
    manifest = sealed_file.manifest_of(sealed_file.lines_of(path, keyring, PURPOSE))
    box = KeyBox(datetime.fromisoformat(manifest["made_at"]))
    for one in sealed_file.lines_of(path, keyring, PURPOSE):
        told = json.loads(one)
        if "row" not in told:
            continue
        row = row_in(told)
        if told["table"] == PracticeKey.__tablename__:
            box.practice_keys.append(row)
        elif told["table"] == ClientKey.__tablename__:
            box.client_keys.append(row)
        else:
            box.addresses[told["table"], row.pop("id")] = row
    return box


def without_addresses(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as a backup holds it."""
    return {**row, **dict.fromkeys(_findable(table))}


def _refuse_to_lose(connection: Connection, keyring: KeyRing, path: Path) -> None:
    if not path.exists():
        return
    table = Base.metadata.tables[ClientKey.__tablename__]
    here = {row["id"] for row in rows_of(connection, table)}
    held = {key["id"] for key in read(keyring, path).client_keys}
    if held - here:
        raise BackupProblem(
            f"The key box {path} holds keys that this database does not know: it belongs to newer "
            "data, or to another portal. Choose another folder, or move it away."
        )


def _lines(connection: Connection) -> Iterator[bytes]:
    for table in Base.metadata.sorted_tables:
        if table.name in KEYS:
            yield from (line(table.name, row) for row in rows_of(connection, table))
        elif names := _findable(table):
            for row in rows_of(connection, table):
                yield line(table.name, {name: row[name] for name in ("id", *names)})


def _findable(table: Table) -> list[str]:
    return [one.name for one in table.columns if isinstance(one.type, Findable)]
