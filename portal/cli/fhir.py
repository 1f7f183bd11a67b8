"""`flask fhir export`: a client's measures, goals and consents, for another system."""

import secrets
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal import clock
from portal.access.door import session
from portal.access.scope import portal_itself
from portal.access.viewer import Role
from portal.accounts.models import WITHDRAWN, User
from portal.accounts.queries import find_user
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.fhir.export import export
from portal.fhir.shapes import NotFhir
from portal.rights.taking_along import gathered
from portal.web.templating import timezone


@click.group()
def fhir() -> None:
    """Files for other systems, in the shapes of HL7 FHIR R4."""


@fhir.command("export")
@click.option("--client", required=True, help="The client's address.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@with_appcontext
def write(client: str, out: Path) -> None:
    """Write a client's file; that it was written stands in the client's record."""
    with portal_itself(session(), "fhir export"):
        person = _client(client)
        try:
            facts = gathered(session(), person.id, timezone(), for_client=False)
            text = export(facts, clock.now())
        except NotFhir as problem:
            raise click.ClickException(f"This file does not hold: {problem}") from problem
        record(
            session(),
            Happening(Kind.FILE_DOWNLOADED, person.practice_id, None, person.id, person.id),
        )
        _keep(out, text)
    click.echo(f"{out}: {len(text.encode())} bytes")


def _keep(out: Path, text: str) -> None:
    """Commit once the file is written beside `out`, and only then put it there."""
    beside = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        beside.touch(mode=0o600, exist_ok=False)
        beside.write_text(text, encoding="utf-8")
        session().commit()
        beside.replace(out)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise click.ClickException(f"{out} cannot be written: {reason}") from problem
    finally:
        beside.unlink(missing_ok=True)


def _client(address: str) -> User:
    """Return the client with this address, if their file may leave."""
    person = find_user(session(), address)
    if person is None or person.role is not Role.CLIENT:
        raise click.ClickException(f"No client has the address {address}.")
    if person.consent_version == WITHDRAWN:
        raise click.ClickException(
            "This client has taken their consent back: nobody opens their file. "
            "They can still download it themselves, under Privacy."
        )
    return person
