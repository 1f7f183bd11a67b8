"""A process killed in the middle of writing loses nothing that it acknowledged."""

import os
import signal
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import select

from config import ROOT, Settings
from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.audit.queries import breaks_in_chains
from portal.journey.models import Goal
from tests.cast import Cast
from tests.conftest import build, dispose

ENOUGH = 12


def environment(settings: Settings) -> dict[str, str]:
    """Return what lets another process work on the same database."""
    return {
        **os.environ,
        "PORTAL_ENV": "demo",
        "PORTAL_INSTANCE": str(settings.instance),
        "PORTAL_KEY_FILE": str(settings.key_file),
        "DATABASE_URL": settings.database_url.replace("postgresql+psycopg", "postgresql"),
        "MAIL_URL": "memory:",
        "JOBS_URL": "memory:",
    }


def write_until_killed(settings: Settings, address: str, after: int) -> set[int]:
    """Let a process write, kill it after so many acknowledgements, and return which those were."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer", address],
        cwd=ROOT,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            if line.startswith("acknowledged"):
                lines.append(line)
            if len(lines) == after:
                process.send_signal(signal.SIGKILL)
                lines += [one for one in process.stdout if one.endswith("\n")]
                break
        assert process.stderr is not None
        assert len(lines) >= after, process.stderr.read()
    return {int(line.split()[1]) for line in lines if line.startswith("acknowledged")}


@pytest.mark.parametrize("after", [1, ENOUGH])
def test_what_was_acknowledged_is_there(
    stage: tuple[Settings, Cast], app: Flask, after: int
) -> None:
    settings, cast = stage
    dispose(app)

    acknowledged = write_until_killed(settings, cast.maren.email, after)

    again = build(settings)
    with again.app_context(), portal_itself(request_session(), "tests"):
        session = request_session()
        kept = {int(goal.words.split()[1]) for goal in session.scalars(select(Goal))}
        recorded = session.scalars(select(AuditEvent).where(AuditEvent.kind == Kind.GOAL_CHANGED))
        assert acknowledged <= kept
        assert len(kept - acknowledged) <= 1, "the one that was under way"
        assert len(recorded.all()) == len(kept), "each with its event, and no event without it"
        assert list(breaks_in_chains(session)) == []
        if session.get_bind().dialect.name == "sqlite":
            connection = session.connection()
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        session.rollback()
    dispose(again)
