"""Addresses: those in mails stand under the public one; those that lead on never leave here."""

from typing import Any
from urllib.parse import unquote

from flask import current_app, url_for

LONGEST = 2000
"""More letters than any address here has."""


def public_link(endpoint: str, **values: Any) -> str:
    """Return the full address of a page, for reading outside the portal."""
    base: str = current_app.extensions["settings"].public_url
    return base + url_for(endpoint, **values)


def own_path(text: str | None) -> str | None:
    """Return `text` if it is a path of this site and nothing else, else None (R17).

    What a browser could read as another host is refused in any spelling: two slashes or a
    backslash, written out or percent-encoded once or twice, control characters, a scheme.
    """
    if not text or len(text) > LONGEST or not text.startswith("/"):
        return None
    spelled = text.partition("?")[0].partition("#")[0]
    for _ in range(3):
        if "//" in spelled or "\\" in spelled or not spelled.isprintable():
            return None
        spelled = unquote(spelled)
    return text if text.isprintable() and "\\" not in text and " " not in text else None
