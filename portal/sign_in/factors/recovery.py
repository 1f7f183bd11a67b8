"""Recovery codes: 24 letters of 5 random bits each, easy to copy by hand, kept only as a hash."""

import hashlib
import secrets
import uuid

COUNT = 10
LENGTH, GROUP = 24, 4
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u
MISREAD = str.maketrans("ilo", "110")


def new_codes() -> list[str]:
    """Return ten new codes, each in groups of four."""
    return [_new_code() for _ in range(COUNT)]


def _new_code() -> str:
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def hash_of(user_id: uuid.UUID, typed: str) -> bytes:
    """Return what is kept of an account's code.

    It is as random as a key, so one round of SHA-256 is as hard to turn back as any number.
    """
    code = "".join(letter for letter in typed.lower() if letter.isalnum()).translate(MISREAD)
    return hashlib.sha256(user_id.bytes + code.encode()).digest()
