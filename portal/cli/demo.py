"""`flask demo seed`: invented people to look around with."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.accounts.queries import has_people
from portal.demo import seeding
from portal.demo.crowd import Size
from portal.demo.second_steps import give_apps

EXISTING = click.Path(dir_okay=False, path_type=Path)


@click.group()
def demo() -> None:
    """The demonstration."""


@demo.command()
@click.option("--practitioners", type=click.IntRange(1), help="A crowd beside the story.")
@click.option("--clients", type=click.IntRange(1))
@click.option("--reflections", type=click.IntRange(0))
@click.option("--seed", "chance", type=int, default=1, show_default=True)
@click.option("--second-factor", is_flag=True, help="Give the staff an authenticator app each.")
@click.option("--json", "out", type=EXISTING, help="Write the sign-ins to this file.")
@with_appcontext
def seed(
    practitioners: int | None,
    clients: int | None,
    reflections: int | None,
    chance: int,
    second_factor: bool,
    out: Path | None,
) -> None:
    """Fill the database with invented people; refuses where there are real ones."""
    settings = current_app.extensions["settings"]
    if settings.is_production:
        raise click.ClickException("This is production: it holds real people only.")
    sign_ins = seeding.sign_ins()
    try:
        _tell_story(settings.timezone)
        if practitioners or clients or reflections:
            size = Size(practitioners or 2, clients or 20, reflections or 400, chance)
            sign_ins += _make_crowd(size)
    except seeding.RealPeople as problem:
        raise click.ClickException("There are real people here. Nothing was changed.") from problem
    apps = give_apps(session()) if second_factor else {}
    session().commit()
    if out:
        out.write_text(json.dumps([_told(one, apps) for one in sign_ins], indent=1) + "\n")
    click.echo(f"{len(sign_ins)} people can sign in.")


def _tell_story(zone: str) -> None:
    with portal_itself(session(), "demonstration"):
        if has_people(session()):
            return
    with click.progressbar(length=seeding.count(), label="The story") as bar:
        seeding.seed(session(), zone, bar.update)
    session().commit()


def _make_crowd(size: Size) -> list[seeding.SignIn]:
    with click.progressbar(length=size.reflections, label="The crowd") as bar:
        return list(seeding.seed_crowd(session(), size, bar.update))


def _told(one: seeding.SignIn, apps: dict[str, str]) -> dict[str, object]:
    return {
        "role": one.role.value,
        "email": one.email,
        "password": one.password,
        "totp_secret": apps.get(one.email),
        "practice": one.practice,
        "name": one.name,
        "clients": list(one.clients),
    }
