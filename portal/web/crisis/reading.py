"""Reading the directory from its files, checked: an entry that lacks something is refused."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from portal.psychometrics.table import Table
from portal.web.crisis.entries import Contact, Country, Kind, Line, Way

COUNTRIES = Path(__file__).with_name("countries")
ALWAYS = "always"
TWO = 2
"""So many sources an entry needs, each found on its own."""


def read(path: Path) -> Country:
    """Return what a file says. Raises Malformed with its line."""
    text = path.read_text(encoding="utf-8")
    table = Table(tomllib.loads(text), path, text)
    regions, covers = table.words("regions"), table.words("covers")
    emergency = table.table_or_none("emergency")
    country = Country(
        code=table.word("code"),
        regions=regions,
        covers=covers,
        emergency=_emergency(emergency) if emergency else None,
        lines=tuple(_line(each, regions) for each in table.tables("lines")),
    )
    if country.code != path.stem:
        table.wrong("code is not the name of the file", "code")
    table.done()
    return country


def _emergency(table: Table) -> Line:
    line = Line(
        name="",
        kind=Kind.EMERGENCY,
        contacts=(Contact(Way.CALL, table.word("call")),),
        hours="",
        languages=(),
        is_free=True,
        regions=(),
        sources=_sources(table),
        verified_on=table.day("verified_on"),
    )
    table.done()
    return line


def _line(table: Table, known: tuple[str, ...]) -> Line:
    hours, regions = table.word("hours"), table.words("regions")
    if not set(regions) <= set(known):
        table.wrong("regions holds none of this country's", "regions")
    return Line(
        name=table.word("name"),
        kind=Kind(table.choice("kind", tuple(Kind))),
        contacts=tuple(_contacts(table)) or table.wrong("there is no way to reach it", "name"),
        hours="" if hours == ALWAYS else hours,
        languages=table.words("languages") or table.wrong("languages is empty", "languages"),
        is_free=table.flag("free"),
        regions=regions,
        sources=_sources(table),
        verified_on=table.day("verified_on"),
    )


def _contacts(table: Table) -> Iterator[Contact]:
    """Yield the ways to reach a service: a call comes first."""
    if call := table.word_or_none("call"):
        yield Contact(Way.CALL, call, table.word("option", ""))
    if text := table.word_or_none("text"):
        yield Contact(Way.TEXT, text, table.word("word", ""))
    if chat := table.word_or_none("chat"):
        yield Contact(Way.CHAT, chat)


def _sources(table: Table) -> tuple[str, ...]:
    sources = table.words("sources")
    return sources if len(set(sources)) >= TWO else table.wrong("sources are not two", "sources")
