"""`flask backup create | verify | restore | keys`, while people write."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.accounts.queries import user
from portal.backups import archive, keybox
from portal.backups.sealed_file import BackupProblem
from portal.rights.erasing import erase
from portal.vault.keyring import KeyRing

T = TypeVar("T")
FILE = click.Path(dir_okay=False, path_type=Path)
BOX = click.option("--keys", "box", type=FILE, help=f"The key box; else {keybox.NAME} beside FILE.")


@click.group()
def backup() -> None:
    """Backups: one encrypted file, for either database. The key file is kept apart."""


@backup.command()
@click.argument("file", type=FILE)
@BOX
@with_appcontext
def create(file: Path, box: Path | None) -> None:
    """Write everything, as it is at one moment, to FILE, and the key box anew."""
    with portal_itself(session(), "backup"):
        manifest = _told(lambda: archive.create(session(), _keyring(), file, box))
    click.echo(f"{file}: {manifest.rows} rows of {len(manifest.tables)} tables")
    click.echo(f"{box or keybox.beside(file)}: the keys, for this backup and all older ones")
    click.echo(f"Write this down apart from the file: {manifest.sha256}")


@backup.command()
@click.argument("file", type=FILE)
@BOX
@with_appcontext
def verify(file: Path, box: Path | None) -> None:
    """Read FILE to its end and say whether it is whole, and whether the key box opens it."""
    manifest = _told(lambda: archive.verify(_keyring(), file))
    erased = _told(lambda: archive.erased_since(_keyring(), file, box))
    click.echo(f"{len(erased)} clients in it were erased and cannot be read.")
    click.echo(f"Whole: {manifest.rows} rows, made {manifest.made_at}, {manifest.sha256}")


@backup.command()
@click.argument("file", type=FILE)
@BOX
@with_appcontext
def restore(file: Path, box: Path | None) -> None:
    """Bring FILE back into an empty, migrated database; who was erased since stays erased."""
    with portal_itself(session(), "restore"):
        restored = _told(lambda: archive.restore(session(), _keyring(), file, box))
        for client_id in sorted(restored.erased):
            erase(session(), user(session(), client_id), actor_id=None)
        session().commit()
    click.echo(f"Restored: {restored.manifest.rows} rows; {len(restored.erased)} erased clients")


@backup.command()
@click.argument("file", type=FILE)
@with_appcontext
def keys(file: Path) -> None:
    """Write the key box FILE anew, without a backup: after somebody was erased."""
    with portal_itself(session(), "key box"):
        _told(lambda: keybox.create(session(), _keyring(), file))
    click.echo(f"{file}: the keys as they are now. Replace every copy of it.")


def _keyring() -> KeyRing:
    keyring: KeyRing = current_app.extensions["keyring"]
    return keyring


def _told(act: Callable[[], T]) -> T:
    try:
        return act()
    except BackupProblem as problem:
        raise click.ClickException(str(problem)) from problem
