"""The directory of who can help now: whole, checked, and never silent about a place."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.psychometrics.table import Malformed
from portal.web.crisis import directory
from portal.web.crisis.directory import (
    EUROPE,
    EVERYWHERE,
    every_place,
    knows,
    numbers_at,
    numbers_for,
    overdue,
)
from portal.web.crisis.entries import Contact, Way
from portal.web.crisis.reading import COUNTRIES, read

WHOLE = """
code = "AA"
regions = ["NOR"]

[emergency]
call = "112"
sources = ["one", "two"]
verified_on = 2026-11-23

[[lines]]
name = "A line"
kind = "talk"
call = "116 123"
hours = "always"
languages = ["en"]
free = true
sources = ["one", "two"]
verified_on = 2026-11-23
"""


def names(found: directory.Numbers) -> list[str]:
    return [line.name for line in found.lines]


def test_every_file_is_whole_and_each_entry_has_two_sources_and_a_day() -> None:
    files = sorted(COUNTRIES.glob("*.toml"))

    countries = [read(path) for path in files]

    assert len(countries) >= 19
    for country in countries:
        entries = [*country.lines, *([country.emergency] if country.emergency else [])]
        assert len(entries) >= 2, country.code
        for entry in entries:
            assert len(set(entry.sources)) >= 2, (country.code, entry.name)
            assert date(2026, 11, 1) <= entry.verified_on <= date(2100, 1, 1)


def test_only_the_whole_world_has_no_emergency_number() -> None:
    without = [one.place for one in every_place() if one.emergency is None]

    assert without == [EVERYWHERE]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('name = "A line"\n', "", "name is missing"),
        ('hours = "always"\n', "", "hours is missing"),
        ('languages = ["en"]\n', "", "languages is empty"),
        ("free = true\n", "", "free is missing"),
        ('call = "116 123"\n', "", "no way to reach it"),
        ('kind = "talk"\n', 'kind = "chatter"\n', "kind is none of"),
        ('sources = ["one", "two"]\nverified_on = 2026-11-23\n\n', "", "sources are not two"),
        ('["one", "two"]', '["one", "one"]', "sources are not two"),
        ("verified_on = 2026-11-23\n", 'verified_on = "lately"\n', "verified_on is not"),
        ('code = "AA"', 'code = "BB"', "not the name of the file"),
        ("free = true\n", 'free = true\nregions = ["SUD"]\n', "none of this country's"),
        ("free = true\n", "free = true\nnotes = 1\n", "notes is not known"),
    ],
)
def test_an_entry_that_lacks_something_is_refused(
    tmp_path: Path, wrong: str, right: str, said: str
) -> None:
    path = tmp_path / "AA.toml"
    path.write_text(WHOLE, encoding="utf-8")
    assert read(path).lines[0].name == "A line"

    path.write_text(WHOLE.replace(wrong, right), encoding="utf-8")

    with pytest.raises(Malformed, match=said):
        read(path)


def test_each_nation_of_the_united_kingdom_has_its_own_lines_first() -> None:
    first = {nation: names(numbers_for("GB", nation))[0] for nation in ("ENG", "SCT", "WLS", "NIR")}

    assert first == {
        "ENG": "NHS 111",
        "SCT": "NHS 24 Mental Health Hub",
        "WLS": "NHS 111 Wales",
        "NIR": "Lifeline",
    }
    for nation in first:
        assert "Samaritans" in names(numbers_for("GB", nation))
    assert "Lifeline" not in names(numbers_for("GB", "SCT"))


def test_a_country_without_a_nation_shows_all_of_its_lines() -> None:
    whole = set(names(numbers_for("GB")))

    assert whole == {name for one in every_place() if one.country == "GB" for name in names(one)}
    assert numbers_for("GB", "YKS") == numbers_for("GB")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("GB-SCT", "GB-SCT"),
        ("gb-sct", "GB-SCT"),
        ("GB-YKS", "GB"),
        ("IE", "IE"),
        ("DK", EUROPE),
        ("JP", EVERYWHERE),
        ("", EVERYWHERE),
        ("../GB", EVERYWHERE),
    ],
)
def test_no_place_is_left_without_an_answer(asked: str, given: str) -> None:
    found = numbers_at(asked)

    assert found.place == given
    assert found.lines


def test_a_place_is_known_if_numbers_for_it_are_here() -> None:
    assert [knows(place) for place in ("GB", "gb-nir", "IE", "DK")] == [True] * 4
    assert [knows(place) for place in ("GB-YKS", "JP", "ZZ", "")] == [False] * 4


def test_half_a_year_after_it_was_checked_an_entry_is_due_again() -> None:
    checked = numbers_for("GB").verified_on

    assert overdue(checked + timedelta(days=183)) == ()
    due = overdue(checked + timedelta(days=184))
    assert {country for country, _ in due} >= {"GB", "IE", "US"}
    assert len(due) == len(set(due)) > 30


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        (Contact(Way.CALL, "116 123"), "tel:116123"),
        (Contact(Way.CALL, "111", "2"), "tel:111"),
        (Contact(Way.TEXT, "85258", "SHOUT"), "sms:85258"),
        (Contact(Way.CHAT, "https://988lifeline.org"), "https://988lifeline.org"),
    ],
)
def test_a_number_is_a_link_that_a_phone_understands(contact: Contact, link: str) -> None:
    assert contact.href == link


def test_the_numbers_of_old_lists_are_not_here() -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in COUNTRIES.glob("*.toml"))

    assert "116 123" in said
    for gone in ("08457", "273-8255", "273 8255", "1850", "0900-0113", "456-4566"):
        assert gone not in said
