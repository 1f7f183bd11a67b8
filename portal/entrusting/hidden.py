"""Hiding in a text who wrote it: their name and address, as whole words, however written (pure)."""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 2
"""Letters of a part of a name that is looked for: an initial would hide half of a text."""


def hidden(text: str, names: Iterable[str], instead: str) -> str:
    """Return `text` with `instead` for each of `names`, whole or in part, where it is a whole word.

    Upper and lower case and the ways to write an accent make no difference. What stands in words
    of other people is not known here: somebody has to look.
    """
    text = unicodedata.normalize("NFC", text)
    wanted = sorted(_forms(names), key=len, reverse=True)
    if not wanted:
        return text
    either = "|".join(r"\s+".join(map(re.escape, form.split())) for form in wanted)
    return re.sub(rf"(?<!\w)(?:{either})(?!\w)", lambda _: instead, text, flags=re.IGNORECASE)


def _forms(names: Iterable[str]) -> set[str]:
    forms = set()
    for name in names:
        whole = " ".join(unicodedata.normalize("NFC", name).split())
        forms |= {whole, *whole.split(" "), *re.split(r"[\s\-’']+", whole)}
    return {form for form in forms if sum(letter.isalnum() for letter in form) >= SHORTEST}
