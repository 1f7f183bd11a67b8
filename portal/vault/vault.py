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
    """A practice's key, opened."""

    id: uuid.UUID
    raw: bytes


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
        self._keep_practice(practice_id, PracticeSecret(key.id, raw))

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
            key.wrapped = _wrap(self._practice_keys[practice_id].raw, raw, key)
            self._session.add(key)
            self._ciphers[Owner(practice_id, client_id, lane)] = Cipher(key.id, AESGCM(raw))

    def prefetch(self, client_ids: Iterable[uuid.UUID]) -> None:
        """Fetch the keys of many clients in one statement, before a list is shown."""
        known = {owner.client_id for owner in self._ciphers}
        wanted = [client_id for client_id in set(client_ids) if client_id not in known]
        if not wanted:
            return
        with self._session.no_autoflush:
            rows = self._session.execute(
                select(ClientKey, PracticeKey)
                .join(PracticeKey, PracticeKey.id == ClientKey.practice_key_id)
                .where(ClientKey.client_id.in_(wanted))
            ).all()
        for key, practice in rows:
            self._keep(key, practice)

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
                self.prefetch([owner.client_id])
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
            self._keep_practice(practice_id, self._opened(key))

    def _opened(self, key: PracticeKey) -> PracticeSecret:
        known = self._practice_keys.get(key.practice_id)
        if known is not None and known.id == key.id:
            return known
        return PracticeSecret(key.id, self._keyring.unwrap(key.wrapped, f"practice_key|{key.id}"))

    def _keep_practice(self, practice_id: uuid.UUID, secret: PracticeSecret) -> None:
        self._practice_keys[practice_id] = secret
        staff = AESGCM(derive(secret.raw, "staff", 32))
        self._ciphers[Owner(practice_id)] = Cipher(secret.id, staff)

    def _keep(self, key: ClientKey, practice: PracticeKey) -> None:
        owner = Owner(key.practice_id, key.client_id, key.lane)
        self._keep_practice(practice.practice_id, self._opened(practice))
        if key.wrapped is None:
            self._ciphers[owner] = Cipher(key.id, None)
            return
        raw = _unwrap(self._opened(practice).raw, key.wrapped, key)
        self._ciphers[owner] = Cipher(key.id, AESGCM(raw))


def _wrap(practice: bytes, raw: bytes, key: ClientKey) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + _wrapper(practice).encrypt(nonce, raw, _key_place(key))


def _unwrap(practice: bytes, wrapped: bytes, key: ClientKey) -> bytes:
    try:
        return _wrapper(practice).decrypt(wrapped[:NONCE], wrapped[NONCE:], _key_place(key))
    except InvalidTag as problem:
        raise Tampered("client_key") from problem


def _wrapper(practice: bytes) -> AESGCM:
    return AESGCM(derive(practice, "wrap", 32))


def _key_place(key: ClientKey) -> bytes:
    return f"client_key|{key.id}|{key.client_id}|{key.lane}".encode()


def _bound(owner: Owner, place: str) -> bytes:
    return f"{place}|{owner.client_id or owner.practice_id}".encode()
