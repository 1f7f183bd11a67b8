"""An unsaved row of every model with sealed fields: a new table is covered by itself."""

import uuid
from typing import Any, NamedTuple

from portal.access.viewer import Role
from portal.database import AuthorOwned, Base, ClientOwned, new_id
from portal.vault.sealed import Sealed, sealed_fields
from tests.cast import Person


class Field(NamedTuple):
    """A sealed field, by its model."""

    model: Any
    field: Sealed[Any]

    def __str__(self) -> str:
        return f"{self.model.__tablename__}.{self.field.name}"


def every_field() -> list[Field]:
    """Return every sealed field that there is."""
    models = [mapper.class_ for mapper in Base.registry.mappers]
    found = [Field(model, field) for model in models for field in sealed_fields(model)]
    return sorted(found, key=str)


def row_of(model: Any, client: Person, *, row_id: uuid.UUID | None = None) -> Any:
    """Return a row of `model` that belongs to a client, or to the client's practice."""
    row = model(id=row_id or new_id())
    for name, value in (("practice_id", client.practice_id), ("author_id", client.id)):
        if name in model.__mapper__.columns:
            setattr(row, name, value)
    if "client_id" in model.__mapper__.columns:
        row.client_id = client.id
    if model.__tablename__ == "user":
        row.role, row.id = Role.CLIENT, client.id
    if model.__tablename__ == "practice":
        row.id = client.practice_id
    return row


def is_in_a_file(model: Any) -> bool:
    """Tell whether the rows of a model always belong to a client."""
    return issubclass(model, ClientOwned | AuthorOwned)
