"""A filled database, a backup of it, and an empty one elsewhere on either engine."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from config import Settings
from portal.backups import archive
from portal.vault.keyring import KeyRing
from tests import factories
from tests.cast import Cast
from tests.conftest import build, create_database, dispose, drop_database

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture
def keyring(app: Flask) -> KeyRing:
    """The key ring that everything here was sealed under."""
    found: KeyRing = app.extensions["keyring"]
    return found


@pytest.fixture
def filled(session: Session, cast: Cast) -> Session:
    """A session over a database with something of each kind in it."""
    shared = factories.shared_reflection(session, cast.maren, title="By the tide", mood=4)
    annotation = factories.annotation_on(session, cast.ruth, shared, quote="far out")
    factories.reply_to(session, cast.maren, annotation)
    factories.private_note_on(session, cast.ruth, shared)
    session.commit()
    return session


@pytest.fixture
def made(filled: Session, keyring: KeyRing, tmp_path: Path) -> Path:
    """A backup of it."""
    path = tmp_path / "portal.backup"
    archive.create(filled, keyring, path)
    return path


@pytest.fixture(params=ENGINES)
def elsewhere(
    request: pytest.FixtureRequest, settings: Settings, tmp_path: Path
) -> Iterator[Flask]:
    """An application over an empty, migrated database on either engine."""
    if request.param == "sqlite":
        there = replace(settings, database_url=f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
        yield from _migrated(there)
        return
    server, name = request.getfixturevalue("postgres_server"), f"else_{uuid.uuid4().hex[:12]}"
    yield from _migrated(replace(settings, database_url=create_database(server, name)))
    drop_database(server, name)


def _migrated(settings: Settings) -> Iterator[Flask]:
    app = build(settings)
    with app.app_context():
        upgrade()
    yield app
    dispose(app)
