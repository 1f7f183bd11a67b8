"""Rotation: every key wrapped anew, every field of a practice sealed anew, while people work.

It goes in batches, each a short transaction that the caller commits. Nothing is remembered of how
far it came: what is still under an older key is what remains, so whoever resumes begins again. A
row is changed only if it is what was read (compare and set): a request that wrote meanwhile wins.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from portal.vault.columns import (
    FindableColumn,
    findable_columns,
    is_under,
    older_keys,
    sealed_by_practices,
)
from portal.vault.keyring import KeyRing
from portal.vault.models import ClientKey, PracticeKey
from portal.vault.sealed import Sealed, sealed_fields, vault_of
from portal.vault.vault import ID, VERSION
from portal.vault.wrapping import (
    ClientKeyPlace,
    PracticeSecret,
    practice_key_place,
    unwrap_client_key,
    wrap_client_key,
)

BATCH = 100


class Step(NamedTuple):
    """What one transaction did; the caller commits it before it asks for the next."""

    what: str
    done: int


def rotate(session: Session, keyring: KeyRing, practice_ids: Iterable[uuid.UUID]) -> Iterator[Step]:
    """Bring everything of these practices, and all addresses, under the newest root key."""
    for practice_id in practice_ids:
        yield _practice_keys(session, keyring, practice_id)
        yield from _client_keys(session, practice_id)
        for model in sealed_by_practices():
            yield from _fields(session, practice_id, model)
    for column in findable_columns():
        yield from _addresses(session, keyring, column)


def _practice_keys(session: Session, keyring: KeyRing, practice_id: uuid.UUID) -> Step:
    """Wrap a practice's keys anew, and make it a new one unless this rotation did so before."""
    keys = session.scalars(
        select(PracticeKey)
        .where(PracticeKey.practice_id == practice_id)
        .order_by(PracticeKey.created_at.desc(), PracticeKey.id.desc())
        .with_for_update()
    ).all()
    older = [key for key in keys if not keyring.wraps_with_newest(key.wrapped)]
    for key in older:
        place = practice_key_place(key.id)
        key.wrapped = keyring.wrap(keyring.unwrap(key.wrapped, place), place)
    if keys[0] in older:
        vault_of(session).open_practice(practice_id)
    session.flush()
    return Step("practice keys", len(older))


def _client_keys(session: Session, practice_id: uuid.UUID) -> Iterator[Step]:
    newest = vault_of(session).newest(practice_id)
    waiting = (
        select(ClientKey.id, ClientKey.client_id, ClientKey.lane)
        .add_columns(ClientKey.wrapped, ClientKey.practice_key_id)
        .where(ClientKey.practice_id == practice_id, ClientKey.practice_key_id != newest.id)
        .order_by(ClientKey.id)
        .limit(BATCH)
    )
    while rows := session.execute(waiting).all():
        for row in rows:
            place = ClientKeyPlace(row.id, row.client_id, row.lane)
            anew = _wrapped_anew(session, row.wrapped, row.practice_key_id, newest, place)
            as_read = (
                ClientKey.id == row.id,
                ClientKey.wrapped.is_not_distinct_from(row.wrapped),
            )
            _set(session, ClientKey, as_read, wrapped=anew, practice_key_id=newest.id)
        yield Step("client keys", len(rows))


def _wrapped_anew(
    session: Session,
    wrapped: bytes | None,
    key_id: uuid.UUID,
    newest: PracticeSecret,
    place: ClientKeyPlace,
) -> bytes | None:
    if wrapped is None:  # destroyed: it stays so
        return None
    before = vault_of(session).practice_secret(key_id)
    assert before is not None
    return wrap_client_key(newest, unwrap_client_key(before, wrapped, place), place)


def _fields(session: Session, practice_id: uuid.UUID, model: Any) -> Iterator[Step]:
    older = older_keys(session, practice_id)
    if not older:
        return
    columns = [getattr(model, field.column) for field in sealed_fields(model)]
    waiting = (
        select(model)
        .where(or_(*(is_under(column, older) for column in columns)))
        .order_by(model.id)
        .limit(BATCH)
    )
    under_older = {VERSION + one.bytes for one in older}
    while rows := session.scalars(waiting).all():
        for row in rows:
            for field in sealed_fields(model):
                _seal_anew(session, row, field, under_older)
        session.expire_all()
        yield Step(str(model.__tablename__), len(rows))


def _seal_anew(session: Session, row: Any, field: Sealed[Any], under_older: set[bytes]) -> None:
    blob = getattr(row, field.column)
    if blob is None or blob[: len(VERSION) + ID] not in under_older:
        return
    vault, owner, place = vault_of(session), row.sealing_owner(), field.place(row)
    words = vault.open(blob, owner, place)
    assert words is not None  # a practice's key is never destroyed
    as_read = (type(row).id == row.id, getattr(type(row), field.column) == blob)
    _set(session, type(row), as_read, **{field.column: vault.seal(words, owner, place)})


def _addresses(session: Session, keyring: KeyRing, column: FindableColumn) -> Iterator[Step]:
    every = select(column.model.id, column.stored.label("blob")).order_by(column.model.id)
    rows = session.execute(every.limit(BATCH)).all()
    while rows:
        done = sum(_address(session, keyring, column, row.id, row.blob) for row in rows)
        yield Step("addresses", done)
        rows = session.execute(every.where(column.model.id > rows[-1].id).limit(BATCH)).all()


def _address(
    session: Session, keyring: KeyRing, column: FindableColumn, row_id: uuid.UUID, blob: bytes
) -> bool:
    word = keyring.found(blob, column.type.column)
    anew = keyring.find(word, column.type.column)
    if anew == blob:
        return False
    as_read = (column.model.id == row_id, column.attribute == blob)
    return _set(session, column.model, as_read, **{column.attribute.key: anew})


def _set(session: Session, model: Any, as_read: Iterable[Any], **values: Any) -> bool:
    """Change one row if it still is what was read, and tell whether it was."""
    statement = update(model).where(*as_read).values(**values)
    done = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(done, CursorResult)
    return done.rowcount == 1
