"""`flask setup` makes a new installation ready; `flask worker` does the work outside requests."""

import signal
from threading import Event
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.accounts.queries import has_people
from portal.demo import seeding
from portal.jobs import consumer


@click.command()
@with_appcontext
def setup() -> None:
    """Migrate the database and, in the demo, fill an empty one with invented people."""
    settings = current_app.extensions["settings"]
    upgrade()
    if settings.is_production:
        return
    with portal_itself(session(), "set-up"):
        is_empty = not has_people(session())
    if is_empty:
        with click.progressbar(length=seeding.count(), label="Writing the demonstration") as bar:
            seeding.seed(session(), settings.timezone, bar.update)
        session().commit()
    click.echo(_table(seeding.sign_ins()))


def _table(sign_ins: list[seeding.SignIn]) -> str:
    width = max(len(one.email) for one in sign_ins)
    lines = [f"  {one.email:{width}}  {one.role:12}  {one.name}" for one in sign_ins]
    return "\n".join(
        [
            "",
            "Everybody here is invented. Sign in as:",
            *lines,
            "",
            f"  The password is: {seeding.PASSWORD}",
            "",
        ]
    )


@click.command()
@with_appcontext
def worker() -> None:
    """Send mail and do other work outside requests, until told to stop."""
    running = consumer(current_app._get_current_object())  # type: ignore[attr-defined]
    running.start()
    stopped = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopped.wait(1):
        running.check_worker_health()
    running.stop(graceful=True)
