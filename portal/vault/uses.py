"""What each key still holds, counted in the database; and which keys hold nothing any more."""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.vault.columns import findable_columns, is_under, sealed_by_practices
from portal.vault.keyring import KeyRing
from portal.vault.models import ClientKey, PracticeKey
from portal.vault.sealed import sealed_fields, vault_of

SETTLES = timedelta(minutes=10)
"""Longer than any request: one that began before a rotation may still seal under the older key."""


class KeyUse(NamedTuple):
    """One key of a practice, and what is under it."""

    id: uuid.UUID
    practice_id: uuid.UUID
    made_at: datetime
    is_newest: bool
    client_keys: int
    fields: int


class StillInUse(Exception):
    """Something is still under an older key, or may be in a moment; the message says what."""


def uses_of_roots(session: Session, keyring: KeyRing) -> Counter[str]:
    """Return how many keys and addresses are under each root key, by its name, unused ones too."""
    uses = Counter(dict.fromkeys(keyring.roots(), 0))
    for wrapped in session.scalars(select(PracticeKey.wrapped)):
        uses[keyring.root_of(wrapped)] += 1
    for column in findable_columns():
        for blob in session.scalars(select(column.stored)):
            uses[keyring.found_under(blob, column.type.column)[0]] += 1
    return uses


def uses_of_practice_keys(session: Session) -> list[KeyUse]:
    """Return every practice key with what is under it, a practice's oldest first."""
    keys = session.execute(
        select(PracticeKey.id, PracticeKey.practice_id, PracticeKey.created_at).order_by(
            PracticeKey.practice_id, PracticeKey.created_at, PracticeKey.id
        )
    )
    return [
        KeyUse(
            key.id,
            key.practice_id,
            key.created_at,
            key.id == vault_of(session).newest(key.practice_id).id,
            _client_keys(session, key.id),
            _fields(session, key.id),
        )
        for key in keys.all()
    ]


def under_older_keys(session: Session, keyring: KeyRing) -> int:
    """Return how many keys, fields and addresses are under keys that seal nothing new any more."""
    older = [use for use in uses_of_practice_keys(session) if not use.is_newest]
    newest = next(iter(keyring.roots()))
    roots = uses_of_roots(session, keyring)
    of_roots = sum(count for name, count in roots.items() if name != newest)
    return of_roots + sum(use.client_keys + use.fields for use in older)


def retire_practice_keys(session: Session) -> Sequence[uuid.UUID]:
    """Delete the older practice keys, which must hold nothing. Raises StillInUse."""
    uses = uses_of_practice_keys(session)
    older = [use for use in uses if not use.is_newest]
    held = sum(use.client_keys + use.fields for use in older)
    if held:
        raise StillInUse(f"{held} keys and fields are under older keys: run flask keys rotate.")
    replaced = {use.practice_id for use in older}
    newest = [use.made_at for use in uses if use.is_newest and use.practice_id in replaced]
    if newest and max(newest) + SETTLES > clock.now():
        raise StillInUse("The newest keys are minutes old. Come back in ten minutes.")
    for use in older:
        session.delete(session.scalars(select(PracticeKey).where(PracticeKey.id == use.id)).one())
    session.flush()
    return [use.id for use in older]


def unused_roots(session: Session, keyring: KeyRing) -> list[str]:
    """Return the names of older root keys that hold nothing. Raises StillInUse where one does."""
    uses = uses_of_roots(session, keyring)
    older = list(keyring.roots())[1:]
    held = sum(uses[name] for name in older)
    if held:
        raise StillInUse(f"{held} keys and addresses are under older roots: run flask keys rotate.")
    return older


def _client_keys(session: Session, key_id: uuid.UUID) -> int:
    under = select(func.count(ClientKey.id)).where(ClientKey.practice_key_id == key_id)
    return session.scalars(under).one()


def _fields(session: Session, key_id: uuid.UUID) -> int:
    counted = 0
    for model in sealed_by_practices():
        for field in sealed_fields(model):
            under = is_under(getattr(model, field.column), [key_id])
            counted += session.scalars(select(func.count(model.id)).where(under)).one()
    return counted
