"""The planted holes: what each one takes out of the code, and which test must see it.

`holes/*.toml` holds them. `python -m tests.security.plant` plants each in a copy of the tree.
"""

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from config import ROOT

HOLES = Path(__file__).parent / "holes"
README = Path(__file__).parent / "README.md"

REQUIRED = frozenset(f"R{number}" for number in (*range(1, 42), *range(50, 53), *range(70, 77), 82))
"""The requirements that the tests in this folder hold: signing in, who may see what, keys, record,
content, consent."""


@dataclass(frozen=True)
class Hole:
    """One hole: `before` becomes `after` in `file`, and `test` must turn red."""

    requirement: str
    what: str
    file: str
    before: str
    after: str
    test: str

    @property
    def test_file(self) -> str:
        return self.test.split("::")[0]

    @property
    def test_name(self) -> str:
        return self.test.split("::")[-1].split("[")[0]

    def times_found(self, root: Path = ROOT) -> int:
        """Tell how often `before` stands in its file; a hole can be planted where it is once."""
        path = root / self.file
        return path.read_text(encoding="utf-8").count(self.before) if path.is_file() else 0

    def plant(self, root: Path) -> str:
        """Plant the hole in the tree at `root`, and return what stood in the file before."""
        path = root / self.file
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole.replace(self.before, self.after), encoding="utf-8")
        return whole


def holes() -> list[Hole]:
    """Return every planted hole, by requirement. Raises TypeError for one that lacks a field."""
    found = []
    for path in sorted(HOLES.glob("*.toml")):
        for one in tomllib.loads(path.read_text(encoding="utf-8")).get("hole", []):
            found.append(Hole(**{field.name: one.get(field.name, "") for field in fields(Hole)}))
    return sorted(found, key=lambda hole: (number_of(hole.requirement), hole.test, hole.what))


def number_of(requirement: str) -> int:
    """Return the number in `R28`; what is no requirement comes first, and is found by its test."""
    found = re.fullmatch(r"R(\d+)", requirement)
    return int(found[1]) if found else 0


def readme() -> str:
    """Return the page that tells people of the holes."""
    rows = [
        f"| {hole.requirement} | {hole.what} | `{hole.file}` | `{hole.test_name}` |"
        for hole in holes()
    ]
    return "\n".join([INTRODUCTION, *rows, ""])


INTRODUCTION = """\
# The security requirements, each as a test that was seen red

Tests in this folder are named after the requirement that they hold: `test_r28_…`. A test that
cannot fail holds nothing, so for each requirement a hole was planted in the code, and the test was
seen to turn red. The holes are kept as data in `holes/`, so that anybody can plant them again, in a
copy of the tree that is thrown away:

    python3 dev.py plant            # all of them, some minutes
    python3 dev.py plant R6 R28     # those of two requirements

It fails if a hole stays unseen, if a hole cannot be planted any more because the code has changed,
or if a test is red without one. `python3 dev.py plant --write-readme` writes this page, and a house
test holds it to the data.

| requirement | the hole | planted in | seen by |
|---|---|---|---|"""
