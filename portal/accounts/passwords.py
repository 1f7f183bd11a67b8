"""Passwords: long ones, common ones refused without asking anybody, hashed outside transactions."""

import unicodedata
from typing import TYPE_CHECKING

from flask import current_app
from flask_security import hash_password, verify_password
from sqlalchemy.orm import object_session
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

from portal.accounts.listed import is_listed
from portal.accounts.obvious import SERVICE_WORDS, is_made_of, pieces, repeats_itself

if TYPE_CHECKING:
    from portal.accounts.models import User

SHORTEST, LONGEST = 15, 256  # R2: the password may be the only factor
EASILY_GUESSED_BELOW = 3


def normal(password: str) -> str:
    """Return the one form in which a password is set and checked (NFC)."""
    return unicodedata.normalize("NFC", password)


def is_common(password: str, known: tuple[str, ...] = ()) -> bool:
    """Tell whether a guesser would try `password` early, without asking anybody else.

    It is common if it repeats something short, if it is little more than what everybody knows or
    than a password out of a breach, or if zxcvbn guesses it soon (score below 3 of 4). `known` are
    words that are tried first: the address, the person's name, the practice's, the portal's. Of a
    long password zxcvbn looks at the first 72 characters; it is as hard to guess as its beginning.
    """
    kept = normal(password)
    if repeats_itself(kept, SHORTEST) or is_made_of(kept, known) or is_listed(kept):
        return True
    words = [piece for word in (*SERVICE_WORDS, *known) for piece in pieces(word)]
    result = zxcvbn(kept[:72], user_inputs=words)
    return int(result["score"]) < EASILY_GUESSED_BELOW


def hashed(password: str) -> str:
    """Return the argon2id hash of `password`."""
    return str(hash_password(normal(password)))


def verify_outside_transaction(user: "User", password: str) -> bool:
    """Check `password` with no transaction open: a hash takes long, and writers would wait.

    A hash that was made with less effort than today's is made anew, and stored by the transaction
    that the sign-in writes in.
    """
    stored = user.password
    session = object_session(user)
    if session is not None:
        session.rollback()
    if stored is None or not verify_password(normal(password), stored):
        return False
    if current_app.extensions["security"].pwd_context.needs_update(stored):
        user.password = hashed(password)
    return True
