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
from portal.demo.seeding import seed, sign_ins
from portal.jobs import consumer


@click.command()
@with_appcontext
def setup() -> None:
    """Migrate the database and, in the demo, fill an empty one with invented people."""
    settings = current_app.extensions["settings"]
    upgrade()
    with portal_itself(session(), "set-up"):
        empty = not has_people(session())
    if settings.is_production:
        return
    if empty:
        click.echo("Writing the demonstration: two practitioners, ten clients, nine months.")
        seed(session())
        session().commit()
    with portal_itself(session(), "set-up"):
        for line in sign_ins(session()):
            click.echo(line)


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
