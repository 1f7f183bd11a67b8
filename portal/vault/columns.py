"""Which columns are under which keys: what rotation goes through, and what is counted."""

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, LargeBinary, func, select
from sqlalchemy.orm import Session

from portal.database import AuthorOwned, Base, ClientOwned
from portal.vault.models import PracticeKey
from portal.vault.sealed import Findable, sealed_fields, vault_of
from portal.vault.vault import ID, VERSION


class FindableColumn(NamedTuple):
    """A column of addresses, read as the ciphertext that it is."""

    model: Any
    attribute: Any
    type: Findable

    @property
    def stored(self) -> ColumnElement[bytes]:
        """The ciphertext itself."""
        return func.substr(self.attribute, 1, type_=LargeBinary)


def sealed_by_practices() -> list[Any]:
    """Return the models that may hold fields under a practice's key: those not in a file."""
    models = [mapper.class_ for mapper in Base.registry.mappers]
    return sorted(
        (one for one in models if _may_be_a_practices(one)), key=lambda one: str(one.__tablename__)
    )


def _may_be_a_practices(model: Any) -> bool:
    return bool(sealed_fields(model)) and not issubclass(model, ClientOwned | AuthorOwned)


def findable_columns() -> list[FindableColumn]:
    """Return every column that is found by equality."""
    return [
        FindableColumn(mapper.class_, mapper.attrs[one.key].class_attribute, one.columns[0].type)
        for mapper in Base.registry.mappers
        for one in mapper.column_attrs
        if isinstance(one.columns[0].type, Findable)
    ]


def older_keys(session: Session, practice_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the ids of a practice's keys that seal nothing new any more."""
    newest = vault_of(session).newest(practice_id).id
    return list(
        session.scalars(
            select(PracticeKey.id)
            .where(PracticeKey.practice_id == practice_id, PracticeKey.id != newest)
            .order_by(PracticeKey.id)
        )
    )


def is_under(column: Any, key_ids: Iterable[uuid.UUID]) -> ColumnElement[bool]:
    """Return the condition that a sealed column is under one of these keys."""
    key_id = func.substr(column, len(VERSION) + 1, ID, type_=LargeBinary)
    return key_id.in_([one.bytes for one in key_ids])
