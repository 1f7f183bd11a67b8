"""Backups: one sealed file, made while people write, restored into either database."""

import stat
import threading
from collections.abc import Callable
from contextvars import Context
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.audit.models import AuditEvent, AuditHead
from portal.audit.queries import breaks_in_chains
from portal.backups import archive, pieces
from portal.backups.sealed_file import BackupProblem
from portal.cli.backup import backup
from portal.database import Base
from portal.journey.models import Goal
from portal.vault.keyring import KeyRing
from tests.cast import Cast, Person
from tests.slices.backups.restoring import content, restored
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def test_a_backup_tells_what_it_holds(
    filled: Session, keyring: KeyRing, tmp_path: Path, cast: Cast
) -> None:
    path = tmp_path / "portal.backup"

    manifest = archive.create(filled, keyring, path)

    assert archive.verify(keyring, path) == manifest
    assert manifest.rows == sum(manifest.tables.values())
    assert manifest.tables["user"] == len(cast.everybody())
    assert set(manifest.tables) == set(Base.metadata.tables)
    heads = {str(head.chain_id): head.hash.hex() for head in filled.scalars(select(AuditHead))}
    assert {chain: told.split(":")[1] for chain, told in manifest.heads.items()} == heads


def test_a_backup_is_readable_by_its_owner_alone_and_holds_no_word(made: Path, cast: Cast) -> None:
    raw = made.read_bytes()

    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert raw.startswith(pieces.MAGIC)
    for word in (b"tide", b"maren", b"Maren", b"audit_event", b"reflection"):
        assert word not in raw
    assert not made.with_suffix(".backup.partial").exists()


def test_what_is_restored_is_what_was_there(
    filled: Session, keyring: KeyRing, made: Path, elsewhere: Flask
) -> None:
    before = content(filled)

    manifest = restored(elsewhere, keyring, made).manifest

    with elsewhere.app_context(), portal_itself(request_session(), "tests"):
        session = request_session()
        assert content(session) == before
        assert list(breaks_in_chains(session)) == []
        assert session.scalar(select(func.count()).select_from(AuditEvent)) > 5
        session.rollback()
    apart = sum(len(before[name]) for name in archive.NOT_INSIDE)
    assert manifest.rows + apart == sum(len(rows) for rows in before.values())


def test_people_go_on_in_the_restored_portal(
    made: Path, keyring: KeyRing, elsewhere: Flask, cast: Cast
) -> None:
    restored(elsewhere, keyring, made)

    visitor = Visitor(elsewhere).sign_in(cast.maren)

    assert "By the tide" in visitor.get("/my/reflections").text
    assert visitor.post("/my/goals", words="to sleep").status_code == 302
    with elsewhere.app_context(), portal_itself(request_session(), "tests"):
        assert list(breaks_in_chains(request_session())) == []
        request_session().rollback()


def test_a_backup_made_while_people_write_is_one_moment(
    app: Flask, filled: Session, visit: Visit, cast: Cast, keyring: KeyRing, tmp_path: Path
) -> None:
    visitor, stop, statuses = visit(cast.maren), threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            statuses.append(visitor.post("/my/goals", words=f"goal {len(statuses)}").status_code)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            path = tmp_path / f"{number}.backup"
            manifest = archive.create(filled, keyring, path)
            events = sum(int(told.split(":")[0]) for told in manifest.heads.values())
            assert events == manifest.tables["audit_event"], "heads and events of one moment"
            assert archive.verify(keyring, path) == manifest
    finally:
        stop.set()
        writer.join(timeout=30)

    assert statuses
    assert set(statuses) == {302}, "nobody waited for the backup"
    filled.rollback()
    assert filled.scalar(select(func.count(Goal.id))) == len(statuses)


def test_an_older_backup_still_opens_after_the_keys_were_rotated(
    app: Flask, made: Path, keyring: KeyRing, elsewhere: Flask
) -> None:
    old = app.extensions["settings"].key_file.read_text().split()
    rotated = KeyRing([bytes(range(32)), *(bytes.fromhex(line) for line in old)])

    assert archive.verify(rotated, made) == archive.verify(keyring, made)
    assert restored(elsewhere, rotated, made).manifest.rows > 0


def test_a_database_with_rows_is_left_alone(
    filled: Session, keyring: KeyRing, made: Path, app: Flask
) -> None:
    before = content(filled)

    with pytest.raises(BackupProblem, match="empty"):
        archive.restore(filled, keyring, made)
    filled.rollback()

    assert content(filled) == before


def test_another_version_is_refused(
    filled: Session,
    keyring: KeyRing,
    made: Path,
    elsewhere: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "_schema", lambda connection: "9999")

    with pytest.raises(BackupProblem, match="version"):
        restored(elsewhere, keyring, made)


def test_a_broken_file_changes_nothing(made: Path, keyring: KeyRing, elsewhere: Flask) -> None:
    raw = bytearray(made.read_bytes())
    raw[-1] ^= 1
    made.write_bytes(bytes(raw))

    with pytest.raises(BackupProblem):
        restored(elsewhere, keyring, made)

    with elsewhere.app_context(), portal_itself(request_session(), "tests"):
        assert all(not rows for rows in content(request_session()).values())


def test_the_commands_make_check_and_restore(
    app: Flask, filled: Session, elsewhere: Flask, tmp_path: Path
) -> None:
    path = str(tmp_path / "by-hand.backup")
    filled.rollback()

    def run(there: Flask, *words: str) -> Result:
        return Context().run(there.test_cli_runner().invoke, backup, list(words))

    created = run(app, "create", path)
    verified = run(app, "verify", path)
    refused = run(app, "restore", path)
    brought = run(elsewhere, "restore", path)

    assert (created.exit_code, verified.exit_code, brought.exit_code) == (0, 0, 0)
    assert verified.output.split()[-1] in created.output
    assert refused.exit_code == 1
    assert "empty" in refused.output
    assert "Restored" in brought.output
