"""The root keys: how they are read, rotated, and what they refuse."""

import os
import stat
from pathlib import Path

import pytest

from portal.vault.keyfile import KeyFileProblem, create_key_file
from portal.vault.keyring import KeyRing, Tampered

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def test_a_new_key_file_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "portal.keys"

    create_key_file(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert len(bytes.fromhex(path.read_text())) == 32
    assert KeyRing.from_file(path).secret("cookies")


def test_an_existing_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "portal.keys"
    create_key_file(path)
    before = path.read_text()

    create_key_file(path)

    assert path.read_text() == before


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o644, 0o620])
def test_a_key_file_that_others_can_read_is_refused_with_the_remedy(
    tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "portal.keys"
    path.write_text(OLD.hex())
    os.chmod(path, mode)

    with pytest.raises(KeyFileProblem, match="chmod 0400"):
        KeyRing.from_file(path)


@pytest.mark.parametrize(
    "content", ["", "not hexadecimal", "ab", OLD.hex()[:-2], OLD.hex() + "00", "é" * 64]
)
def test_a_key_file_with_anything_but_keys_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "portal.keys"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o400)

    with pytest.raises(KeyFileProblem):
        KeyRing.from_file(path)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileProblem, match="portal.keys"):
        KeyRing.from_file(tmp_path / "portal.keys")


def test_a_key_file_may_hold_several_roots_the_newest_first(tmp_path: Path) -> None:
    path = tmp_path / "portal.keys"
    path.write_text(f"{NEW.hex()}\n{OLD.hex()}\n")
    path.chmod(0o400)

    ring = KeyRing.from_file(path)

    assert ring.secret("cookies") == KeyRing([NEW]).secret("cookies")
    assert ring.secrets("cookies")[1] == KeyRing([OLD]).secret("cookies")


def test_the_newest_root_wraps_and_an_older_one_still_opens() -> None:
    before, after = KeyRing([OLD]), KeyRing([NEW, OLD])
    old_blob = before.wrap(b"a key", "here")

    new_blob = after.wrap(b"a key", "here")

    assert after.unwrap(old_blob, "here") == b"a key"
    assert KeyRing([NEW]).unwrap(new_blob, "here") == b"a key"
    with pytest.raises(KeyFileProblem, match="lacks the root key"):
        before.unwrap(new_blob, "here")


def test_a_wrapped_key_opens_only_where_it_was_wrapped() -> None:
    ring = KeyRing([OLD])
    blob = ring.wrap(b"a key", "here")

    with pytest.raises(Tampered):
        ring.unwrap(blob, "there")


def test_a_changed_wrapped_key_is_refused() -> None:
    ring = KeyRing([OLD])
    blob = bytearray(ring.wrap(b"a key", "here"))
    blob[-1] ^= 1

    with pytest.raises(Tampered):
        ring.unwrap(bytes(blob), "here")


def test_equal_words_are_findable_in_one_column_and_differ_between_columns() -> None:
    ring = KeyRing([OLD])

    assert ring.find("maren", "a") == ring.find("maren", "a")
    assert ring.find("maren", "a") != ring.find("maren", "b")
    assert ring.find("maren", "a") != KeyRing([NEW]).find("maren", "a")


def test_a_findable_word_is_read_under_either_root() -> None:
    before, after = KeyRing([OLD]), KeyRing([NEW, OLD])

    assert after.found(before.find("maren", "a"), "a") == "maren"
    assert after.found(after.find("maren", "a"), "a") == "maren"
    with pytest.raises(Tampered):
        after.found(before.find("maren", "a"), "b")


def test_a_findable_word_can_be_looked_for_under_every_root() -> None:
    before, after = KeyRing([OLD]), KeyRing([NEW, OLD])

    assert before.find("maren", "a") in after.finds("maren", "a")
    assert after.finds("maren", "a")[0] == after.find("maren", "a")


def test_purposes_have_different_secrets() -> None:
    ring = KeyRing([OLD])

    assert len({ring.secret(purpose) for purpose in ("cookies", "backup", "name")}) == 3
