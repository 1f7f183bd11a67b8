"""What must be true of an instrument before it is used; trouble is told with its line."""

import re
from collections.abc import Sequence

from portal.psychometrics.codes import is_loinc, is_snomed
from portal.psychometrics.instrument import Band, CutOff, Instrument, ReliableChange, Terms
from portal.psychometrics.table import Step, Table


def check(instrument: Instrument, table: Table) -> None:
    """Raise Malformed, with file and line, for what cannot be true."""
    _name_and_version(instrument, table)
    _terms(instrument, table)
    _items(instrument, table)
    _range(instrument, table)
    _bands(instrument.bands, instrument.low, instrument.high, table)
    _cut_offs(instrument.cut_offs, instrument.low, instrument.high, table)
    _changes(instrument, table)
    _subscales(instrument, table)
    _numbers_of_items(instrument, table)
    _codes(instrument, table)


def _name_and_version(instrument: Instrument, table: Table) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", instrument.slug):
        table.wrong("slug is not in small letters, digits and dashes", "slug")
    if not re.fullmatch(r"\d+\.\d+\.\d+", instrument.version):
        table.wrong("version is not three numbers, such as 1.0.0", "version")
    if table.path.stem not in {instrument.slug, f"{instrument.slug}-{instrument.version}"}:
        table.wrong(f"the file of {instrument.slug} is called {table.path.name}", "slug")


def _terms(instrument: Instrument, table: Table) -> None:
    """Words only where the licence lets them stand; a rule for skipped items only with items."""
    only_scores = instrument.licence.terms is Terms.SCORES_ONLY
    if only_scores and (instrument.items or instrument.stem):
        table.wrong("an instrument of scores only may not carry its words", "items")
    if not only_scores and not (instrument.items and instrument.stem):
        table.wrong("the stem or the items are missing", "items")
    if bool(instrument.items) != (instrument.missing is not None):
        table.wrong("a rule for missing items belongs to items, and items need one", "missing")
    if not only_scores and len(instrument.wording.sources) < 2:
        table.wrong("the words were not compared with two copies", "wording")


def _items(instrument: Instrument, table: Table) -> None:
    for place, item in enumerate(instrument.items):
        if item.number != place + 1:
            table.wrong(f"item {item.number} stands in place {place + 1}", "items", place)
        steps = [abs(after - one) for one, after in zip(item.values, item.values[1:], strict=False)]
        if not steps or set(steps) != {1} or item.values not in _runs(item.values):
            table.wrong(f"the options of item {item.number} are not in order", "items", place)
        for code in (item.code, *(option.code for option in item.options)):
            if code and not is_loinc(code):
                table.wrong(f"{code} is no LOINC code", "items", place)


def _runs(values: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the values as they must stand: rising one by one, or falling."""
    rising = tuple(range(min(values), max(values) + 1))
    return rising, rising[::-1]


def _range(instrument: Instrument, table: Table) -> None:
    if instrument.low >= instrument.high:
        table.wrong("low is not below high", "low")
    if instrument.step <= 0 or (instrument.high - instrument.low) % instrument.step:
        table.wrong(f"no steps of {instrument.step} lead from low to high", "step")
    if instrument.items:
        items = instrument.scored_items
        low = sum(min(item.values) for item in items) * instrument.factor
        high = sum(max(item.values) for item in items) * instrument.factor
        if (instrument.low, instrument.high) != (low, high):
            table.wrong(f"the items give {low} to {high}", "low")


def _bands(bands: Sequence[Band], low: int, high: int, table: Table, *steps: Step) -> None:
    """Bands cover the range from end to end, and rest on what was read."""
    expected = low
    for place, band in enumerate(bands):
        if band.low != expected or band.high < band.low:
            table.wrong(f"{band.name} should begin at {expected}", *steps, "bands", place)
        if not band.source.seen:
            table.wrong("a band needs a source that was read", *steps, "bands", place)
        expected = band.high + 1
    if bands and expected != high + 1:
        table.wrong(f"the bands end before {high}", *steps, "bands", len(bands) - 1)


def _cut_offs(cut_offs: Sequence[CutOff], low: int, high: int, table: Table, *steps: Step) -> None:
    _rules(cut_offs, "cut_offs", table, *steps)
    for place, cut_off in enumerate(cut_offs):
        if not low <= cut_off.at <= high:
            table.wrong(f"{cut_off.at} lies outside {low} to {high}", *steps, "cut_offs", place)


def _changes(instrument: Instrument, table: Table) -> None:
    _rules(instrument.changes, "changes", table)
    for place, change in enumerate(instrument.changes):
        if not 0 < change.points <= instrument.high - instrument.low:
            table.wrong(f"no change can be {change.points} points", "changes", place)


def _rules(rules: Sequence[CutOff | ReliableChange], key: str, table: Table, *steps: Step) -> None:
    """Each rule set once; one default at most, and only where its source was read."""
    names = [one.rule for one in rules]
    for place, one in enumerate(rules):
        if one.rule in names[:place]:
            table.wrong(f"the rule {one.rule} stands here twice", *steps, key, place)
        if one.is_default and not one.source.seen:
            table.wrong("a default needs a source that was read", *steps, key, place)
        if one.is_default and any(earlier.is_default for earlier in rules[:place]):
            table.wrong("there is a default already", *steps, key, place)


def _subscales(instrument: Instrument, table: Table) -> None:
    known = {item.number: item for item in instrument.scored_items}
    for place, one in enumerate(instrument.subscales):
        steps: tuple[Step, ...] = ("subscales", place)
        if not one.items or not known.keys() >= set(one.items):
            table.wrong(f"{one.name} has items that are not scored", *steps)
        low = sum(min(known[number].values) for number in one.items)
        high = sum(max(known[number].values) for number in one.items)
        if (one.low, one.high) != (low, high):
            table.wrong(f"the items give {low} to {high}", *steps, "low")
        _bands(one.bands, low, high, table, *steps)
        _cut_offs(one.cut_offs, low, high, table, *steps)


def _numbers_of_items(instrument: Instrument, table: Table) -> None:
    """What names an item names one that is there."""
    numbers = {item.number: item.values for item in instrument.items}
    for place, safety in enumerate(instrument.safety_items):
        if safety.at_least not in numbers.get(safety.number, ()):
            table.wrong("the safety item, or its answer, is not there", "safety_items", place)
    if rule := instrument.missing:
        if not numbers.keys() >= set(rule.never):
            table.wrong("never names an item that is not there", "missing", "never")
        if rule.is_on and not rule.source.seen:
            table.wrong("pro-rating needs a source that was read", "missing")


def _codes(instrument: Instrument, table: Table) -> None:
    codes = instrument.codes
    for key, code in (("panel", codes.panel), ("total", codes.total)):
        if code and not is_loinc(code):
            table.wrong(f"{code} is no LOINC code", "codes", key)
    if codes.snomed and not is_snomed(codes.snomed):
        table.wrong(f"{codes.snomed} is no SNOMED CT identifier", "codes", "snomed")
    if (codes.panel or codes.total or codes.snomed) and not codes.sources:
        table.wrong("codes need a source", "codes")
