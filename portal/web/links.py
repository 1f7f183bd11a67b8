"""Addresses that stand in mails: under the configured public address, never a request's Host."""

from typing import Any

from flask import current_app, url_for


def public_link(endpoint: str, **values: Any) -> str:
    """Return the full address of a page, for reading outside the portal."""
    base: str = current_app.extensions["settings"].public_url
    return base + url_for(endpoint, **values)
