"""The vault of one database session: finds, opens and keeps the keys that it needs, and no longer.

No key of a client is kept between sessions: an erased client is unreadable at the next click.
Practice keys are kept for the life of the process, by their ids. A practice has several while its
keys are rotated: each ciphertext says which one it is under, and what is new goes under the newest,
which is looked up once a session, because another process may have made it.
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
from portal.vault.keyring import NONCE, KeyRing, Tampered
from portal.vault.models import ClientKey, Lane, PracticeKey
from portal.vault.wrapping import (
    ClientKeyPlace,
    PracticeSecret,
    practice_key_place,
    unwrap_client_key,
    wrap_client_key,
)

VERSION = b"\x01"
ID = 16
HEAD = len(VERSION) + ID


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

_OF_PRACTICE = select(PracticeKey.id, PracticeKey.practice_id, PracticeKey.wrapped)


class Vault:
    """Seals and opens bytes for the rows of one session."""

    def __init__(
        self, session: Session, keyring: KeyRing, practice_keys: dict[uuid.UUID, PracticeSecret]
    ) -> None:
        self._session = session
        self._keyring = keyring
        self._practice_keys = practice_keys
        self._newest: dict[uuid.UUID, PracticeSecret] = {}
        self._ciphers: dict[Owner, Cipher] = {}

    def open_practice(self, practice_id: uuid.UUID) -> PracticeSecret:
        """Make the key of a new practice, or a new key of one: from now on it seals."""
        key = PracticeKey(practice_id=practice_id, wrapped=b"", created_at=clock.now())
        raw = os.urandom(32)
        key.wrapped = self._keyring.wrap(raw, practice_key_place(key.id))
        self._session.add(key)
        secret = PracticeSecret.of(key.id, practice_id, raw)
        self._newest[practice_id] = self._practice_keys[key.id] = secret
        return secret

    def open_file(self, practice_id: uuid.UUID, client_id: uuid.UUID) -> None:
        """Make the two keys of a new client."""
        practice = self.newest(practice_id)
        for lane in Lane:
            raw = os.urandom(32)
            key = ClientKey(
                practice_id=practice_id,
                client_id=client_id,
                lane=lane,
                practice_key_id=practice.id,
                created_at=clock.now(),
            )
            key.wrapped = wrap_client_key(practice, raw, ClientKeyPlace(key.id, client_id, lane))
            self._session.add(key)
            self._ciphers[Owner(practice_id, client_id, lane)] = Cipher(key.id, AESGCM(raw))

    def destroy_file(self, client_id: uuid.UUID) -> None:
        """Destroy a client's keys: nothing that was sealed under them opens again."""
        keys = select(ClientKey).where(ClientKey.client_id == client_id)
        for key in self._session.scalars(keys.with_for_update()):
            if key.wrapped is not None:
                key.wrapped, key.destroyed_at = None, clock.now()
            self._ciphers[Owner(key.practice_id, client_id, key.lane)] = Cipher(key.id, None)
        self._session.flush()

    def prefetch(self, client_ids: Iterable[uuid.UUID]) -> None:
        """Fetch the keys of many clients' files in one statement, before a list is shown."""
        known = {owner.client_id for owner in self._ciphers if owner.lane is Lane.FILE}
        wanted = set(client_ids) - known
        if wanted:
            self._fetch(wanted, [Lane.FILE])

    def seal(self, words: bytes, owner: Owner, place: str) -> bytes:
        """Return `words` sealed under the key of `owner`, bound to `place`."""
        cipher = self._sealing(owner)
        if cipher.aes is None:
            raise KeyMissing("This client was erased.")
        nonce = os.urandom(NONCE)
        sealed = cipher.aes.encrypt(nonce, words, _bound(owner, place))
        return VERSION + cipher.id.bytes + nonce + sealed

    def open(self, blob: bytes, owner: Owner, place: str) -> bytes | None:
        """Return the words inside `blob`, or None where the client was erased. Raises Tampered."""
        cipher = self._opening(owner, blob, place)
        if cipher.aes is None:
            return None
        if blob[:HEAD] != VERSION + cipher.id.bytes:
            raise Tampered(place)
        nonce, sealed = blob[HEAD : HEAD + NONCE], blob[HEAD + NONCE :]
        try:
            return cipher.aes.decrypt(nonce, sealed, _bound(owner, place))
        except InvalidTag as problem:
            raise Tampered(place) from problem

    def newest(self, practice_id: uuid.UUID) -> PracticeSecret:
        """Return the practice's key that seals what is new. Raises KeyMissing."""
        if practice_id not in self._newest:
            latest = _OF_PRACTICE.where(PracticeKey.practice_id == practice_id).order_by(
                PracticeKey.created_at.desc(), PracticeKey.id.desc()
            )
            with self._session.no_autoflush:
                row = self._session.execute(latest.limit(1)).one_or_none()
            if row is None:
                raise KeyMissing(f"No key for the practice {practice_id}.")
            self._newest[practice_id] = self._opened(*row)
        return self._newest[practice_id]

    def practice_secret(self, key_id: uuid.UUID) -> PracticeSecret | None:
        """Return one of a practice's keys, or None where there is none of this id."""
        if key_id not in self._practice_keys:
            with self._session.no_autoflush:
                row = self._session.execute(
                    _OF_PRACTICE.where(PracticeKey.id == key_id)
                ).one_or_none()
            if row is not None:
                self._opened(*row)
        return self._practice_keys.get(key_id)

    def _sealing(self, owner: Owner) -> Cipher:
        if owner.client_id is None:
            secret = self.newest(owner.practice_id)
            return Cipher(secret.id, secret.staff)
        return self._of_client(owner, owner.client_id)

    def _opening(self, owner: Owner, blob: bytes, place: str) -> Cipher:
        if owner.client_id is not None:
            return self._of_client(owner, owner.client_id)
        if len(blob) < HEAD:
            raise Tampered(place)
        secret = self.practice_secret(uuid.UUID(bytes=blob[len(VERSION) : HEAD]))
        if secret is None or secret.practice_id != owner.practice_id:
            raise Tampered(place)
        return Cipher(secret.id, secret.staff)

    def _of_client(self, owner: Owner, client_id: uuid.UUID) -> Cipher:
        if owner not in self._ciphers:
            self._fetch([client_id], Lane)
        if owner not in self._ciphers:
            raise KeyMissing(f"No key for {owner}.")
        return self._ciphers[owner]

    def _fetch(self, client_ids: Iterable[uuid.UUID], lanes: Iterable[Lane]) -> None:
        wanted = _WRAPPED.where(ClientKey.client_id.in_(client_ids), ClientKey.lane.in_(lanes))
        with self._session.no_autoflush:
            rows = self._session.execute(wanted).all()
        for row in rows:
            self._keep(WrappedKey(*row))

    def _keep(self, key: WrappedKey) -> None:
        aes = None
        if key.wrapped is not None:
            practice = self._opened(key.practice_key_id, key.practice_id, key.practice_wrapped)
            place = ClientKeyPlace(key.id, key.client_id, key.lane)
            aes = AESGCM(unwrap_client_key(practice, key.wrapped, place))
        self._ciphers[Owner(key.practice_id, key.client_id, key.lane)] = Cipher(key.id, aes)

    def _opened(self, key_id: uuid.UUID, practice_id: uuid.UUID, wrapped: bytes) -> PracticeSecret:
        if key_id not in self._practice_keys:
            secret = PracticeSecret.opened(self._keyring, key_id, practice_id, wrapped)
            self._practice_keys[key_id] = secret
        return self._practice_keys[key_id]


def _bound(owner: Owner, place: str) -> bytes:
    return f"{place}|{owner.client_id or owner.practice_id}".encode()
