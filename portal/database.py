"""What every table shares: the typed base, ids, aware moments, and whose a row is."""

import os
import time
import uuid
from collections.abc import Container, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    MetaData,
    String,
    false,
    text,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    declared_attr,
    mapped_column,
    object_session,
)
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> uuid.UUID:
    """Return a UUIDv7: 48 bits of milliseconds, then 74 random bits (RFC 9562, section 5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime on every engine; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stored_by_value(kind: type[StrEnum]) -> Enum:
    """Return a column type that stores the values of `kind`, not its Python names."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=False,
        length=40,
    )


def session_of(row: object) -> Session:
    """Return the session that a row belongs to; what services are given belongs to one."""
    session = object_session(row)
    assert session is not None
    return session


def reference(column: str) -> ForeignKey:
    """Return a foreign key that is checked at commit, so that a flush needs no order."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


class Base(DeclarativeBase):
    """The root of every table. The id exists as soon as the object does: sealing needs it."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: Mapping[Any, Any] = {datetime: Moment, str: String}

    def __init__(self, **values: Any) -> None:
        if hasattr(type(self), "id"):
            values.setdefault("id", new_id())
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no field {name!r}")
            setattr(self, name, value)


class Identified:
    """A row with a UUIDv7 of its own."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class PracticeOwned:
    """A row that belongs to one practice."""

    @declared_attr
    def practice_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(reference("practice.id"))


class ClientOwned(PracticeOwned):
    """A row of one client's file: the row guard keeps it from everybody not in care with them."""

    @declared_attr
    def client_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(reference("user.id"))

    @classmethod
    def entrusted(cls, client_ids: Any, thing_ids: Any) -> ColumnElement[bool]:
        """Say which rows may be loaded by whom only these things are entrusted to: none."""
        return false()

    def is_of(self, thing_ids: Container[uuid.UUID]) -> bool:
        """Tell whether the row is one of these things, or of one of them."""
        return False


class OfReflection(ClientOwned):
    """A row that belongs to one reflection: whom that is handed over to may load it too."""

    @declared_attr
    def reflection_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(reference("reflection.id"))

    @classmethod
    def entrusted(cls, client_ids: Any, thing_ids: Any) -> ColumnElement[bool]:
        """Say which rows may be loaded: those of these reflections."""
        return cls.reflection_id.in_(thing_ids)

    def is_of(self, thing_ids: Container[uuid.UUID]) -> bool:
        return self.reflection_id in thing_ids


class AuthorOwned(PracticeOwned):
    """A row of one practitioner alone, about one client: the row guard keeps it from all others."""

    @declared_attr
    def author_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(reference("user.id"))

    @declared_attr
    def client_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(reference("user.id"))


class BetweenColleagues(PracticeOwned):
    """A row about a client, between its author and a supervisor: none but these three load it."""

    @declared_attr
    def author_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(reference("user.id"))

    @declared_attr
    def supervisor_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(reference("user.id"))

    @declared_attr
    def client_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(reference("user.id"))


def ping(session: Session) -> None:
    """Ask the database for a sign of life. Raises OperationalError."""
    session.execute(text("SELECT 1"), execution_options={"reason": "readiness"})
