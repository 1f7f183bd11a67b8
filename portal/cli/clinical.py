"""`flask docs clinical`: every clinical number of the measures, with its source, as a document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import click

from portal.cli.clinical_rows import rows_of
from portal.cli.clinical_summary import HEAD, line_of
from portal.psychometrics.catalogue import instruments
from portal.psychometrics.codes import LOINC_NOTICE
from portal.psychometrics.instrument import Direction, Instrument, Source, Terms

HERE = Path(__file__).parent

NOT_SEEN = "not seen"

TERMS = {
    Terms.FREE: "free, shown word for word",
    Terms.NON_COMMERCIAL: "off until the practice states that its use is not commercial",
    Terms.SCORES_ONLY: "no words here; scores may be typed in",
}

DIRECTION = {
    Direction.LOWER: "fewer points are fewer difficulties",
    Direction.HIGHER: "more points are fewer difficulties",
}


@click.command("clinical")
def print_clinical() -> None:
    """Print what the measures rest on; docs/clinical.md keeps a copy."""
    click.echo(clinical(), nl=False)


def clinical() -> str:
    """Return the whole document, as Markdown."""
    known = instruments()
    parts = [
        _prose("clinical_title.md"),
        *_table(HEAD, map(line_of, known)),
        "",
        _prose("clinical_head.md"),
        "## Licences\n",
        *_table(("measure", "version", "terms", "licence", "credit"), map(_licence, known)),
        "",
        *chain.from_iterable(map(_section, known)),
        _prose("clinical_computed.md"),
        f"## Codes\n\n{LOINC_NOTICE}\n",
    ]
    return "\n".join(parts)


def _prose(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _licence(one: Instrument) -> tuple[str, ...]:
    licence = one.licence
    where = f"[{licence.id}]({licence.url}), {licence.checked_on.isoformat()}"
    return (one.name, one.version, TERMS[licence.terms], where, licence.credit)


def _section(one: Instrument) -> Iterator[str]:
    """Yield the lines about one measure."""
    yield f"## {one.name}\n"
    yield f"{one.title}. {_range(one)} Content `{one.content_hash[:16]}`, file `{one.slug}.toml`.\n"
    numbers = {source.key: place for place, source in enumerate(one.sources, 1)}
    yield from _table(
        ("what", "value", "source"),
        ((what, value, _mark(source, numbers)) for what, value, source in rows_of(one)),
    )
    yield ""
    yield from _evidence(one, numbers)
    yield ""
    yield from (f"{numbers[source.key]}. {_source(source)}" for source in one.sources)
    yield ""


def _evidence(one: Instrument, numbers: Mapping[str, int]) -> Iterator[str]:
    """Yield on which copies licence, codes and words rest, and what is open."""
    for what, sources in (
        ("Licence", one.licence.sources),
        ("Codes", one.codes.sources),
        ("Words compared with", one.wording.sources),
    ):
        if sources:
            yield f"- {what}: {', '.join(_mark(source, numbers) for source in sources)}."
    if one.wording.note:
        yield f"- Words: {one.wording.note}"
    yield from (f"- Open: {point}" for point in one.open_points)


def _range(one: Instrument) -> str:
    asked = f"{len(one.scored_items)} scored items, " if one.items else ""
    variant = f", scored {one.scoring_variant}" if one.scoring_variant else ""
    return (
        f"About {one.recall}; {asked}{one.low} to {one.high}{variant}; {DIRECTION[one.direction]}."
    )


def _mark(source: Source, numbers: Mapping[str, int]) -> str:
    return f"{numbers[source.key]}{'' if source.seen else f' ({NOT_SEEN})'}"


def _source(source: Source) -> str:
    where = f" <{source.url}>" if source.url else ""
    return f"{'' if source.seen else f'**{NOT_SEEN}** '}{source.text}.{where}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(head)
    yield _line(["---"] * len(head))
    yield from map(_line, rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
