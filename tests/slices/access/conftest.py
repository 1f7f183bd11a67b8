"""What the tests of the Door and of the two walls share."""

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.journey.services import set_goal
from tests import factories
from tests.cast import Cast
from tests.slices.access.probe import Probe


@pytest.fixture
def probe(app: Flask, cast: Cast) -> Probe:
    """Doors of the test's own."""
    return Probe(app, cast)


@pytest.fixture
def files(session: Session, cast: Cast) -> Session:
    """A goal of each client, a shared reflection of Maren's and a private note on it."""
    for client in (cast.maren, cast.idris, cast.noor):
        set_goal(session, practice_id=client.practice_id, client_id=client.id, words="To rest.")
    shared = factories.shared_reflection(session, cast.maren)
    factories.private_note_on(session, cast.ruth, shared)
    session.commit()
    return session


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The engine of requests."""
    with app.app_context():
        found: Engine = app.extensions["sqlalchemy"].engine
    return found
