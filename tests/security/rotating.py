"""A portal with a key file of its own, and what is done to its keys."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import ROOT, Settings
from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.database import Base
from portal.notices.services import Mail, post
from portal.vault.sealed import sealed_fields
from portal.vault.uses import under_older_keys
from tests import factories
from tests.cast import Cast
from tests.conftest import build, dispose
from tests.visitor import Visitor


@pytest.fixture
def web(stage: tuple[Settings, Cast], tmp_path: Path) -> Iterator[Flask]:
    """A portal with a key file of its own, and something of each kind in it."""
    own = tmp_path / "own.keys"
    shutil.copy(stage[0].key_file, own)
    app = build(replace(stage[0], key_file=own))
    with itself(app) as session:
        shared = factories.shared_reflection(session, stage[1].maren, title="By the tide", mood=4)
        factories.annotation_on(session, stage[1].ruth, shared, quote="far out")
        factories.private_note_on(session, stage[1].ruth, shared)
        post(session, stage[1].maren.practice_id, Mail("maren@example.org", "Notes", "Come."))
        session.commit()
    yield app
    dispose(app)


@contextmanager
def itself(app: Flask) -> Iterator[Session]:
    """Give the portal's own session, in a context of its own."""
    with app.app_context(), portal_itself(request_session(), "tests"):
        yield request_session()
        request_session().rollback()


def run(app: Flask, *words: str) -> Result:
    """Run a command."""
    return Context().run(app.test_cli_runner().invoke, args=list(words))


def rotate_until(app: Flask, after: int | None) -> str:
    """Rotate in another process, killed after so many commits; return what it said."""
    settings = app.extensions["settings"]
    environ = {
        **os.environ,
        "PORTAL_INSTANCE": str(settings.instance),
        "PORTAL_KEY_FILE": str(settings.key_file),
        "DATABASE_URL": settings.database_url.replace("postgresql+psycopg", "postgresql"),
        "MAIL_URL": "memory:",
        "JOBS_URL": "memory:",
    }
    command = [sys.executable, "-m", "tests.security.rotator"]
    said = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said += line
            if said.count("committed") == after:
                process.send_signal(signal.SIGKILL)
                break
    return said


def opened_everywhere(app: Flask) -> int:
    """Open every sealed field and every address in the database; return how many there were."""
    count = 0
    with itself(app) as session:
        for mapper in Base.registry.mappers:
            for row in session.scalars(select(mapper.class_)).all():
                for field in sealed_fields(mapper.class_):
                    count += getattr(row, field.name) is not None
    return count


def people_go_on(app: Flask, cast: Cast, maren: Visitor, number: int) -> None:
    """Let everybody work with the portal as it stands now."""
    assert "By the tide" in maren.get("/my/reflections").text
    assert maren.post("/my/goals", words=f"to sleep {number}").status_code == 302
    ruth = Visitor(app).sign_in(cast.ruth)
    assert "Maren Aldous" in ruth.get("/practice/caseload").text
    invited = ruth.post(
        "/practice/invitations", name=f"New {number}", email=f"new{number}@example.org"
    )
    assert invited.status_code in {302, 303}, invited.text


def under_older(app: Flask) -> int:
    """Return how much is still under older keys."""
    with itself(app) as session:
        return under_older_keys(session, app.extensions["keyring"])
