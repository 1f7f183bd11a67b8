"""`flask user invite | erase`: the first way in, and the end of a client's file."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.access.viewer import Role, Viewer
from portal.accounts import queries, services
from portal.accounts.models import User
from portal.caseload.services import invite_client
from portal.rights.erasing import erase, forget_freed_pages

NEVER_BACK = """\
This destroys both keys of the client: the one of everything that they wrote, that was written to
them and reported about them, and the one of private notes about them. Nobody can bring any of it
back, no backup either. First see what the law and your profession make you keep.
"""
AND_NOW = """\
Erased. The last key box still holds the keys: replace it now with `flask backup keys FILE`, or with
the next backup, and every copy of it. Then no backup opens this client's words any more.
"""


@click.group()
def user() -> None:
    """People with an account."""


@user.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", required=True, help="As colleagues or the practitioner know them.")
@click.option("--credentials", help="Profession and registration, for reports.")
@click.option("--practitioner", help="Whose client, by address.")
@click.option("--practice", help="The practice's name; it is made if there is none of that name.")
@with_appcontext
def invite(
    email: str,
    role: str,
    name: str,
    credentials: str | None,
    practitioner: str | None,
    practice: str | None,
) -> None:
    """Make an account for EMAIL and print the link that opens it."""
    with portal_itself(session(), "command line"):
        if role == "client":
            invited = _client(email, name, practitioner)
        else:
            invited = _staff(email, Role(role), name, credentials, practice)
        session().commit()
    click.echo(f"{current_app.extensions['settings'].public_url}/invitation/{invited.token}")


@user.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask for the address again.")
@with_appcontext
def erase_client(email: str, yes: bool) -> None:
    """Destroy the keys of the client with this address. There is no way back."""
    if not yes:
        click.echo(NEVER_BACK)
        if click.prompt("Type the address again") != email:
            raise click.ClickException("The two addresses differ. Nothing was changed.")
    with portal_itself(session(), "erasing a client"):
        client = queries.find_user(session(), email)
        if client is None or client.role is not Role.CLIENT:
            raise click.ClickException("No client has this address. Nothing was changed.")
        erase(session(), client, actor_id=None)
        session().commit()
    forget_freed_pages(session())
    click.echo(AND_NOW)


def _client(email: str, name: str, practitioner: str | None) -> services.Invited:
    treating = queries.find_user(session(), practitioner or "")
    if treating is None or treating.role is not Role.PRACTITIONER:
        raise click.ClickException("Say whose client: --practitioner with their address.")
    viewer = Viewer(treating.id, treating.practice_id, treating.role)
    return invite_client(session(), viewer, email=email, name=name, agreement=None)


def _staff(
    email: str, role: Role, name: str, credentials: str | None, practice_name: str | None
) -> services.Invited:
    practice_name = practice_name or current_app.config["PORTAL_NAME"]
    practice = queries.practice_named(session(), practice_name)
    if practice is None:
        practice = services.open_practice(session(), name=practice_name)
        session().flush()
    colleague: User = services.add_staff(
        session(), practice.id, role=role, name=name, credentials=credentials
    )
    return services.invite(
        session(), colleague, email=email, author_id=colleague.id, care_relationship_id=None
    )
