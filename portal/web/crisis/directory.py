"""Whom to turn to, by country and nation: pure, without a request and without a database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256

from portal.web.crisis.entries import Country, Line
from portal.web.crisis.reading import COUNTRIES, read

EUROPE, EVERYWHERE = "EU", "ZZ"
"""The files for places without one of their own: in Europe, and anywhere."""

GOOD_FOR = timedelta(days=183)
"""Half a year. Then somebody looks at the services' own pages again."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Who answers at a place. `emergency` is None where it is not known."""

    country: str
    region: str
    emergency: Line | None
    lines: tuple[Line, ...]

    @property
    def place(self) -> str:
        """The place as one word: GB, GB-SCT."""
        return f"{self.country}-{self.region}" if self.region else self.country

    @property
    def is_fallback(self) -> bool:
        """Whether this stands for every place that has no file of its own."""
        return self.country in (EUROPE, EVERYWHERE)

    @property
    def for_all(self) -> tuple[Line, ...]:
        """The lines that answer wherever in this place somebody is."""
        return tuple(line for line in self.lines if self.region or not line.regions)

    @property
    def entries(self) -> tuple[Line, ...]:
        """Every entry, the emergency number first."""
        return (*((self.emergency,) if self.emergency else ()), *self.lines)

    @property
    def verified_on(self) -> date:
        """The day on which the oldest of the entries was last compared with its sources."""
        return min(entry.verified_on for entry in self.entries)


def numbers_for(country: str, region: str = "") -> Numbers:
    """Return who answers in a country (GB) and one of its nations (SCT).

    Without a region, or with one that is not known, every line of the country is there; with one,
    its own lines come first. A country without a file gets the one that covers it.
    """
    found = _of(country)
    known = region if region in found.regions else ""
    lines = [one for one in found.lines if not known or not one.regions or known in one.regions]
    if known:
        lines.sort(key=lambda line: not line.regions)
    return Numbers(found.code, known, found.emergency, tuple(lines))


def numbers_at(place: str) -> Numbers:
    """Return who answers at a place that is one word: GB, GB-SCT."""
    country, _, region = place.upper().partition("-")
    return numbers_for(country, region)


def knows(place: str) -> bool:
    """Tell whether numbers for a place are here: of its country, or of the rest of Europe."""
    found = numbers_at(place)
    return found.country != EVERYWHERE and found.region == place.upper().partition("-")[2]


def every_place() -> tuple[Numbers, ...]:
    """Return who answers in each country and nation, and last of all anywhere."""
    return tuple(
        numbers_for(country.code, region)
        for country in _countries().values()
        for region in ("", *country.regions)
    )


def overdue(today: date) -> tuple[tuple[str, Line], ...]:
    """Return the entries that nobody compared with their sources for half a year, by country."""
    return tuple(
        (country.code, line)
        for country in _countries().values()
        for line in numbers_for(country.code).entries
        if today - line.verified_on > GOOD_FOR
    )


@cache
def edition() -> str:
    """Return a word that changes whenever the directory does."""
    content = b"".join(path.read_bytes() for path in sorted(COUNTRIES.glob("*.toml")))
    return sha256(content).hexdigest()[:10]


@cache
def _countries() -> dict[str, Country]:
    return {path.stem: read(path) for path in sorted(COUNTRIES.glob("*.toml"))}


def _of(code: str) -> Country:
    countries = _countries()
    covering = _covering(countries, code)
    return countries.get(code) or next(covering, countries[EVERYWHERE])


def _covering(countries: dict[str, Country], code: str) -> Iterator[Country]:
    return (country for country in countries.values() if code in country.covers)
