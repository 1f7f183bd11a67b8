"""From a TOML file to an instrument."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from portal.psychometrics import parts
from portal.psychometrics.checks import check
from portal.psychometrics.instrument import Direction, Instrument
from portal.psychometrics.table import Malformed, Table


def read(path: Path) -> Instrument:
    """Return the instrument that a file describes; Malformed, with file and line, otherwise."""
    text = path.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as trouble:
        raise Malformed(f"{path.name}: {trouble}") from trouble
    table = Table(data, path, text)
    instrument = _instrument(table, content_hash(data))
    table.done()
    check(instrument, table)
    return instrument


def content_hash(data: Mapping[str, object]) -> str:
    """Return the SHA-256 of what a file means: layout, order of keys and comments play no part."""
    canonical = json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _instrument(table: Table, digest: str) -> Instrument:
    sources = parts.sources(table.table("sources"))
    missing = parts.missing(table, sources)
    return Instrument(
        slug=table.word("slug"),
        name=table.word("name"),
        title=table.word("title"),
        version=table.word("version"),
        language=table.word("language"),
        recall=table.word("recall"),
        instructions=table.word("instructions", ""),
        stem=table.word("stem", ""),
        items=parts.items(table),
        low=table.number("low"),
        high=table.number("high"),
        factor=table.number("factor", 1),
        step=parts.step(table, missing),
        direction=Direction(table.choice("direction", tuple(Direction))),
        scoring_variant=table.word("scoring_variant", ""),
        score_source=parts.source(table, sources, "score_source"),
        missing=missing,
        bands=parts.bands(table, sources),
        cut_offs=parts.cut_offs(table, sources),
        changes=parts.changes(table, sources),
        subscales=parts.subscales(table, sources),
        safety_items=parts.safety_items(table, sources),
        codes=parts.codes(table, sources),
        licence=parts.licence(table, sources),
        wording=parts.wording(table, sources),
        sources=tuple(sources.values()),
        open_points=table.words("open_points"),
        content_hash=digest,
    )
