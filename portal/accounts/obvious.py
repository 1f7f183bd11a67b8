"""What is obvious in a password without a list: it repeats itself, or says what everybody knows."""

import re

LETTERS_OF_ONES_OWN = 8  # beside the words that a guesser has at hand
PART = 3  # letters: a shorter piece of a name is in too many words
PLAIN = str.maketrans("4031!5$@7", "aoeiissat")
SERVICE_WORDS = (
    *("therapy", "therapist", "psychotherapy", "psychotherapist", "counselling", "counsellor"),
    *("password", "passphrase", "portal", "practice", "practitioner", "client", "session"),
    *("welcome", "invite", "letmein", "signin"),
)
"""Words that whoever guesses here would try first."""


def plain(password: str) -> str:
    """Return a password in small letters, with the usual digits for letters turned back."""
    return password.lower().translate(PLAIN)


def unit(word: str) -> str:
    """Return what a word repeats, or all of it: `heron` for `heronheronher`."""
    for length in range(1, len(word) // 2 + 1):
        if word == (word[:length] * len(word))[: len(word)]:
            return word[:length]
    return word


def repeats_itself(password: str, shortest: int) -> bool:
    """Tell whether a password is one piece again and again, and that piece is too short."""
    forms = (password, re.sub(r"[\W_]", "", password))
    return any(len(unit(form)) < min(shortest, len(form)) for form in forms)


def is_made_of(password: str, known: tuple[str, ...]) -> bool:
    """Tell whether little is left of a password without the words that a guesser knows."""
    words = {plain(piece) for word in (*SERVICE_WORDS, *known) for piece in pieces(word)}
    left = plain(password)
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    own = sum(letter.isalpha() for letter in left)
    return left != plain(password) and own < LETTERS_OF_ONES_OWN


def pieces(word: str) -> list[str]:
    """Return a word as it stands, without its gaps, and in parts: `maren@mill.org` gives `mill`."""
    parts = [part for part in re.split(r"[\W_]+", word) if len(part) >= PART]
    return [one for one in (word, "".join(parts), *parts) if len(one) >= PART]
