"""`flask backup create | verify | restore`, while people write."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.backups import archive
from portal.vault.keyring import KeyRing

Act = Callable[[KeyRing, Path], archive.Manifest]
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def backup() -> None:
    """Backups: one encrypted file, for either database. The key file is kept apart."""


@backup.command()
@click.argument("file", type=FILE)
@with_appcontext
def create(file: Path) -> None:
    """Write everything, as it is at one moment, to FILE."""
    with portal_itself(session(), "backup"):
        manifest = archive.create(session(), current_app.extensions["keyring"], file)
    click.echo(f"{file}: {manifest.rows} rows of {len(manifest.tables)} tables")
    click.echo(f"Write this down apart from the file: {manifest.sha256}")


@backup.command()
@click.argument("file", type=FILE)
@with_appcontext
def verify(file: Path) -> None:
    """Read FILE to its end and say whether it is whole."""
    manifest = _told(archive.verify, file)
    click.echo(f"Whole: {manifest.rows} rows, made {manifest.made_at}, {manifest.sha256}")


@backup.command()
@click.argument("file", type=FILE)
@with_appcontext
def restore(file: Path) -> None:
    """Bring FILE back into an empty, migrated database."""
    with portal_itself(session(), "restore"):
        manifest = _told(lambda keyring, path: archive.restore(session(), keyring, path), file)
        session().commit()
    click.echo(f"Restored: {manifest.rows} rows")


def _told(act: Act, file: Path) -> archive.Manifest:
    try:
        return act(current_app.extensions["keyring"], file)
    except archive.BackupProblem as problem:
        raise click.ClickException(str(problem)) from problem
