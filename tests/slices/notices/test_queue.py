"""The queue: where it is kept, and what it does every minute."""

from pathlib import Path

import pytest
from flask import Flask
from huey import MemoryHuey, SqliteHuey
from sqlalchemy.orm import Session

from portal.jobs import consumer, queue
from portal.notices.services import Mail, post
from tests.cast import Cast


def test_it_is_kept_where_the_setting_says(tmp_path: Path) -> None:
    file = tmp_path / "jobs.sqlite"

    assert isinstance(queue(f"sqlite:///{file}"), SqliteHuey)
    assert isinstance(queue("memory:"), MemoryHuey)
    with pytest.raises(ValueError, match="JOBS_URL begins with"):
        queue("redis://localhost")


def test_every_minute_it_sends_what_waits(app: Flask, session: Session, cast: Cast) -> None:
    post(session, cast.ruth.practice_id, Mail("maren@example.org", "A message", "It is here."))
    session.commit()
    huey = app.extensions["huey"]

    [task] = [one for one in huey._registry.periodic_tasks if "waiting_mail" in type(one).__name__]

    assert huey.execute(task) == 1
    assert [mail.to for mail in app.extensions["mailman"].outbox] == [["maren@example.org"]]


def test_a_consumer_can_be_made(app: Flask) -> None:
    assert consumer(app).periodic
