"""The vault of one database session: finds, opens and keeps the keys that it needs, and no longer.

No key of a client is kept between sessions: an erased client is unreadable at the next click.
Practice keys are kept for the life of the process; rotation wraps them anew without changing them.
"""

import os
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.vault.keyring import NONCE, KeyRing, Tampered, derive
from portal.vault.models import ClientKey, Lane, PracticeKey

VERSION = b"\x01"
ID = 16


class KeyMissing(Exception):
    """There is no key for this client: a bug or a lost row, never what erasure leaves behind."""


class Erased(str):
    """What is left of the words of a client whose key was destroyed: nothing."""

    __slots__ = ()


ERASED = Erased()


class Owner(NamedTuple):
    """Whose key seals a field: a practice's where `client_id` is None, else a client's."""

    practice_id: uuid.UUID
    client_id: uuid.UUID | None = None
    lane: Lane = Lane.FILE


class Cipher(NamedTuple):
    """A key ready for use. `aes` is None when it was destroyed."""

    id: uuid.UUID
    aes: AESGCM | None


class PracticeSecret(NamedTuple):
    """A practice's key, opened: it seals what the staff is called, and wraps the clients' keys."""

    id: uuid.UUID
    staff: AESGCM
    wrapping: AESGCM

    @classmethod
    def of(cls, key_id: uuid.UUID, raw: bytes) -> "PracticeSecret":
        """Return the secret of a practice key of 32 bytes."""
        return cls(key_id, *(AESGCM(derive(raw, purpose, 32)) for purpose in ("staff", "wrap")))


class WrappedKey(NamedTuple):
    """A client's key as it is stored, with the practice's key that it is wrapped by."""

    id: uuid.UUID
    practice_id: uuid.UUID
    client_id: uuid.UUID
    lane: Lane
    wrapped: bytes | None
    practice_key_id: uuid.UUID
    practice_wrapped: bytes


_WRAPPED = select(
    ClientKey.id,
    ClientKey.practice_id,
    ClientKey.client_id,
    ClientKey.lane,
    ClientKey.wrapped,
    PracticeKey.id,
    PracticeKey.wrapped,
).join(PracticeKey, PracticeKey.id == ClientKey.practice_key_id)


