"""Work outside requests: one queue (a SQLite file, or PostgreSQL), and its tasks."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, Response, request
from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey, crontab
from huey.signals import SIGNAL_ERROR
from sqlalchemy.orm import Session

from config import Settings
from portal import clock
from portal.access.door import session
from portal.access.scope import portal_itself
from portal.notices.services import send_due, was_posted
from portal.safety.escalating import escalate, escalate_unread
from portal.safety.queries import overdue_ids
from portal.sign_in.guessing.services import forget_old
from portal.web.logs import log, where


def start_jobs(app: Flask, settings: Settings) -> None:
    """Bind the queue and its tasks to the application."""
    huey = queue(settings.jobs_url)
    app.extensions["huey"] = huey

    @huey.signal(SIGNAL_ERROR)
    def tell(name: str, task: Any, problem: BaseException | None = None) -> None:
        if problem is not None:
            log.error("job", error=type(problem).__name__, where=where(problem))

    @huey.task()
    def send_mail() -> int:
        with app.app_context():
            return send_due(session())

    @huey.periodic_task(crontab(minute="*"))
    def send_waiting_mail() -> int:
        with app.app_context():
            return send_due(session())

    @huey.periodic_task(crontab(minute="*"))
    def tell_what_waits_too_long() -> int:
        with app.app_context():
            return escalate_overdue(session())

    @huey.periodic_task(crontab(minute="23"))
    def forget_old_tries() -> int:
        with app.app_context():
            forgotten = forget_old(session(), clock.now())
            session().commit()
            return forgotten

    app.after_request(partial(_hasten, send_mail))
    app.extensions["send_mail"] = send_mail


def _hasten(send_mail: Callable[[], object], response: Response) -> Response:
    """Have a mail that this request posted sent now. Without a queue it goes a minute later."""
    if request.method == "POST" and was_posted(session()) and response.status_code < 400:
        try:
            send_mail()
        except Exception as problem:  # whatever the queue's own database raises
            log.warning("queue away", error=type(problem).__name__)
    return response


def escalate_overdue(session: Session) -> int:
    """Tell others of each safety review that waits too long; return of how many, and mail."""
    told = 0
    with portal_itself(session, "safety reviews that wait too long"):
        for review_id in overdue_ids(session, clock.now()):
            told += _takes_a_step(session, review_id)
        session.rollback()
    if told:
        send_due(session)
    return told


def _takes_a_step(session: Session, review_id: uuid.UUID) -> bool:
    """Raise one review, as well as can be: one that fails keeps no other waiting."""
    for step in (escalate, escalate_unread):
        try:
            taken = step(session, review_id)
            session.commit()
        except Exception as problem:  # a word that does not open, or whatever else it is
            session.rollback()
            log.error("safety review", error=type(problem).__name__, where=where(problem))
        else:
            return taken
    return False


def queue(url: str) -> Huey:
    """Return the queue that JOBS_URL names: sqlite:///FILE, postgresql://… or memory:

    It keeps no results: an error's result would hold its message, and that may hold words.
    """
    if url.startswith("sqlite:///"):
        return SqliteHuey("portal", filename=url.removeprefix("sqlite:///"), results=False)
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresHuey("portal", dsn=url, results=False)
    if url == "memory:":
        return MemoryHuey("portal", immediate=False)
    raise ValueError("JOBS_URL begins with sqlite:///, postgresql:// or is memory:")


def consumer(app: Flask) -> Any:
    """Return the consumer that does the work; `run()` blocks until it is told to stop."""
    return app.extensions["huey"].create_consumer(workers=1, periodic=True, initial_delay=0.1)
