"""A backup that was cut, changed, mixed up or made with another key is refused."""

import gzip
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from portal.backups import archive, pieces, sealed_file
from portal.backups.sealed_file import BackupProblem
from portal.vault.keyfile import create_key_file
from portal.vault.keyring import NONCE, KeyRing

TAG = 16


@pytest.mark.parametrize("cut", [0, 5, 20, 200, -1, -40])
def test_a_cut_file_is_refused(made: Path, keyring: KeyRing, cut: int) -> None:
    made.write_bytes(made.read_bytes()[:cut])

    with pytest.raises(BackupProblem):
        archive.verify(keyring, made)


@pytest.mark.parametrize("position", [0, 17, 20, 40, 400, -1])
def test_a_changed_file_is_refused(made: Path, keyring: KeyRing, position: int) -> None:
    raw = bytearray(made.read_bytes())
    raw[position] ^= 1
    made.write_bytes(bytes(raw))

    with pytest.raises(BackupProblem):
        archive.verify(keyring, made)


def test_another_key_opens_nothing(made: Path, tmp_path: Path) -> None:
    create_key_file(tmp_path / "other.keys")

    with pytest.raises(BackupProblem, match="key file"):
        archive.verify(KeyRing.from_file(tmp_path / "other.keys"), made)


def test_something_that_is_no_backup_is_refused(tmp_path: Path, keyring: KeyRing) -> None:
    for name, raw in (("empty", b""), ("text", b"hello"), ("head", pieces.MAGIC)):
        path = tmp_path / name
        path.write_bytes(raw)
        with pytest.raises(BackupProblem):
            archive.verify(keyring, path)
    with pytest.raises(BackupProblem):
        archive.verify(keyring, tmp_path / "missing")


def test_rows_that_are_not_those_of_the_manifest_are_refused(
    made: Path, keyring: KeyRing, tmp_path: Path
) -> None:
    lines = list(sealed_file.lines_of(made, keyring, archive.PURPOSE))
    path = tmp_path / "other.backup"
    cipher = AESGCM(keyring.secret("backup"))
    with (
        path.open("wb") as file,
        pieces.Sealer(file, cipher) as sealer,
        gzip.GzipFile("", "wb", 6, sealer) as rows,
    ):
        rows.writelines([*lines[1:-1], lines[-1]])

    with pytest.raises(BackupProblem, match="not those"):
        archive.verify(keyring, path)


def test_many_pieces_stay_in_their_order(
    filled: Session, keyring: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 256)
    path = tmp_path / "small.backup"
    manifest = archive.create(filled, keyring, path)
    head, body = path.read_bytes()[: len(pieces.MAGIC)], path.read_bytes()[len(pieces.MAGIC) :]
    cut = []
    while body:
        length = 4 + int.from_bytes(body[:4], "big")
        cut.append(body[:length])
        body = body[length:]
    assert len(cut) > 5
    assert archive.verify(keyring, path) == manifest

    for changed in (cut[:-1], cut[1:], [cut[1], cut[0], *cut[2:]], [*cut, cut[-1]]):
        path.write_bytes(head + b"".join(changed))
        with pytest.raises(BackupProblem):
            archive.verify(keyring, path)


@pytest.mark.parametrize("tail", [1, 4, 8, 9, 20])
def test_a_last_piece_of_a_few_bytes_is_missed(
    keyring: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tail: int
) -> None:
    def write() -> bytes:
        partial = sealed_file.write(path, keyring, "try", [b"{}\n"] * 9, closing)
        return partial.read_bytes()

    def closing(sha256: str) -> dict[str, str]:
        return {"sha256": sha256}

    path = tmp_path / "few.backup"
    around = len(pieces.MAGIC) + pieces.LENGTH + NONCE + TAG
    monkeypatch.setattr(pieces, "PIECE", len(write()) - around - tail)
    whole = write()
    path.write_bytes(whole[: -(pieces.LENGTH + NONCE + tail + TAG)])

    with pytest.raises(BackupProblem):
        sealed_file.manifest_of(sealed_file.lines_of(path, keyring, "try"))
    path.write_bytes(whole)
    assert sealed_file.manifest_of(sealed_file.lines_of(path, keyring, "try"))
