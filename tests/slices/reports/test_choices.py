"""Periods and choices, as plain values."""

import uuid
from datetime import date

import pytest

from portal.reports.choices import PRESETS, Choices, PassageKey, Preset
from portal.reports.composition import Narrative, Section
from portal.reports.period import Trouble, last_three_months, months_before, trouble_with

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 23), 3, date(2026, 8, 23)),
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2026, 2, 14), 3, date(2025, 11, 14)),
        (date(2026, 3, 31), 60, date(2021, 3, 31)),
        (date(2026, 1, 1), 1, date(2025, 12, 1)),
    ],
)
def test_the_same_day_some_months_earlier(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_at_first_the_last_three_months_are_offered() -> None:
    assert last_three_months(TODAY) == (date(2026, 8, 23), TODAY)


@pytest.mark.parametrize(
    ("start", "end", "trouble"),
    [
        (TODAY, TODAY, None),
        (date(2021, 11, 23), TODAY, None),
        (date(2021, 11, 22), TODAY, Trouble.TOO_LONG),
        (date(1, 1, 1), date(1, 1, 2), Trouble.TOO_LONG),
        (date(1899, 12, 31), date(1900, 1, 1), Trouble.TOO_LONG),
        (TODAY, date(2026, 11, 22), Trouble.BACKWARDS),
        (TODAY, date(2026, 11, 24), Trouble.TO_COME),
    ],
)
def test_which_periods_make_no_report(start: date, end: date, trouble: Trouble | None) -> None:
    assert trouble_with(start, end, TODAY) is trouble


def test_choices_come_back_from_their_stored_form() -> None:
    key = PassageKey(uuid.UUID(int=7), 3, 9)
    choices = Choices(frozenset({Section.MOOD}), (key,), Narrative("a", "b", "c"))

    assert Choices.from_json(choices.to_json()) == choices


@pytest.mark.parametrize("nothing", [None, "", {}])
def test_missing_or_erased_choices_are_the_first_ones(nothing: object) -> None:
    assert Choices.from_json(nothing) == Choices()


@pytest.mark.parametrize("text", ["", "a.b", "0.1.2", f"{uuid.UUID(int=7).hex}.x.2"])
def test_what_is_no_passage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="values|hexadecimal|invalid literal"):
        PassageKey.parse(text)


def test_the_further_away_the_reader_the_less_goes_in() -> None:
    assert PRESETS[Preset.MINIMUM] < PRESETS[Preset.REFERRER] < PRESETS[Preset.CLIENT]
    assert Section.OWN_WORDS not in PRESETS[Preset.REFERRER]
