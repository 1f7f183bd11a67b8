"""Build dataclasses from TOML tables, refusing unknown keys, missing keys and wrong types."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


class StoryError(ValueError):
    """A mistake in the demonstration's files, with the file and the place in it."""


def build(kind: type[T], table: object, where: str) -> T:
    """An instance of the dataclass `kind` from a TOML table; StoryError names the place."""
    if not isinstance(table, Mapping):
        raise StoryError(f"{where}: expected a table, found {table!r}")
    assert is_dataclass(kind)
    known = {field.name: field for field in fields(kind)}
    if unknown := sorted(set(table) - set(known)):
        raise StoryError(f"{where}: unknown key {', '.join(unknown)}")
    needed = {name for name, field in known.items() if field.default is MISSING}
    if missing := sorted(needed - set(table)):
        raise StoryError(f"{where}: missing key {', '.join(missing)}")
    hints = get_type_hints(kind)
    return kind(**{name: _convert(hints[name], table[name], where, name) for name in table})


def _convert(wanted: Any, value: object, where: str, name: str) -> Any:
    if get_origin(wanted) is UnionType:
        wanted = next(one for one in get_args(wanted) if one is not type(None))
    if get_origin(wanted) is tuple:
        return _convert_list(get_args(wanted)[0], value, where, name)
    if isinstance(wanted, type) and is_dataclass(wanted):
        return build(wanted, value, where)
    if issubclass(wanted, StrEnum):
        return _convert_choice(wanted, value, where, name)
    if type(value) is not wanted:
        raise StoryError(f"{where}: {name} should be {wanted.__name__}, found {value!r}")
    return _canonical(value, where, name) if isinstance(value, str) else value


def _convert_list(wanted: Any, value: object, where: str, name: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise StoryError(f"{where}: {name} should be a list, found {value!r}")
    return tuple(
        _convert(wanted, one, _place(where, name, number, one), name)
        for number, one in enumerate(value, 1)
    )


def _place(where: str, name: str, number: int, table: object) -> str:
    day = table.get("day") if isinstance(table, Mapping) else None
    return f"{where}, {name} {number}" + ("" if day is None else f" (day {day})")


def _convert_choice(wanted: type[StrEnum], value: object, where: str, name: str) -> StrEnum:
    try:
        return wanted(str(value))
    except ValueError:
        choices = ", ".join(wanted)
        raise StoryError(f"{where}: {name} is {value!r}; it can be {choices}") from None


def _canonical(text: str, where: str, name: str) -> str:
    """The text as the portal stores it: stripped, LF line ends, NFC, no control characters."""
    text = text.strip()
    if unicodedata.normalize("NFC", text) != text:
        raise StoryError(f"{where}: {name} is not in Unicode form NFC")
    if any(unicodedata.category(letter) == "Cc" and letter != "\n" for letter in text):
        raise StoryError(f"{where}: {name} holds a control character")
    if not text:
        raise StoryError(f"{where}: {name} is empty")
    return text