class Vault:
    """Seals and opens bytes for the rows of one session."""

    def __init__(
        self, session: Session, keyring: KeyRing, practice_keys: dict[uuid.UUID, PracticeSecret]
    ) -> None:
        self._session = session
        self._keyring = keyring
        self._practice_keys = practice_keys
        self._ciphers: dict[Owner, Cipher] = {}

    def open_practice(self, practice_id: uuid.UUID) -> None:
        """Make the key of a new practice."""
        key = PracticeKey(practice_id=practice_id, wrapped=b"", created_at=clock.now())
        raw = os.urandom(32)
        key.wrapped = self._keyring.wrap(raw, f"practice_key|{key.id}")
        self._session.add(key)
        self._keep_practice(practice_id, PracticeSecret.of(key.id, raw))

    def open_file(self, practice_id: uuid.UUID, client_id: uuid.UUID) -> None:
        """Make the two keys of a new client."""
        practice = self._cipher(Owner(practice_id))
        for lane in Lane:
            raw = os.urandom(32)
            key = ClientKey(
                practice_id=practice_id,
                client_id=client_id,
                lane=lane,
                practice_key_id=practice.id,
                created_at=clock.now(),
            )
            key.wrapped = _wrap(self._practice_keys[practice_id].wrapping, raw, key)
            self._session.add(key)
            self._ciphers[Owner(practice_id, client_id, lane)] = Cipher(key.id, AESGCM(raw))

    def prefetch(self, client_ids: Iterable[uuid.UUID]) -> None:
        """Fetch the keys of many clients' files in one statement, before a list is shown."""
        known = {owner.client_id for owner in self._ciphers if owner.lane is Lane.FILE}
        wanted = set(client_ids) - known
        if wanted:
            self._fetch(wanted, [Lane.FILE])

    def _fetch(self, client_ids: Iterable[uuid.UUID], lanes: Iterable[Lane]) -> None:
        wanted = _WRAPPED.where(ClientKey.client_id.in_(client_ids), ClientKey.lane.in_(lanes))
        with self._session.no_autoflush:
            rows = self._session.execute(wanted).all()
        for row in rows:
            self._keep(WrappedKey(*row))

    def seal(self, words: bytes, owner: Owner, place: str) -> bytes:
        """Return `words` sealed under the key of `owner`, bound to `place`."""
        cipher = self._cipher(owner)
        if cipher.aes is None:
            raise KeyMissing("This client was erased.")
        nonce = os.urandom(NONCE)
        sealed = cipher.aes.encrypt(nonce, words, _bound(owner, place))
        return VERSION + cipher.id.bytes + nonce + sealed

    def open(self, blob: bytes, owner: Owner, place: str) -> bytes | None:
        """Return the words inside `blob`, or None where the client was erased. Raises Tampered."""
        cipher = self._cipher(owner)
        if cipher.aes is None:
            return None
        head = 1 + ID
        if blob[:head] != VERSION + cipher.id.bytes:
            raise Tampered(place)
        nonce, sealed = blob[head : head + NONCE], blob[head + NONCE :]
        try:
            return cipher.aes.decrypt(nonce, sealed, _bound(owner, place))
        except InvalidTag as problem:
            raise Tampered(place) from problem

    def _cipher(self, owner: Owner) -> Cipher:
        if owner not in self._ciphers:
            if owner.client_id is None:
                self._fetch_practice(owner.practice_id)
            else:
                self._fetch([owner.client_id], Lane)
        if owner not in self._ciphers:
            raise KeyMissing(f"No key for {owner}.")
        return self._ciphers[owner]

    def _fetch_practice(self, practice_id: uuid.UUID) -> None:
        if practice_id in self._practice_keys:
            self._keep_practice(practice_id, self._practice_keys[practice_id])
            return
        with self._session.no_autoflush:
            key = self._session.scalars(
                select(PracticeKey).where(PracticeKey.practice_id == practice_id)
            ).one_or_none()
        if key is not None:
            self._keep_practice(practice_id, self._opened(practice_id, key.id, key.wrapped))

    def _opened(self, practice_id: uuid.UUID, key_id: uuid.UUID, wrapped: bytes) -> PracticeSecret:
        known = self._practice_keys.get(practice_id)
        if known is not None and known.id == key_id:
            return known
        return PracticeSecret.of(key_id, self._keyring.unwrap(wrapped, f"practice_key|{key_id}"))

    def _keep_practice(self, practice_id: uuid.UUID, secret: PracticeSecret) -> None:
        self._practice_keys[practice_id] = secret
        self._ciphers[Owner(practice_id)] = Cipher(secret.id, secret.staff)

    def _keep(self, key: WrappedKey) -> None:
        secret = self._opened(key.practice_id, key.practice_key_id, key.practice_wrapped)
        self._keep_practice(key.practice_id, secret)
        aes = None if key.wrapped is None else AESGCM(_unwrap(secret.wrapping, key.wrapped, key))
        self._ciphers[Owner(key.practice_id, key.client_id, key.lane)] = Cipher(key.id, aes)


def _wrap(practice: AESGCM, raw: bytes, key: ClientKey) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + practice.encrypt(nonce, raw, _key_place(key))


def _unwrap(practice: AESGCM, wrapped: bytes, key: WrappedKey) -> bytes:
    try:
        return practice.decrypt(wrapped[:NONCE], wrapped[NONCE:], _key_place(key))
    except InvalidTag as problem:
        raise Tampered("client_key") from problem


def _key_place(key: ClientKey | WrappedKey) -> bytes:
    return f"client_key|{key.id}|{key.client_id}|{key.lane}".encode()


def _bound(owner: Owner, place: str) -> bytes:
    return f"{place}|{owner.client_id or owner.practice_id}".encode()
