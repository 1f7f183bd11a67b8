"""A sealed stream: pieces of a megabyte, each bound to its number and to whether it is the last.

So a piece that was changed, swapped, cut off or added is refused when it is read (AES-256-GCM).
"""

import io
import os
from collections.abc import Sequence
from contextlib import suppress
from itertools import product
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.vault.keyring import NONCE

MAGIC = b"portal backup 1\n"
PIECE = 1024 * 1024
LENGTH = 4


class Sealer(io.RawIOBase):
    """A file to write plain bytes into; what reaches `file` is sealed."""

    def __init__(self, file: BinaryIO, cipher: AESGCM) -> None:
        self._file, self._cipher = file, cipher
        self._waiting, self._number = bytearray(), 0
        file.write(MAGIC)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._seal(bytes(self._waiting), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        nonce = os.urandom(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, piece, _bound(self._number, last=last))
        self._file.write(len(sealed).to_bytes(LENGTH, "big") + sealed)
        self._number += 1


class Opener(io.RawIOBase):
    """A file to read plain bytes from. Raises EOFError where pieces are missing, InvalidTag else.

    `ciphers` are all that it may have been sealed with: the one that opens a piece opens the rest.
    """

    def __init__(self, file: BinaryIO, ciphers: Sequence[AESGCM]) -> None:
        if file.read(len(MAGIC)) != MAGIC:
            raise EOFError("not a backup")
        self._file, self._ciphers = file, ciphers
        self._ready, self._number, self._done = b"", 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._ready and not self._done:
            self._ready = self._next()
        taken = self._ready[: len(buffer)]
        buffer[: len(taken)] = taken
        self._ready = self._ready[len(taken) :]
        return len(taken)

    def _next(self) -> bytes:
        head = self._file.read(LENGTH)
        length = int.from_bytes(head, "big")
        sealed = self._file.read(length)
        if not sealed or len(sealed) != length:
            raise EOFError("cut")
        for cipher, last in product(self._ciphers, (False, True)):
            with suppress(InvalidTag):
                bound = _bound(self._number, last=last)
                piece = cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound)
                self._ciphers, self._done = [cipher], last
                self._number += 1
                if last and self._file.read(1):
                    raise InvalidTag
                return piece
        raise InvalidTag


def _bound(number: int, *, last: bool) -> bytes:
    return MAGIC + number.to_bytes(8, "big") + (b"\x01" if last else b"\x00")
