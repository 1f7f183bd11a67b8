"""The portal that therapists and clients share between sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings) -> Flask:
    """Return the application for `settings`."""
    from portal.application import build  # late, so that PDF workers import the package lightly

    return build(settings)
