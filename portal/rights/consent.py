"""What a client acknowledges: the current words, as a page shows them, and their fingerprint."""

import hashlib

from flask import render_template
from markupsafe import Markup

from portal.caseload.queries import CONSENT_VERSION


def words() -> Markup:
    """Return the current words, marked up."""
    page = render_template(f"rights/consent_v{CONSENT_VERSION}.html")
    return Markup(page)  # noqa: S704 (a template of ours, without any value in it)


def fingerprint() -> str:
    """Return the SHA-256, in hexadecimal, of the words as they are read, in the page's language."""
    plain = " ".join(words().striptags().split())
    return hashlib.sha256(plain.encode()).hexdigest()
