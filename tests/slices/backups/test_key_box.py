"""The key box: beside the backups there is one, and what it lost, no backup opens."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.accounts.models import User
from portal.backups import archive, keybox, sealed_file
from portal.backups.sealed_file import BackupProblem
from portal.notices.services import Mail, post
from portal.vault.keyring import KeyRing
from tests.cast import Cast, add_client
from tests.slices.backups.restoring import restored
from tests.stages import ON_SQLITE

pytestmark = ON_SQLITE


def told(keyring: KeyRing, path: Path, purpose: str) -> Iterator[dict[str, Any]]:
    """Yield what a sealed file says, line by line."""
    for line in sealed_file.lines_of(path, keyring, purpose):
        yield json.loads(line)


def test_a_backup_holds_no_key_and_no_address(keyring: KeyRing, made: Path) -> None:
    rows = [one for one in told(keyring, made, archive.PURPOSE) if "row" in one]

    assert {one["table"] for one in rows} & {"client_key", "practice_key"} == set()
    addresses = [one["row"]["email"] for one in rows if one["table"] == "user"]
    assert addresses == [None] * 9


def test_the_box_holds_them_instead(keyring: KeyRing, made: Path, cast: Cast) -> None:
    box = keybox.read(keyring, keybox.beside(made))

    assert len(box.client_keys) == 8, "two for each client"
    assert len(box.practice_keys) == 1
    assert ("user", cast.maren.id) in box.addresses
    assert box.erased == frozenset()


def test_a_backup_without_its_box_is_not_restored(
    keyring: KeyRing, made: Path, elsewhere: Flask
) -> None:
    keybox.beside(made).unlink()

    with pytest.raises(BackupProblem, match="missing"):
        restored(elsewhere, keyring, made)


def test_a_box_older_than_the_backup_is_refused(
    filled: Session, keyring: KeyRing, made: Path, elsewhere: Flask
) -> None:
    older = keybox.beside(made).read_bytes()
    archive.create(filled, keyring, made)
    keybox.beside(made).write_bytes(older)

    with pytest.raises(BackupProblem, match="older"):
        restored(elsewhere, keyring, made)


def test_a_newer_box_opens_an_older_backup(
    filled: Session, keyring: KeyRing, made: Path, elsewhere: Flask, cast: Cast
) -> None:
    add_client(filled, cast.ruth, "later", "Later Arrival")
    filled.commit()
    keybox.create(filled, keyring, keybox.beside(made))

    assert restored(elsewhere, keyring, made).erased == frozenset()
    with elsewhere.app_context(), portal_itself(request_session(), "tests"):
        assert request_session().get_one(User, cast.maren.id).name == "Maren Aldous"
        assert request_session().get_one(User, cast.maren.id).email == "maren@example.org"
        request_session().rollback()


def test_a_box_that_knows_more_than_the_database_is_not_replaced(
    filled: Session, keyring: KeyRing, made: Path, elsewhere: Flask, cast: Cast, tmp_path: Path
) -> None:
    add_client(filled, cast.ruth, "later", "Later Arrival")
    filled.commit()
    keybox.create(filled, keyring, tmp_path / "newer.keys")
    restored(elsewhere, keyring, made)

    with elsewhere.app_context(), portal_itself(request_session(), "tests"):
        with pytest.raises(BackupProblem, match="newer"):
            archive.create(request_session(), keyring, made, tmp_path / "newer.keys")
        request_session().rollback()

    assert len(keybox.read(keyring, tmp_path / "newer.keys").client_keys) == 10


def test_a_spoilt_box_is_refused(keyring: KeyRing, made: Path, elsewhere: Flask) -> None:
    path = keybox.beside(made)
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(bytes(raw))

    with pytest.raises(BackupProblem):
        restored(elsewhere, keyring, made)


def test_a_mail_that_waits_is_not_in_a_backup(
    filled: Session, keyring: KeyRing, tmp_path: Path, cast: Cast
) -> None:
    post(filled, cast.maren.practice_id, Mail(cast.maren.email, "Notes", "There is something."))
    filled.commit()

    archive.create(filled, keyring, tmp_path / "one.backup")

    tables = {one.get("table") for one in told(keyring, tmp_path / "one.backup", archive.PURPOSE)}
    assert "outgoing_mail" not in tables
    assert "user" in tables
