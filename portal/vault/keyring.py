"""The root keys: from one file or the environment, they wrap every other key, never stored."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.vault.keyfile import KeyFileProblem, read_roots, roots_in, stamp

NONCE = 12
NAME = 4


class Tampered(Exception):
    """A ciphertext was changed, or stands in a row or column that it was not written for."""


class _Roots:
    """Root keys, opened, the newest first. Each is 32 bytes, named by 4 bytes derived from it."""

    def __init__(self, roots: Sequence[bytes]) -> None:
        if not roots or any(len(root) != 32 for root in roots):
            raise KeyFileProblem("The key file needs one or more lines of 64 hexadecimal digits.")
        self.by_name = {derive(root, "name", NAME): root for root in roots}
        self.newest = next(iter(self.by_name))
        self.siv = {
            name: AESSIV(derive(root, "findable", 64)) for name, root in self.by_name.items()
        }
        self.wrapping = {
            name: AESGCM(derive(root, "wrap", 32)) for name, root in self.by_name.items()
        }


class KeyRing:
    """The root keys. Those of a file are read again when it is replaced, so that a running server
    knows a new root before anything is sealed under it."""

    def __init__(self, roots: Sequence[bytes], path: Path | None = None) -> None:
        self.path = path
        self._stamp = stamp(path) if path else None
        self._held = _Roots(roots)

    @classmethod
    def from_file(cls, path: Path) -> "KeyRing":
        """Read the key file at `path`: a root key a line in hexadecimal, the newest first."""
        return cls(read_roots(path), path)

    @classmethod
    def from_text(cls, text: str) -> "KeyRing":
        """Read what PORTAL_KEYS says: root keys in hexadecimal, the newest first."""
        return cls(roots_in(text, "PORTAL_KEYS"))

    @property
    def _now(self) -> _Roots:
        """Return the roots, read again if the file was replaced; a broken one changes nothing."""
        if self.path is not None:
            seen = stamp(self.path)
            if seen is not None and seen != self._stamp:
                with suppress(KeyFileProblem):
                    self._held = _Roots(read_roots(self.path))
                self._stamp = seen
        return self._held

    def roots(self) -> dict[str, bytes]:
        """Return the root keys by their names in hexadecimal, the newest first."""
        return {name.hex(): root for name, root in self._now.by_name.items()}

    def wrap(self, key: bytes, context: str) -> bytes:
        """Return `key` sealed under the newest root; `context` must be told again to open it."""
        held, nonce = self._now, os.urandom(NONCE)
        sealed = held.wrapping[held.newest].encrypt(nonce, key, context.encode())
        return held.newest + nonce + sealed

    def unwrap(self, blob: bytes, context: str) -> bytes:
        """Return the key inside `blob`. Raises Tampered, or KeyFileProblem if its root is gone."""
        root = self._now.wrapping.get(blob[:NAME])
        if root is None:
            raise KeyFileProblem("The key file lacks the root key that this was sealed under.")
        try:
            nonce, sealed = blob[NAME : NAME + NONCE], blob[NAME + NONCE :]
            return root.decrypt(nonce, sealed, context.encode())
        except InvalidTag as problem:
            raise Tampered(context) from problem

    def root_of(self, blob: bytes) -> str:
        """Return the name of the root key that a key is wrapped by, at hand or not."""
        return blob[:NAME].hex()

    def wraps_with_newest(self, blob: bytes) -> bool:
        """Tell whether a wrapped key is under the newest root."""
        return blob[:NAME] == self._now.newest

    def find(self, word: str, column: str) -> bytes:
        """Return the one ciphertext of `word` in `column`: equal words give equal bytes."""
        held = self._now
        return held.siv[held.newest].encrypt(word.encode(), [column.encode()])

    def finds(self, word: str, column: str) -> list[bytes]:
        """Return the ciphertexts of `word` under every root, the newest first: where to look."""
        return [siv.encrypt(word.encode(), [column.encode()]) for siv in self._now.siv.values()]

    def found(self, blob: bytes, column: str) -> str:
        """Return the word inside a findable ciphertext, whichever root it was made under."""
        return self.found_under(blob, column)[1]

    def found_under(self, blob: bytes, column: str) -> tuple[str, str]:
        """Return the name of the root that a findable ciphertext is under, and the word inside."""
        for name, siv in self._now.siv.items():
            with suppress(InvalidTag):
                return name.hex(), siv.decrypt(blob, [column.encode()]).decode()
        raise Tampered(column)

    def secret(self, purpose: str) -> bytes:
        """Return 32 bytes for `purpose` (cookies, one-time tokens, backups), of the newest root."""
        return self.secrets(purpose)[0]

    def secrets(self, purpose: str) -> list[bytes]:
        """Return the 32 bytes for `purpose` under every root, the newest first."""
        return [derive(root, purpose, 32) for root in self._now.by_name.values()]


def derive(root: bytes, purpose: str, length: int) -> bytes:
    """Return `length` bytes for `purpose` from `root` (HKDF-SHA256, RFC 5869)."""
    kdf = HKDF(hashes.SHA256(), length, salt=None, info=f"portal/{purpose}".encode())
    return kdf.derive(root)
