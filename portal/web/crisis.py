"""Who can help now, by region, from a data file whose entries carry the day they were checked."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

LINES = Path(__file__).with_name("crisis_lines.toml")
FALLBACK = "EU"


@dataclass(frozen=True)
class Line:
    """A service to call, or to text where `text` says what to write."""

    name: str
    number: str
    hours: str
    note: str
    text: str = ""

    @property
    def href(self) -> str:
        """The link that a phone understands."""
        return f"{'sms' if self.text else 'tel'}:{self.number.replace(' ', '')}"


@dataclass(frozen=True)
class Region:
    """A country's emergency number and lines. `verified_on` is when somebody last checked."""

    code: str
    name: str
    emergency: str
    verified_on: date
    lines: tuple[Line, ...]


@cache
def regions() -> tuple[Region, ...]:
    """Return every region, in the order of the file."""
    with LINES.open("rb") as file:
        entries = tomllib.load(file)
    return tuple(
        Region(
            code=code,
            name=entry["name"],
            emergency=entry["emergency"],
            verified_on=entry["verified_on"],
            lines=tuple(Line(**line) for line in entry["lines"]),
        )
        for code, entry in entries.items()
    )


def region(code: str) -> Region:
    """Return a region by its code; an unknown one gives the European numbers."""
    by_code = {one.code: one for one in regions()}
    return by_code.get(code, by_code[FALLBACK])
