"""A backup outlives the coming of a new root key, and opens for nobody without its own."""

import os
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal.backups import archive
from portal.backups.sealed_file import BackupProblem
from portal.vault.keyring import KeyRing

OLD, NEW = os.urandom(32), os.urandom(32)


@pytest.fixture
def backup(session: Session, tmp_path: Path) -> Path:
    """A backup made when the old root key was the only one."""
    file = tmp_path / "one.backup"
    archive.create(session, KeyRing([OLD]), file)
    return file


def test_a_backup_opens_after_a_new_root_key_was_put_on_top(backup: Path) -> None:
    manifest = archive.verify(KeyRing([NEW, OLD]), backup)

    assert manifest.tables["user"] == 9


def test_a_backup_does_not_open_once_its_root_key_is_gone(backup: Path) -> None:
    with pytest.raises(BackupProblem, match="this key file"):
        archive.verify(KeyRing([NEW]), backup)


def test_a_changed_byte_is_refused_with_every_key_at_hand(backup: Path) -> None:
    changed = bytearray(backup.read_bytes())
    changed[len(changed) // 2] ^= 1
    backup.write_bytes(changed)

    with pytest.raises(BackupProblem):
        archive.verify(KeyRing([NEW, OLD]), backup)
