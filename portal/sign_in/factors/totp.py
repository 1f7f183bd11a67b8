"""Codes of an authenticator app (RFC 6238): six digits, a new one every 30 seconds."""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

SECONDS, DIGITS = 30, 6
DRIFT = 1
"""Steps by which the clock of somebody's phone may be wrong, either way."""
SEED = 20
"""Bytes of a seed: the length of SHA-1, which every app knows (RFC 4226, section 4)."""
GROUP = 4


def new_seed() -> bytes:
    """Return a new seed."""
    return secrets.token_bytes(SEED)


def step_at(moment: datetime) -> int:
    """Return the number of the step that `moment` lies in."""
    return int(moment.timestamp()) // SECONDS


def code_at(seed: bytes, step: int) -> str:
    """Return the code that an app shows in a step."""
    sha1 = SHA1()  # noqa: S303 (what every app knows; an HMAC of it is sound: RFC 6238, 1.2)
    return HOTP(seed, DIGITS, sha1).generate(step).decode()


def step_of(seed: bytes, typed: str, now: int) -> int | None:
    """Return the step near `now` whose code was typed; white space in it does not count."""
    code, found = "".join(typed.split()).encode(), None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(seed, step).encode(), code):
            found = step
    return found


def key_of(seed: bytes) -> str:
    """Return the seed as apps take it, in base 32."""
    return base64.b32encode(seed).decode()


def groups_of(seed: bytes) -> list[str]:
    """Return the seed in groups of four letters, for typing."""
    key = key_of(seed)
    return [key[start : start + GROUP] for start in range(0, len(key), GROUP)]


def address_of(seed: bytes, *, account: str, issuer: str) -> str:
    """Return the address that an app reads from a QR code."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    details = {"secret": key_of(seed), "issuer": issuer, "digits": DIGITS, "period": SECONDS}
    return f"otpauth://totp/{label}?{urlencode(details, quote_via=quote)}"
