"""What the tests of the Door share."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.slices.access.probe import Probe


@pytest.fixture
def probe(app: Flask, cast: Cast) -> Probe:
    """Doors of the test's own."""
    return Probe(app, cast)
