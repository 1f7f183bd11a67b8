"""Searching files for a word in every form in which a careless program could have left it."""

import base64
import html
import json
from collections.abc import Iterable, Iterator
from math import ceil
from pathlib import Path
from urllib.parse import quote, quote_plus

SHORTEST = 6
"""Bytes of a word that is worth looking for: shorter ones turn up in any ciphertext by chance."""


def forms(word: str) -> dict[str, bytes]:
    """Return a word in plain and in every usual coding, by the coding's name."""
    plain = word.encode()
    found = {
        "plain": plain,
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "UTF-16": word.encode("utf-16-le"),
        "UTF-16, other end": word.encode("utf-16-be"),
        "URL": quote(word).encode(),
        "URL, whole": "".join(f"%{byte:02X}" for byte in plain).encode(),
        "form": quote_plus(word).encode(),
        "HTML": html.escape(word).encode(),
        "HTML, whole": "".join(f"&#{ord(letter)};" for letter in word).encode(),
        "JSON": json.dumps(word)[1:-1].encode(),
        "reversed": plain[::-1],
    }
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        inner = coded[ceil(shift * 8 / 6) : (shift + len(plain)) * 8 // 6]
        found[f"base64 from {shift}"] = inner
        found[f"base64 for addresses from {shift}"] = inner.replace(b"+", b"-").replace(b"/", b"_")
    return {name: form for name, form in found.items() if len(form) >= SHORTEST}


def traces(words: Iterable[str], places: dict[str, bytes]) -> Iterator[str]:
    """Yield where a word is, and in which form."""
    for word in words:
        if len(word.encode()) < SHORTEST:
            continue
        coded = forms(word)
        for place, content in places.items():
            for name, form in coded.items():
                if form in content:
                    yield f"{word!r} stands in {place}, as {name}"


def files_in(*folders: Path) -> dict[str, bytes]:
    """Return what every file in the folders holds, by its name."""
    return {
        f"{folder.name}/{path.relative_to(folder)}": path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
