"""Behind a proxy that speaks HTTPS: forms work without a Referer, which our own pages forbid."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from config import Settings
from tests.cast import Cast
from tests.conftest import build
from tests.visitor import Visitor

HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "portal.example.org"}


@pytest.fixture
def behind_a_proxy(stage: tuple[Settings, Cast]) -> Iterator[Flask]:
    """The application with one proxy before it, which terminates HTTPS."""
    app = build(replace(stage[0], trusted_proxies=1, public_url="https://portal.example.org"))
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def test_a_form_sent_over_https_needs_no_referer(behind_a_proxy: Flask, cast: Cast) -> None:
    visitor = Visitor(behind_a_proxy)
    visitor.client.environ_base.update(
        {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in HTTPS.items()}
    )

    visitor.sign_in(cast.ruth)

    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] == cast.ruth.uniquifier
