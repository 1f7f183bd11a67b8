"""The key file: root keys in hexadecimal, one a line, the newest first; its owner's alone."""

import os
import re
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path

ROOT_BYTES = 32
BETWEEN = re.compile(r"[\s,]+")

Stamp = tuple[int, int, int]


class KeyFileProblem(Exception):
    """The keys are missing, unreadable or not what they should be; the message is the remedy."""


def roots_in(text: str, source: str) -> list[bytes]:
    """Return the root keys written in `text`, between spaces, commas or line ends."""
    words = [word for word in BETWEEN.split(text) if word]
    try:
        return [bytes.fromhex(word) for word in words]
    except ValueError as problem:
        raise KeyFileProblem(f"{source} is not hexadecimal.") from problem


def read_roots(path: Path) -> list[bytes]:
    """Return the root keys of the file at `path`. Raises KeyFileProblem."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as problem:
        raise KeyFileProblem(f"The key file {path} cannot be read.") from problem
    if os.name == "posix" and mode & 0o077:
        raise KeyFileProblem(f"Others can read the key file: chmod 0400 {path}")
    return roots_in(text, f"The key file {path}")


def stamp(path: Path) -> Stamp | None:
    """Return what changes whenever the file is replaced, or None while it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def new_root() -> bytes:
    """Return a new root key."""
    return secrets.token_bytes(ROOT_BYTES)


def create_key_file(path: Path) -> None:
    """Write a new key file at `path`, readable by its owner alone; an existing one is kept."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, [new_root()])


def replace_roots(path: Path, roots: Sequence[bytes]) -> None:
    """Put `roots` in the place of the file's, in one move: a reader sees the old or the new.

    The file keeps its owner. Raises KeyFileProblem where this account may not write there.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        before = path.stat()
        _write(beside, roots)
        if os.name == "posix" and os.geteuid() == 0:
            os.chown(beside, before.st_uid, before.st_gid)
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise KeyFileProblem(
            f"This account cannot write in {path.parent}: run it as one that can."
        ) from problem
    _sync(path.parent)


def _write(path: Path, roots: Sequence[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.writelines(f"{root.hex()}\n" for root in roots)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make a replaced name outlive a power cut; Windows cannot open a folder for it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
