"""Each security requirement has a test of its name, and a planted hole that it was seen to find."""

import ast
import re

from tests.house.tree import sources
from tests.security.planting import README, REQUIRED, holes, readme

NAMED = re.compile(r"test_r(\d\d)_")


def named_tests() -> dict[str, set[str]]:
    """Return, by requirement, the tests that are named after it."""
    found: dict[str, set[str]] = {}
    for source in sources("tests"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef) and (match := NAMED.match(node.name)):
                found.setdefault(f"R{int(match[1])}", set()).add(node.name)
    return found


def test_every_requirement_has_a_test_of_its_name() -> None:
    missing = REQUIRED - named_tests().keys()

    assert not missing, f"{sorted(missing)}: name a test after each, test_r07_…"


def test_every_requirement_has_a_hole_that_was_planted() -> None:
    missing = REQUIRED - {hole.requirement for hole in holes()}

    assert not missing, f"{sorted(missing)}: plant a hole for each, in tests/security/holes/"


def test_every_hole_can_still_be_planted() -> None:
    lost = [f"{one.requirement} in {one.file}" for one in holes() if one.times_found() != 1]

    assert len(holes()) >= len(REQUIRED)
    assert not lost, f"{lost}: the text to take out stands there not once"


def test_every_hole_names_a_test_of_its_requirement() -> None:
    tests = named_tests()

    astray = [one.test for one in holes() if one.test_name not in tests.get(one.requirement, ())]

    assert not astray, f"{astray}: there is no such test, or it is another requirement's"


def test_the_page_of_holes_is_up_to_date() -> None:
    assert README.read_text(encoding="utf-8") == readme(), "python3 dev.py plant --write-readme"
