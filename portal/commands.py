"""The `flask` commands."""

from flask import Flask


def install(app: Flask) -> None:
    """Add the command groups."""
