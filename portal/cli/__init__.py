"""The `flask` commands, one file a group."""

from flask import Flask

from portal.cli.audit import audit
from portal.cli.backup import backup
from portal.cli.user import user


def install(app: Flask) -> None:
    """Add the command groups."""
    for command in (user, backup, audit):
        app.cli.add_command(command)
