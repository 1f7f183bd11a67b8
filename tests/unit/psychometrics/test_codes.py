"""Codes are told from misspelt ones by their check digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.psychometrics.catalogue import instruments
from portal.psychometrics.codes import is_loinc, is_snomed

LOINC = {
    code
    for one in instruments()
    for code in (
        one.codes.panel,
        one.codes.total,
        *(item.code for item in one.items),
        *(option.code for item in one.items for option in item.options),
    )
    if code
}
SNOMED = {one.codes.snomed for one in instruments() if one.codes.snomed}


def test_published_codes_pass() -> None:
    assert len(LOINC) >= 30
    assert all(map(is_loinc, LOINC))
    assert len(SNOMED) >= 4
    assert all(map(is_snomed, SNOMED))


@given(st.sampled_from(sorted(LOINC)), st.data())
def test_one_wrong_digit_is_noticed(code: str, data: st.DataObject) -> None:
    places = [place for place, letter in enumerate(code) if letter.isdigit()]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != code[place]]))

    assert not is_loinc(code[:place] + other + code[place + 1 :])


@given(st.sampled_from(sorted(SNOMED)), st.data())
def test_one_wrong_digit_or_two_changed_places_of_a_concept_are_noticed(
    code: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(1, len(code) - 1))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != code[place]]))
    swapped = code[: place - 1] + code[place] + code[place - 1] + code[place + 1 :]

    assert not is_snomed(code[:place] + other + code[place + 1 :])
    assert not is_snomed(swapped) or swapped == code


@pytest.mark.parametrize("code", ["", "44261", "44261-", "44261-66", "LX6568-5", "44261-6 "])
def test_other_shapes_are_no_loinc(code: str) -> None:
    assert not is_loinc(code)


@pytest.mark.parametrize("code", ["", "72043", "0720433000", "72043300a", "1" * 19])
def test_other_shapes_are_no_snomed(code: str) -> None:
    assert not is_snomed(code)
