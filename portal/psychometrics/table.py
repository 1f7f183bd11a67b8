"""Reading typed values out of a TOML file; what is wrong is told with its file and its line."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import NoReturn, TypeVar, cast

_T = TypeVar("_T")
Step = str | int
"""A key, or the place of an element in an array."""


class Malformed(ValueError):
    """A file does not say what it has to say, or says something impossible."""


class Table:
    """One table of a TOML file. Every key must be taken, so that none is misspelt unnoticed."""

    def __init__(
        self, data: Mapping[str, object], path: PurePath, text: str, steps: tuple[Step, ...] = ()
    ) -> None:
        self.data, self.path, self.text, self.steps = data, path, text, steps
        self._taken: set[str] = set()

    def word(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty; `default`, where one is given, if the key is absent."""
        value = self._take(key, str, default)
        return value if value.strip() or value == default else self.wrong(f"{key} is empty", key)

    def word_or_none(self, key: str) -> str | None:
        """Return a text, or None if the key is absent."""
        return self.word(key) if key in self.data else None

    def choice(self, key: str, known: tuple[str, ...]) -> str:
        """Return a text that is one of those known."""
        value = self.word(key)
        return value if value in known else self.wrong(f"{key} is none of {', '.join(known)}", key)

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        return self._take(key, int, default)

    def decimal(self, key: str) -> Decimal:
        """Return a number that may have decimals, exactly as it is written."""
        if isinstance(self.data.get(key), Decimal):
            return self._take(key, Decimal, None)
        return Decimal(self.number(key))

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        return self._take(key, bool, default)

    def day(self, key: str) -> date:
        """Return a date."""
        return self._take(key, date, None)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; an absent key is an empty list."""
        return self._list(key, str)

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers; an absent key is an empty list."""
        return self._list(key, int)

    def table(self, key: str) -> "Table":
        """Return a table inside this one."""
        return self._inside(self._take(key, dict, None), key)

    def table_or_none(self, key: str) -> "Table | None":
        """Return a table inside this one, or None if the key is absent."""
        return self.table(key) if key in self.data else None

    def tables(self, key: str) -> Iterator["Table"]:
        """Yield the tables of an array, each checked for keys that nobody took."""
        for place, element in enumerate(self._list(key, dict)):
            inside = self._inside(element, key, place)
            yield inside
            inside.done()

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self.data.keys() - self._taken:
            self.wrong(f"{key} is not known here", key)

    def wrong(self, what: str, *steps: Step) -> NoReturn:
        """Raise Malformed with the place of the trouble."""
        line = line_of(self.text, (*self.steps, *steps))
        raise Malformed(f"{self.path.name}, line {line}: {what}.")

    def _inside(self, data: Mapping[str, object], *steps: Step) -> "Table":
        return Table(data, self.path, self.text, (*self.steps, *steps))

    def _list(self, key: str, kind: type[_T]) -> tuple[_T, ...]:
        values = self._take(key, list, [])
        if not all(_is(value, kind) for value in values):
            self.wrong(f"{key} holds something else than {kind.__name__}", key)
        return tuple(values)

    def _take(self, key: str, kind: type[_T], default: _T | None) -> _T:
        self._taken.add(key)
        value = self.data.get(key, default)
        if value is None:
            self.wrong(f"{key} is missing", key)
        if not _is(value, kind):
            self.wrong(f"{key} is not of the right kind", key)
        return cast(_T, value)


def _is(value: object, kind: type) -> bool:
    """Say whether a value is of a kind; true and false are no numbers here."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def line_of(text: str, steps: tuple[Step, ...]) -> int:
    """Return the line, from 1, at which a key or an element stands, or the nearest above it.

    Knows the one way in which instrument files are laid out: a key begins its line, and so does
    each element of an array of tables, be it `{ … }` or `[[name]]`.
    """
    lines, at, name = text.splitlines(), 0, ""
    for step in steps:
        if isinstance(step, str):
            name, count = step, 0
            begins = rf"\s*(\[{re.escape(step)}\]|\"?{re.escape(step)}\"? *=)"
        else:
            table = rf"\s*\[\[{re.escape(name)}\]\]"
            count = step
            begins = table if any(re.match(table, line) for line in lines) else r"\s*\{"
        found = [n for n in range(at, len(lines)) if re.match(begins, lines[n])]
        if len(found) > count:
            at = found[count]
    return at + 1
