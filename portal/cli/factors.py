"""`flask user factors`: second factors that were lost."""

import click
from flask.cli import with_appcontext

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.accounts import queries
from portal.sign_in.factors.queries import factors_of
from portal.sign_in.factors.services import remove_all


@click.command()
@click.argument("email")
@click.option("--reset", is_flag=True, help="Take all of them away. Be sure who is asking.")
@with_appcontext
def factors(email: str, reset: bool) -> None:
    """Say what EMAIL signs in with beside a password, or take it away from somebody who lost it."""
    with portal_itself(session(), "command line"):
        account = queries.find_user(session(), email)
        if account is None:
            raise click.ClickException("Nobody here has this address.")
        if reset:
            remove_all(session(), account)
            session().commit()
        found = factors_of(session(), account.id)
    click.echo(f"Authenticator app: {'yes' if found.authenticator else 'no'}")
    click.echo(f"Passkeys: {len(found.passkeys)}")
    click.echo(f"Recovery codes: {found.codes_left}")
