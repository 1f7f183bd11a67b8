"""The parts of an instrument, each read from its table; sources are named by their key."""

from collections.abc import Mapping
from decimal import Decimal

from portal.psychometrics.instrument import (
    Band,
    Codes,
    CutOff,
    Item,
    Licence,
    MissingRule,
    Option,
    ReliableChange,
    SafetyItem,
    Source,
    Subscale,
    Terms,
    Wording,
)
from portal.psychometrics.table import Table

Sources = Mapping[str, Source]


def sources(table: Table) -> dict[str, Source]:
    """Return every source of the file by its key."""
    found = {}
    for key in table.data:
        one = table.table(key)
        found[key] = Source(key, one.word("text"), one.word("url", ""), one.flag("seen"))
        one.done()
    return found


def source(table: Table, known: Sources, key: str = "source") -> Source:
    """Return the source that a key names."""
    name = table.word(key)
    return known[name] if name in known else table.wrong(f"{name} is not among the sources", key)


def _several(table: Table, known: Sources) -> tuple[Source, ...]:
    names = table.words("sources")
    for name in names:
        if name not in known:
            table.wrong(f"{name} is not among the sources", "sources")
    return tuple(known[name] for name in names)


def items(table: Table) -> tuple[Item, ...]:
    """Return the items, each with the list of options that it names."""
    lists = table.table_or_none("options")
    if lists is None:
        return ()
    options = {key: _options(lists, key) for key in lists.data}
    return tuple(_item(one, options) for one in table.tables("items"))


def _options(lists: Table, key: str) -> tuple[Option, ...]:
    return tuple(
        Option(one.number("value"), one.word("text"), one.word_or_none("code"))
        for one in lists.tables(key)
    )


def _item(table: Table, options: Mapping[str, tuple[Option, ...]]) -> Item:
    name = table.choice("options", tuple(options))
    return Item(
        number=table.number("number"),
        text=table.word("text"),
        options=options[name],
        is_reversed=table.flag("is_reversed", False),
        is_scored=table.flag("is_scored", True),
        code=table.word_or_none("code"),
    )


def missing(table: Table, known: Sources) -> MissingRule | None:
    """Return what becomes of skipped items; None if there are no items to skip."""
    rule = table.table_or_none("missing")
    if rule is None:
        return None
    found = MissingRule(
        prorate_up_to=rule.number("prorate_up_to"),
        never=rule.numbers("never"),
        places=rule.number("places", 0),
        is_on=rule.flag("is_on"),
        gives_verdicts=rule.flag("gives_verdicts", False),
        source=source(rule, known),
    )
    rule.done()
    return found


def step(table: Table, rule: MissingRule | None) -> Decimal:
    """Return the step in which totals go: as the file says it, else as its own scoring goes."""
    if "step" in table.data:
        return table.decimal("step")
    return (
        Decimal(1).scaleb(-rule.places)
        if rule and rule.places
        else Decimal(table.number("factor", 1))
    )


def bands(table: Table, known: Sources) -> tuple[Band, ...]:
    """Return the named parts of the range."""
    return tuple(
        Band(one.number("low"), one.number("high"), one.word("name"), source(one, known))
        for one in table.tables("bands")
    )


def cut_offs(table: Table, known: Sources) -> tuple[CutOff, ...]:
    """Return the cut-offs, each of a named rule set."""
    return tuple(
        CutOff(
            rule=one.word("rule"),
            name=one.word("name"),
            at=one.number("at"),
            source=source(one, known),
            is_default=one.flag("is_default", False),
        )
        for one in table.tables("cut_offs")
    )


def changes(table: Table, known: Sources) -> tuple[ReliableChange, ...]:
    """Return the thresholds of reliable change, each of a named rule set."""
    return tuple(
        ReliableChange(
            rule=one.word("rule"),
            name=one.word("name"),
            points=one.decimal("points"),
            source=source(one, known),
            is_default=one.flag("is_default", False),
        )
        for one in table.tables("changes")
    )


def subscales(table: Table, known: Sources) -> tuple[Subscale, ...]:
    """Return the parts that are summed by themselves."""
    return tuple(
        Subscale(
            slug=one.word("slug"),
            name=one.word("name"),
            items=one.numbers("items"),
            low=one.number("low"),
            high=one.number("high"),
            bands=bands(one, known),
            cut_offs=cut_offs(one, known),
            source=source(one, known),
        )
        for one in table.tables("subscales")
    )


def safety_items(table: Table, known: Sources) -> tuple[SafetyItem, ...]:
    """Return the items that are shown to a person."""
    return tuple(
        SafetyItem(one.number("number"), one.number("at_least"), source(one, known))
        for one in table.tables("safety_items")
    )


def codes(table: Table, known: Sources) -> Codes:
    """Return the codes of the whole; there may be none."""
    found = table.table_or_none("codes")
    if found is None:
        return Codes(None, None, None, ())
    result = Codes(
        panel=found.word_or_none("panel"),
        total=found.word_or_none("total"),
        snomed=found.word_or_none("snomed"),
        sources=_several(found, known),
    )
    found.done()
    return result


def licence(table: Table, known: Sources) -> Licence:
    """Return the terms on which the words may be shown."""
    found = table.table("licence")
    result = Licence(
        id=found.word("id"),
        url=found.word("url"),
        checked_on=found.day("checked_on"),
        credit=found.word("credit"),
        terms=Terms(found.choice("terms", tuple(Terms))),
        sources=_several(found, known),
    )
    found.done()
    return result


def wording(table: Table, known: Sources) -> Wording:
    """Return the copies with which the words were compared; none where there are no words."""
    found = table.table_or_none("wording")
    if found is None:
        return Wording((), "")
    result = Wording(_several(found, known), found.word("note"))
    found.done()
    return result
