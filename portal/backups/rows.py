"""Rows as lines of JSON, with the types that the database stores: ciphertext stays what it is."""

import base64
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Enum, String, Table, TableClause, select
from sqlalchemy.types import TypeDecorator, TypeEngine

from portal.database import Moment


def rows_of(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    """Yield every row of a table, in an order in which audit events come back as written."""
    order: list[sqlalchemy.ColumnElement[Any]] = [
        sqlalchemy.column(one.name) for one in table.primary_key.columns
    ]
    for row in connection.execute(select(raw(table)).order_by(*order)).mappings():
        yield dict(row)


def raw(table: Table) -> TableClause:
    """Return the table with its stored types."""
    return sqlalchemy.table(
        table.name, *(sqlalchemy.column(one.name, _stored(one.type)) for one in table.columns)
    )


def line(table: str, row: Mapping[str, Any]) -> bytes:
    """Return one row as a line."""
    told = {name: _encoded(value) for name, value in row.items()}
    return json.dumps({"table": table, "row": told}, sort_keys=True).encode() + b"\n"


def row_in(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row that a line told."""
    return {name: _decoded(value) for name, value in told["row"].items()}


def _stored(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, Moment):
        return kind
    if isinstance(kind, TypeDecorator):
        return kind.impl_instance
    return String() if isinstance(kind, Enum) else kind


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
