"""How one key is kept under another: a practice's under a root, a client's under the practice's."""

import os
import uuid
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.vault.keyring import NONCE, KeyRing, Tampered, derive
from portal.vault.models import Lane


class PracticeSecret(NamedTuple):
    """A practice's key, opened: it seals what the staff is called, and wraps the clients' keys."""

    id: uuid.UUID
    practice_id: uuid.UUID
    staff: AESGCM
    wrapping: AESGCM

    @classmethod
    def of(cls, key_id: uuid.UUID, practice_id: uuid.UUID, raw: bytes) -> "PracticeSecret":
        """Return the secret of a practice key of 32 bytes."""
        ciphers = (AESGCM(derive(raw, purpose, 32)) for purpose in ("staff", "wrap"))
        return cls(key_id, practice_id, *ciphers)

    @classmethod
    def opened(
        cls, keyring: KeyRing, key_id: uuid.UUID, practice_id: uuid.UUID, wrapped: bytes
    ) -> "PracticeSecret":
        """Return the secret inside a stored practice key. Raises Tampered and KeyFileProblem."""
        return cls.of(key_id, practice_id, keyring.unwrap(wrapped, practice_key_place(key_id)))


class ClientKeyPlace(NamedTuple):
    """What a client's wrapped key is bound to: its row, its client, its lane."""

    id: uuid.UUID
    client_id: uuid.UUID
    lane: Lane

    def __bytes__(self) -> bytes:
        return f"client_key|{self.id}|{self.client_id}|{self.lane}".encode()


def practice_key_place(key_id: uuid.UUID) -> str:
    """Return what a practice's wrapped key is bound to."""
    return f"practice_key|{key_id}"


def wrap_client_key(secret: PracticeSecret, raw: bytes, place: ClientKeyPlace) -> bytes:
    """Return a client's key, wrapped by the practice's."""
    nonce = os.urandom(NONCE)
    return nonce + secret.wrapping.encrypt(nonce, raw, bytes(place))


def unwrap_client_key(secret: PracticeSecret, wrapped: bytes, place: ClientKeyPlace) -> bytes:
    """Return the key inside `wrapped`. Raises Tampered."""
    try:
        return secret.wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], bytes(place))
    except InvalidTag as problem:
        raise Tampered("client_key") from problem
