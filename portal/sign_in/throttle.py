"""Who guesses too often has to wait: counted by claimed account and by network, before the guess.

An address that nobody has is counted like any other, so that waiting tells nothing. The try is
counted in a short transaction of its own before anything is compared: of guesses that are sent at
once, none slips through. Passkeys are never counted: nobody can shut anybody out.
"""

import hashlib
import hmac
import unicodedata
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from flask import current_app, request
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal import clock
from portal.access import aside, door
from portal.sign_in.guessing import queries, services
from portal.sign_in.guessing.budgets import BUDGETS, Guess

Counter = tuple[Guess, bytes]

ALONGSIDE = {
    Guess.PASSWORD: (Guess.NETWORK, Guess.NEIGHBOURHOOD),
    Guess.RESET: (Guess.RESET_NETWORK,),
}
"""What is counted of the network, first, when something is tried without being signed in."""

WIDTHS = {
    Guess.NETWORK: {4: 32, 6: 64},
    Guess.NEIGHBOURHOOD: {4: 24, 6: 48},
    Guess.RESET_NETWORK: {4: 32, 6: 64},
}

OPENED_BY_COMING_IN = (Guess.PASSWORD, Guess.CODE, Guess.RECOVERY_CODE, Guess.STEP_UP)


def refuse_or_count(kind: Guess, claimed: str) -> timedelta | None:
    """Count a try at the account that is `claimed`; return how long to wait if it is refused.

    Ends the transaction of the request and commits one of its own. Call it before comparing.
    """
    counters = [(one, _of_network(one)) for one in ALONGSIDE.get(kind, ())]
    counters.append((kind, key_of(kind, claimed)))
    return aside.at_once(lambda session: _first_wait(session, counters))


def _first_wait(session: Session, counters: list[Counter]) -> timedelta | None:
    now = clock.now()
    for kind, key in counters:
        if not services.count(session, kind, key, now):
            until = queries.throttle(session, key).closed_until
            return until - now if until and until > now else BUDGETS[kind].longest
    return None


def was_right(kind: Guess, claimed: str) -> None:
    """Begin to count anew for an account, and take its try off the network's count."""
    session, now = door.session(), clock.now()
    services.forget(session, [key_of(kind, claimed)])
    for one in ALONGSIDE.get(kind, ()):
        services.take_back(session, one, _of_network(one), now)


def came_in(address: str) -> None:
    """Begin to count anew for an account that was opened, with whatever it was opened."""
    services.forget(door.session(), [key_of(kind, address) for kind in OPENED_BY_COMING_IN])


def chose_anew(address: str) -> None:
    """Begin to count password guesses anew after a reset; codes stay counted."""
    services.forget(door.session(), [key_of(Guess.PASSWORD, address)])


def key_of(kind: Guess, claimed: str) -> bytes:
    """Return what a counter is kept under: a keyed hash that names nobody.

    An address counts as one however it is typed, as it does where accounts are looked up.
    """
    secret = current_app.extensions["keyring"].secret("throttle")
    words = unicodedata.normalize("NFC", claimed.strip()).lower()
    return hmac.digest(secret, f"{kind}|{words}".encode(), hashlib.sha256)


def words(wait: timedelta) -> str:
    """Say how long to wait; the same for an address that nobody has."""
    minutes = ceil(wait / timedelta(minutes=1))
    return ngettext(
        "Too many tries. Wait one minute and try again, or use a passkey.",
        "Too many tries. Wait %(num)d minutes and try again, or use a passkey.",
        minutes,
    )


def _of_network(kind: Guess) -> bytes:
    return key_of(kind, network(request.remote_addr, kind))


def network(address: str | None, kind: Guess) -> str:
    """Return the network that an address is counted with; what is no address shares one."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((int(found), WIDTHS[kind][found.version]), strict=False))
