"""`flask summaries rebuild`: write every client's summary anew from what it sums up."""

import click
from flask.cli import with_appcontext

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.measures.summing_up import rebuild_measures
from portal.reflections.summing_up import rebuild_summaries


@click.group()
def summaries() -> None:
    """What the caseload shows of each client."""


@summaries.command()
@with_appcontext
def rebuild() -> None:
    """Rebuild all summaries."""
    with portal_itself(session(), "rebuilding summaries"):
        count = rebuild_summaries(session())
        rebuild_measures(session())
        session().commit()
    click.echo(f"{count} summaries written.")
