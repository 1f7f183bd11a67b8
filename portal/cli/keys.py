"""`flask keys status | add | rotate | retire`: new keys for old, while people work."""

from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.accounts import queries
from portal.accounts.models import Practice
from portal.vault import keyfile, rotation, uses
from portal.vault.keyring import KeyRing, Tampered

IN_ENVIRONMENT = (
    "The root keys come from PORTAL_KEYS, which no command can change. {} "
    "Then restart every process of the portal."
)
NOTHING_BACK = (
    "Backups made before the last rotation open no longer after this, for anybody. "
    "Throw them away, and copies of the old key file with them."
)


@click.group()
def keys() -> None:
    """Root keys and practice keys: which there are, new ones, and farewell to old ones."""


@keys.command()
@with_appcontext
def status() -> None:
    """Say how much is under which key."""
    with portal_itself(session(), "key status"):
        roots = uses.uses_of_roots(session(), _keyring())
        practice_keys = uses.uses_of_practice_keys(session())
        names = {one.id: one.name for one in queries.practices(session())}
        session().rollback()
    at_hand = list(_keyring().roots())
    for name, count in roots.items():
        place = "newest" if name == at_hand[0] else "older" if name in at_hand else "NOT AT HAND"
        click.echo(f"root {name} ({place}): {count} practice keys and addresses")
    for use in practice_keys:
        place = "newest" if use.is_newest else "older"
        held = f"{use.client_keys} client keys, {use.fields} fields"
        click.echo(f"{names[use.practice_id]}, key of {use.made_at:%Y-%m-%d} ({place}): {held}")


@keys.command()
@with_appcontext
def add() -> None:
    """Put a new root key on top of the key file; running processes take it at once."""
    path = _keyring().path
    if path is None:
        what = "Put 64 new hexadecimal digits before the others."
        raise click.ClickException(IN_ENVIRONMENT.format(what))
    try:
        roots = [keyfile.new_root(), *keyfile.read_roots(path)]
        keyfile.replace_roots(path, roots)
    except keyfile.KeyFileProblem as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{path} holds {len(roots)} root keys. Copy it to the safe, then: flask keys rotate")


@keys.command()
@click.option("--practice", "name", help="Only this practice, by its name.")
@with_appcontext
def rotate(name: str | None) -> None:
    """Bring everything under the newest keys; broken off, it goes on where it was."""
    done: dict[str, int] = {}
    with portal_itself(session(), "rotating keys"):
        chosen = [one.id for one in _practices(name)]
        session().rollback()
        try:
            for step in rotation.rotate(session(), _keyring(), chosen):
                session().commit()
                done[step.what] = done.get(step.what, 0) + step.done
        except (Tampered, keyfile.KeyFileProblem) as problem:
            session().rollback()
            raise click.ClickException(f"Stopped: {type(problem).__name__}, {problem}") from problem
        session().rollback()
    for what, count in done.items():
        click.echo(f"{what}: {count}")
    click.echo("Everything is under the newest keys. Make a backup now.")


@keys.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def retire(yes: bool) -> None:
    """Take older keys away, if nothing is under them any more."""
    with portal_itself(session(), "retiring keys"):
        try:
            practice_keys = uses.retire_practice_keys(session())
            unused = uses.unused_roots(session(), _keyring())
        except uses.StillInUse as problem:
            session().rollback()
            raise click.ClickException(str(problem)) from problem
        if not yes:
            session().rollback()  # nobody waits while we ask
            click.confirm(f"{NOTHING_BACK}\nGo on?", abort=True)
            practice_keys = uses.retire_practice_keys(session())
        session().commit()
    click.echo(f"{len(practice_keys)} older practice keys are gone.")
    _take_away(unused)


def _take_away(names: Sequence[str]) -> None:
    """Leave only what is not in `names` in the key file, or say that somebody must."""
    path, roots = _keyring().path, _keyring().roots()
    if path is None and names:
        last = len(roots) - len(names)
        click.echo(IN_ENVIRONMENT.format(f"Keep only the first {last} of the {len(roots)} keys."))
        return
    if path is not None and names:
        keyfile.replace_roots(path, [root for name, root in roots.items() if name not in names])
    click.echo(f"{len(names)} older root keys are gone.")


def _practices(name: str | None) -> Sequence[Practice]:
    if name is None:
        return queries.practices(session())
    found = queries.practice_named(session(), name)
    if found is None:
        raise click.ClickException("There is no practice of this name.")
    return [found]


def _keyring() -> KeyRing:
    keyring: KeyRing = current_app.extensions["keyring"]
    return keyring
