"""Bringing a backup back, and looking at every row as it is stored."""

from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.backups import archive
from portal.backups.rows import rows_of
from portal.database import Base
from portal.vault.keyring import KeyRing


def restored(app: Flask, keyring: KeyRing, path: Path) -> archive.Restored:
    """Bring a backup back."""
    with app.app_context(), portal_itself(request_session(), "tests"):
        found = archive.restore(request_session(), keyring, path)
        request_session().commit()
    return found


def content(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, as it is stored."""
    connection = session.connection()
    found = {}
    for table in Base.metadata.sorted_tables:
        found[table.name] = [tuple(row.values()) for row in rows_of(connection, table)]
    session.rollback()
    return found
