"""Bringing a backup back, and looking at every row as it is stored."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.backups import archive
from portal.database import Base
from portal.vault.keyring import KeyRing


def restored(app: Flask, keyring: KeyRing, path: Path) -> archive.Manifest:
    """Bring a backup back."""
    with app.app_context(), portal_itself(request_session(), "tests"):
        manifest = archive.restore(request_session(), keyring, path)
        request_session().commit()
    return manifest


def content(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, as it is stored."""
    connection = session.connection()
    found = {}
    for table in Base.metadata.sorted_tables:
        raw = archive._raw(table)
        rows = connection.execute(select(raw).order_by(*archive._order(table)))
        found[table.name] = [tuple(row) for row in rows]
    session.rollback()
    return found
