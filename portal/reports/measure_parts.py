"""How measures stand in a report: sentence, drawing, table; every word in place, and frozen."""

from dataclasses import dataclass

from portal.drawing.figure import Figure


@dataclass(frozen=True, slots=True)
class Telling:
    """A plain sentence, the drawing under it from two numbers on, and what its signs mean."""

    sentence: str
    figure: Figure | None = None
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a mark under a drawing stands for: mark and day, the words, and which way they run."""

    label: str
    words: str
    direction: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One version of a measure: what is told of it, its table, and where it comes from."""

    heading: str
    aside: str
    told: tuple[Telling, ...]
    pins: tuple[Pinned, ...]
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    credit: str


@dataclass(frozen=True, slots=True)
class Measures:
    """The section: its measures, and the rule by which all of them are to be read."""

    heading: str
    measures: tuple[Measure, ...]
    rule: str
