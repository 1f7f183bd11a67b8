"""The root keys: read from one file, they wrap every other key and never meet the database."""

import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
NAME = 4


class KeyFileProblem(Exception):
    """The key file is missing, unreadable or not what it should be; the message is the remedy."""


class Tampered(Exception):
    """A ciphertext was changed, or stands in a row or column that it was not written for."""


class KeyRing:
    """Root keys, the newest first. Each is 32 bytes and is named by 4 bytes derived from it."""

    def __init__(self, roots: list[bytes]) -> None:
        if not roots or any(len(root) != 32 for root in roots):
            raise KeyFileProblem("The key file needs one or more lines of 64 hexadecimal digits.")
        self._roots = {derive(root, "name", NAME): root for root in roots}
        self._newest = next(iter(self._roots))
        self._siv = [AESSIV(derive(root, "findable", 64)) for root in roots]
        self._wrapping: dict[bytes, AESGCM] = {
            name: AESGCM(derive(root, "wrap", 32)) for name, root in self._roots.items()
        }

    @classmethod
    def from_file(cls, path: Path) -> "KeyRing":
        """Read the key file at `path`: a root key a line in hexadecimal, the newest first."""
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            lines = path.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError) as problem:
            raise KeyFileProblem(f"The key file {path} cannot be read.") from problem
        if os.name == "posix" and mode & 0o077:
            raise KeyFileProblem(f"Others can read the key file: chmod 0400 {path}")
        try:
            return cls([bytes.fromhex(line) for line in lines])
        except ValueError as problem:
            raise KeyFileProblem(f"The key file {path} is not hexadecimal.") from problem

    def wrap(self, key: bytes, context: str) -> bytes:
        """Return `key` sealed under the newest root; `context` must be told again to open it."""
        nonce = os.urandom(NONCE)
        sealed = self._wrapping[self._newest].encrypt(nonce, key, context.encode())
        return self._newest + nonce + sealed

    def unwrap(self, blob: bytes, context: str) -> bytes:
        """Return the key inside `blob`. Raises Tampered, or KeyFileProblem if its root is gone."""
        root = self._wrapping.get(blob[:NAME])
        if root is None:
            raise KeyFileProblem("The key file lacks the root key that this was sealed under.")
        try:
            nonce, sealed = blob[NAME : NAME + NONCE], blob[NAME + NONCE :]
            return root.decrypt(nonce, sealed, context.encode())
        except InvalidTag as problem:
            raise Tampered(context) from problem

    def find(self, word: str, column: str) -> bytes:
        """Return the one ciphertext of `word` in `column`: equal words give equal bytes."""
        return self._siv[0].encrypt(word.encode(), [column.encode()])

    def finds(self, word: str, column: str) -> list[bytes]:
        """Return the ciphertexts of `word` under every root, the newest first: where to look."""
        return [siv.encrypt(word.encode(), [column.encode()]) for siv in self._siv]

    def found(self, blob: bytes, column: str) -> str:
        """Return the word inside a findable ciphertext, whichever root it was made under."""
        for siv in self._siv:
            try:
                return siv.decrypt(blob, [column.encode()]).decode()
            except InvalidTag:
                continue
        raise Tampered(column)

    def secret(self, purpose: str) -> bytes:
        """Return 32 bytes for `purpose` (cookies, one-time tokens, backups), of the newest root."""
        return derive(self._roots[self._newest], purpose, 32)

    def secrets(self, purpose: str) -> list[bytes]:
        """Return the 32 bytes for `purpose` under every root, the newest first."""
        return [derive(root, purpose, 32) for root in self._roots.values()]


def derive(root: bytes, purpose: str, length: int) -> bytes:
    """Return `length` bytes for `purpose` from `root` (HKDF-SHA256, RFC 5869)."""
    kdf = HKDF(hashes.SHA256(), length, salt=None, info=f"portal/{purpose}".encode())
    return kdf.derive(root)


def create_key_file(path: Path) -> None:
    """Write a new key file at `path`, readable by its owner alone; an existing one is kept."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
