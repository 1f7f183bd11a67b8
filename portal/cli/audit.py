"""`flask audit verify`: whether the record of who did what is whole."""

import click
from flask.cli import with_appcontext

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.audit.queries import breaks_in_chains


@click.group()
def audit() -> None:
    """The audit record."""


@audit.command()
@with_appcontext
def verify() -> None:
    """Check every chain; exit 1 and say where one is broken."""
    with portal_itself(session(), "audit verify"):
        broken = list(breaks_in_chains(session()))
    for sentence in broken:
        click.echo(sentence)
    if broken:
        raise SystemExit(1)
    click.echo("Every chain is whole.")
