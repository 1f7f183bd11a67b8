"""`flask audit verify | heads`: whether the record is whole, and what to keep of it elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.accounts.queries import practices
from portal.audit import anchors, queries
from portal.backups import archive
from portal.backups.sealed_file import BackupProblem

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """The audit record."""


@audit.command()
@click.option("--heads", type=FILE, help="What `flask audit heads` printed once.")
@click.option("--against", type=FILE, help="A backup: its manifest holds the heads of its day.")
@with_appcontext
def verify(heads: Path | None, against: Path | None) -> None:
    """Check every chain; exit 1 and say where one is broken.

    A chain that was cut and its head with it shows only against what was kept elsewhere.
    """
    kept = list(_kept(heads, against))
    with portal_itself(session(), "audit verify"):
        expected = [practice.id for practice in practices(session())]
        broken = list(queries.breaks_in_chains(session(), expected))
        broken += [line for one in kept for line in queries.adrift(session(), one)]
    for sentence in broken:
        click.echo(sentence)
    if broken:
        raise SystemExit(1)
    click.echo("Every chain is whole.")


@audit.command("heads")
@with_appcontext
def print_heads() -> None:
    """Print the end of every chain, to be kept where this machine's people cannot change it."""
    with portal_itself(session(), "audit heads"):
        click.echo(anchors.as_text(queries.anchors(session())))


def _kept(heads: Path | None, against: Path | None) -> Iterator[anchors.Anchors]:
    try:
        if heads is not None:
            yield anchors.from_text(heads.read_text(encoding="utf-8"))
        if against is not None:
            yield archive.verify(current_app.extensions["keyring"], against).heads
    except (anchors.NoAnchors, BackupProblem) as problem:
        raise click.ClickException(str(problem)) from problem
