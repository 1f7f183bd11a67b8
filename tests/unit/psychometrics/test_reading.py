"""A file that says something impossible is refused, with its name and its line."""

import tomllib
from pathlib import Path

import pytest

from portal.psychometrics.catalogue import FILES
from portal.psychometrics.reading import read
from portal.psychometrics.table import Malformed

PHQ_4 = (FILES / "phq-4.toml").read_text(encoding="utf-8")


def refused(tmp_path: Path, before: str, after: str, name: str = "phq-4.toml") -> str:
    """Return why a changed PHQ-4 is refused."""
    assert before in PHQ_4
    path = tmp_path / name
    path.write_text(PHQ_4.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(Malformed) as trouble:
        read(path)
    return str(trouble.value)


@pytest.mark.parametrize(
    ("before", "after", "where", "why"),
    [
        ('direction = "lower"', 'direction = "down"', "direction", "none of lower, higher"),
        ("high = 12", "high = 13", "low = 0\nhigh", "the items give 0 to 12"),
        ("low = 3, high", "low = 4, high", "    { low = 3", "mild should begin at 3"),
        ("9, high = 12", "9, high = 11", "    { low = 9", "the bands end before 12"),
        ("number = 3, ", "number = 5, ", "    { number = 3", "item 5 stands in place 3"),
        ('"70272-0"', '"70272-1"', 'total = "70272-0"', "70272-1 is no LOINC code"),
        ("[3, 4]", "[3, 6]", '[[subscales]]\nslug = "dep', "items that are not scored"),
        ('source = "no-rule"', 'source = "x"', 'source = "no-rule"', "not among the sources"),
        ("prorate_up_to", "prorate_upto", "[missing]", "prorate_up_to is missing"),
        ('version = "1.0.0"', 'version = "1.0"', "version", "three numbers"),
        ("at = 3", "at = 7", '    { rule = "screening"', "7 lies outside 0 to 6"),
        ("is_on = false", "is_on = true", "[missing]", "needs a source that was read"),
        ("high = 12", "step = 5\nhigh = 12", "high = 12", "no steps of 5 lead from low to high"),
        ("high = 12", "step = 0\nhigh = 12", "high = 12", "no steps of 0 lead from low to high"),
        ('terms = "free"', 'terms = "scores_only"', "items = [\n", "may not carry its words"),
        ("language", "langage", "# PHQ-4", "language is missing"),
        ('name = "PHQ-4"', "name = 4", "name =", "name is not of the right kind"),
        ('"gihep", "testdepression"', "", "[wording]", "not compared with two copies"),
    ],
)
def test_trouble_is_told_with_its_line(
    tmp_path: Path, before: str, after: str, where: str, why: str
) -> None:
    line = PHQ_4[: PHQ_4.index(where)].count("\n") + 1

    told = refused(tmp_path, before, after)

    assert told.startswith(f"phq-4.toml, line {line}: ")
    assert why in told


def test_a_default_may_not_rest_on_what_was_not_read(tmp_path: Path) -> None:
    start = PHQ_4.index("[sources.ninds]")
    seen = PHQ_4.index("seen = true", start)
    path = tmp_path / "phq-4.toml"
    path.write_text(PHQ_4[:seen] + "seen = false" + PHQ_4[seen + 11 :], encoding="utf-8")

    with pytest.raises(Malformed, match="a band needs a source that was read"):
        read(path)


def test_a_key_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    assert "cutoff is not known here" in refused(tmp_path, "low = 0\n", "low = 0\ncutoff = 3\n")


def test_a_file_is_called_as_its_instrument(tmp_path: Path) -> None:
    assert "is called phq-5.toml" in refused(tmp_path, "PHQ-4", "PHQ-4", "phq-5.toml")


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    assert "phq-4.toml: " in refused(tmp_path, "low = 0", "low = ")


def test_decimals_are_read_exactly_as_they_are_written(tmp_path: Path) -> None:
    text = (FILES / "core-10.toml").read_text(encoding="utf-8")
    path = tmp_path / "core-10.toml"
    path.write_text(text.replace("points = 6,", "points = 5.66,"), encoding="utf-8")

    change = read(path).change()

    assert change is not None
    assert str(change.points) == "5.66"
    assert tomllib.loads(text)["changes"][0]["points"] == 6
