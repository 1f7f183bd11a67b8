"""Invitations that were open before they knew their own address get the one of their account."""

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection

from tests.migrations.test_migrations import empty, looking, migrated

__all__ = ["empty"]

NOW = "2026-11-01 10:00:00.000000"
PRACTICE, AUTHOR, INVITED, INVITATION = (uuid.uuid4().hex for _one in range(4))
ROWS = {
    "practice": [{"id": PRACTICE, "created_at": NOW}],
    "user": [
        {
            "id": one,
            "practice_id": PRACTICE,
            "role": "client",
            "email": email,
            "active": 0,
            "fs_uniquifier": one,
            "consent_version": 0,
            "created_at": NOW,
        }
        for one, email in ((AUTHOR, b"sealed author"), (INVITED, b"sealed address"))
    ],
    "invitation": [
        {
            "id": INVITATION,
            "practice_id": PRACTICE,
            "user_id": INVITED,
            "author_id": AUTHOR,
            "token_hash": b"hash",
            "created_at": NOW,
            "expires_at": NOW,
        }
    ],
}


def fill(connection: Connection) -> None:
    """Insert an invitation as the first version did."""
    for name, rows in ROWS.items():
        table = sa.table(name, *(sa.column(column) for column in rows[0]))
        connection.execute(sa.insert(table), rows)
    connection.commit()


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_an_open_invitation_keeps_its_address(empty: Flask) -> None:
    migrated(empty, upgrade, revision="0001")
    looking(empty, fill)

    migrated(empty, upgrade, revision="0002")
    asked = sa.text("SELECT email FROM invitation")
    assert looking(empty, lambda one: one.execute(asked).scalars().all()) == [b"sealed address"]

    migrated(empty, downgrade, revision="0001")
    counted = sa.text("SELECT count(*) FROM invitation")
    assert looking(empty, lambda one: one.execute(counted).scalar()) == 1
