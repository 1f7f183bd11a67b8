"""Passwords: long ones, common ones refused without asking anybody, hashed outside transactions."""

import unicodedata
from typing import TYPE_CHECKING

from flask_security import hash_password, verify_password
from sqlalchemy.orm import object_session
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from portal.accounts.models import User

SHORTEST, LONGEST = 15, 256  # R2: the password may be the only factor
EASILY_GUESSED_BELOW = 3


def normal(password: str) -> str:
    """Return the one form in which a password is set and checked (NFC)."""
    return unicodedata.normalize("NFC", password)


def is_common(password: str, known: tuple[str, ...] = ()) -> bool:
    """Tell whether a guesser would try `password` early (zxcvbn, offline: score below 3 of 4).

    `known` are words tried first: the address, the portal's name. Only the first 72 characters
    are looked at; a longer password is no easier to guess than its beginning.
    """
    words = [piece for word in known for piece in (word, word.replace(" ", ""), *word.split("@"))]
    result = zxcvbn(normal(password)[:72], user_inputs=words)
    return int(result["score"]) < EASILY_GUESSED_BELOW


def hashed(password: str) -> str:
    """Return the argon2id hash of `password`."""
    return str(hash_password(normal(password)))


def verify_outside_transaction(user: "User", password: str) -> bool:
    """Check `password` with no transaction open: a hash takes long, and writers would wait."""
    stored = user.password
    session = object_session(user)
    if session is not None:
        session.rollback()
    return stored is not None and bool(verify_password(normal(password), stored))
