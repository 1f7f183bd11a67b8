"""A sealed file of lines with a manifest at its end, written in one move and read to its end."""

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.backups.pieces import Opener, Sealer
from portal.vault.keyring import KeyRing

Closing = Callable[[str], dict[str, Any]]


class BackupProblem(Exception):
    """The file is not whole, not ours, or the database is not empty; the message is the remedy."""


def write(
    path: Path, keyring: KeyRing, purpose: str, lines: Iterable[bytes], closing: Closing
) -> Path:
    """Seal `lines` in a file beside `path`, and return where; `closing` makes the manifest.

    It is told the SHA-256 over the lines. The caller moves the file to its place.
    """
    partial, digest = path.with_suffix(path.suffix + ".partial"), hashlib.sha256()
    with open(partial, "wb", opener=_private) as file:
        with (
            Sealer(file, _ciphers(keyring, purpose)[0]) as sealer,
            gzip.GzipFile("", "wb", 6, sealer) as rows,
        ):
            for one in lines:
                rows.write(one)
                digest.update(one)
            manifest = closing(digest.hexdigest())
            rows.write(json.dumps({"manifest": manifest}).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return partial


def lines_of(path: Path, keyring: KeyRing, purpose: str) -> Iterator[bytes]:
    """Yield the lines of a sealed file, its manifest last. Raises BackupProblem."""
    try:
        with path.open("rb") as file:
            yield from gzip.GzipFile("", "rb", fileobj=Opener(file, _ciphers(keyring, purpose)))
    except (OSError, EOFError, InvalidTag) as problem:
        raise BackupProblem(f"{path} cannot be read with this key file.") from problem


def manifest_of(lines: Iterable[bytes]) -> dict[str, Any]:
    """Read to the end and return the manifest. Raises BackupProblem where it does not fit."""
    digest, manifest = hashlib.sha256(), None
    for one in lines:  # past the manifest too: a last piece may hold nothing but the stream's end
        told = json.loads(one)
        manifest = told.get("manifest")
        if manifest is None:
            digest.update(one)
    if manifest is None:
        raise BackupProblem("The file has no end: it was cut. Take another backup.")
    if manifest["sha256"] != digest.hexdigest():
        raise BackupProblem("The rows are not those that were written. Take another.")
    return dict(manifest)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _ciphers(keyring: KeyRing, purpose: str) -> list[AESGCM]:
    """Return what a file may be sealed with: a new one with the first, the newest root's."""
    return [AESGCM(key) for key in keyring.secrets(purpose)]
