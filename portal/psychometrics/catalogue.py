"""The instruments that are there, and their former versions, so that old answers stay readable."""

from functools import cache
from pathlib import Path

from portal.psychometrics.instrument import Instrument
from portal.psychometrics.reading import read

FILES = Path(__file__).parent / "instruments"
EARLIER = FILES / "earlier"
RELEASED = "released.toml"


class UnknownInstrument(LookupError):
    """There is no instrument of that name, or not in that version."""


@cache
def instruments() -> tuple[Instrument, ...]:
    """Return every instrument in its present version, ordered by slug."""
    paths = [path for path in FILES.glob("*.toml") if path.name != RELEASED]
    return tuple(sorted((read(path) for path in paths), key=lambda one: one.slug))


@cache
def earlier() -> tuple[Instrument, ...]:
    """Return the versions that came before, ordered by file name."""
    return tuple(read(path) for path in sorted(EARLIER.glob("*.toml")))


def instrument(slug: str, version: str | None = None) -> Instrument:
    """Return an instrument in its present version, or in the one named."""
    for one in instruments() if version is None else (*instruments(), *earlier()):
        if one.slug == slug and version in {None, one.version}:
            return one
    wanted = slug if version is None else f"{slug} {version}"
    raise UnknownInstrument(f"There is no instrument {wanted}.")
