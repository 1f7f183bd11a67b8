"""A released questionnaire stays as it is: what somebody answered keeps its words and its rules."""

import shutil
import tomllib
from pathlib import Path

import pytest

from portal.psychometrics.catalogue import EARLIER, FILES, RELEASED, earlier, instruments
from portal.psychometrics.instrument import Instrument
from portal.psychometrics.reading import read

HELD: dict[str, str] = tomllib.loads((FILES / RELEASED).read_text(encoding="utf-8"))


def kept(one: Instrument) -> str:
    """Return under which name a version is noted."""
    return f"{one.slug}-{one.version}"


def trouble(found: list[Instrument], held: dict[str, str]) -> list[str]:
    """Return what does not agree between the files and what was released, with the remedy."""
    hashes = {kept(one): one.content_hash for one in found}
    gone = [f"{name} is gone; put its file into earlier/" for name in held.keys() - hashes.keys()]
    for name, digest in hashes.items():
        if name not in held:
            gone.append(f'{name} is not noted; add "{name}" = "{digest}" to {RELEASED}')
        elif held[name] != digest:
            gone.append(f"{name} was changed after its release; give it a new version")
    return sorted(gone)


def test_no_released_file_was_changed() -> None:
    found = [*instruments(), *earlier()]

    assert len(found) >= 19
    assert len({kept(one) for one in found}) == len(found)
    assert not trouble(found, HELD), "\n".join(trouble(found, HELD))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("at_least = 1", "at_least = 2"),
        ("or of hurting", "or hurting"),
        ('version = "1.0.0"', 'version = "1.0.1"'),
        ("points = 6", "points = 5"),
    ],
    ids=["a safety item", "a word", "a version", "a threshold"],
)
def test_a_change_without_a_new_version_is_told(tmp_path: Path, before: str, after: str) -> None:
    copy = Path(shutil.copy(FILES / "phq-9.toml", tmp_path))
    text = copy.read_text(encoding="utf-8")
    others = [one for one in instruments() if one.slug != "phq-9"]

    assert before in text
    copy.write_text(text.replace(before, after), encoding="utf-8")
    told = trouble([*others, read(copy)], HELD)

    if "version" in before:
        assert [line.split(" ")[0] for line in told] == ["phq-9-1.0.0", "phq-9-1.0.1"]
    else:
        assert told == ["phq-9-1.0.0 was changed after its release; give it a new version"]


def test_layout_and_comments_are_no_change(tmp_path: Path) -> None:
    copy = Path(shutil.copy(FILES / "phq-9.toml", tmp_path))
    copy.write_text("# a remark\n\n" + copy.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    assert read(copy).content_hash == HELD["phq-9-1.0.0"]


def test_former_versions_are_named_by_their_version() -> None:
    assert {path.stem for path in EARLIER.glob("*.toml")} == {kept(one) for one in earlier()}
    assert not {kept(one) for one in earlier()} & {kept(one) for one in instruments()}
