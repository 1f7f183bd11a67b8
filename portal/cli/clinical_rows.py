"""What a measure counts with, as rows of a table: what, its value, its source."""

from collections.abc import Iterable, Iterator

from portal.psychometrics.instrument import (
    Band,
    CutOff,
    Direction,
    Instrument,
    MissingRule,
    ReliableChange,
    Source,
)

Row = tuple[str, str, Source]

NONE_MAY_MISS = "none may be missing, else there is no total"


def rows_of(one: Instrument) -> Iterator[Row]:
    """Yield what the measure counts with, each with its source."""
    yield "score", _score(one), one.score_source
    yield from map(_band, one.bands)
    yield from _cut_offs(one, one.cut_offs)
    yield from map(_change, one.changes)
    for subscale in one.subscales:
        items = f"items {', '.join(map(str, subscale.items))}"
        yield subscale.name, f"{items}; {subscale.low} to {subscale.high}", subscale.source
        yield from _cut_offs(one, subscale.cut_offs)
    for safety in one.safety_items:
        what = f"item {safety.number} is shown to a person"
        yield what, f"from {safety.at_least}, whatever the total, finished or not", safety.source
    if one.missing is not None:
        yield "skipped items", _missing(one.missing), one.missing.source
    for what, code in _codes(one):
        yield what, code, one.codes.sources[0]


def _score(one: Instrument) -> str:
    if not one.items:
        return f"typed in, in steps of {one.step}"
    turned = [str(item.number) for item in one.items if item.is_reversed]
    times = f", times {one.factor}" if one.factor != 1 else ""
    return f"sum{times}" + (f"; items {', '.join(turned)} turned round" if turned else "")


def _band(band: Band) -> Row:
    return f"“{band.name}”", f"{band.low} to {band.high}", band.source


def _cut_offs(one: Instrument, cut_offs: Iterable[CutOff]) -> Iterator[Row]:
    beyond = "or more" if one.direction is Direction.LOWER else "or less"
    for cut_off in cut_offs:
        used = ", used by itself" if cut_off.is_default else ""
        yield f"cut-off: {cut_off.name}", f"{cut_off.at} {beyond}{used}", cut_off.source


def _change(change: ReliableChange) -> Row:
    used = ", used by itself" if change.is_default else ""
    return f"change: {change.name}", f"{change.points} points or more{used}", change.source


def _missing(rule: MissingRule) -> str:
    if rule.prorate_up_to == 0:
        return NONE_MAY_MISS
    how = f"up to {rule.prorate_up_to} made up for by the mean of the others"
    how = how if rule.is_on else f"{NONE_MAY_MISS}; where somebody asks for it, {how}"
    never = f"; never item {', '.join(map(str, rule.never))}" if rule.never else ""
    return f"{how}{never}; rounded half up; no verdict on such a score"


def _codes(one: Instrument) -> Iterator[tuple[str, str]]:
    for what, code in (
        ("LOINC, panel", one.codes.panel),
        ("LOINC, total", one.codes.total),
        ("SNOMED CT", one.codes.snomed),
    ):
        if code:
            yield what, code
