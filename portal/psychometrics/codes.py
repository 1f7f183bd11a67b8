"""Codes of LOINC and SNOMED CT, told from misspelt ones by their check digits."""

import re

LOINC_NOTICE = (
    "This content from LOINC® is copyright © 1995 Regenstrief Institute, Inc. and the LOINC "
    "Committee, and available at no cost under the license at https://loinc.org/license/"
)
"""Stands wherever LOINC codes are given to somebody else. Source: the `copyright` of the
Questionnaire 44249-1 that LOINC's own tools write (package fhir.paciosampledata)."""

_INVERSES = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)
_PERMUTATION = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def is_loinc(code: str) -> bool:
    """Say whether this may be a code, a list (LL) or an answer (LA) of LOINC, by its last digit.

    LOINC Users' Guide, "Calculating mod 10 check digits": the Luhn algorithm. Letters count as
    their ASCII code less 48, as digits do; that is seen from published answer codes alone.
    """
    shape = re.fullmatch(r"((?:LA|LL)?\d+)-(\d)", code)
    return shape is not None and _luhn(shape[1]) == int(shape[2])


def is_snomed(code: str) -> bool:
    """Say whether this may be a SNOMED CT identifier, by its length and Verhoeff check digit.

    SNOMED CT Release File Specifications, "Check-digit" (Verhoeff's dihedral algorithm).
    """
    return re.fullmatch(r"[1-9]\d{5,17}", code) is not None and _verhoeff(code) == 0


def _luhn(characters: str) -> int:
    """Return the check digit of some characters: every other one, from the right, is doubled."""
    values = [ord(character) - ord("0") for character in reversed(characters)]
    doubled = sum(2 * value - value // 5 * 9 for value in values[::2])
    return -(doubled + sum(values[1::2])) % 10


def _verhoeff(digits: str) -> int:
    """Return 0 if the last digit is the check digit of those before it."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        permuted = int(digit)
        for _ in range(place % 8):
            permuted = _PERMUTATION[permuted]
        check = _dihedral(check, permuted)
    return check


def _dihedral(one: int, other: int) -> int:
    """Multiply in the group of the symmetries of a pentagon, numbered as Verhoeff does."""
    if one < 5:
        return (one + other) % 5 if other < 5 else (one + other) % 5 + 5
    return (one - other) % 5 + 5 if other < 5 else (one - other) % 5
