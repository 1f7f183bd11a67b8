"""`flask report render`: a progress report from the command line."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.access.door import session
from portal.access.scope import portal_itself
from portal.reports.automatic import NoSuchClient, render_report
from portal.reports.pdf import PdfUnavailable, RenderFailed

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def report() -> None:
    """Progress reports."""


@report.command()
@click.option("--client", required=True, help="The client's address.")
@click.option("--from", "start", type=DAY, required=True, help="First day, such as 2026-02-01.")
@click.option("--to", "end", type=DAY, required=True, help="Last day; it belongs to the period.")
@click.option("--preset", type=click.Choice(["client", "referrer", "minimum"]), default="client")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@with_appcontext
def render(client: str, start: datetime, end: datetime, preset: str, out: Path) -> None:
    """Compose a report from what is shared and allowed, and write it as a tagged PDF."""
    if end < start:
        raise click.ClickException("The last day lies before the first.")
    with portal_itself(session(), "report render"):
        try:
            pdf = render_report(session(), client, start.date(), end.date(), preset)
        except (NoSuchClient, PdfUnavailable, RenderFailed) as problem:
            raise click.ClickException(str(problem)) from problem
        session().rollback()
    out.write_bytes(pdf)
    click.echo(f"{out}: {len(pdf)} bytes")
