"""A composed report: every word in place, frozen, and the same again from its JSON."""

import json
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from unicodedata import bidirectional

from portal.drawing.charts import Labels, Point
from portal.reports.measure_parts import Measures

FORMAT = 1
"""Grows when a field changes its meaning: a stored snapshot is read by the rules of its time."""


def direction(words: str) -> str:
    """`rtl` or `ltr` by the first letter that has a direction: what `dir="auto"` does on screen.

    WeasyPrint does not know `auto`, so the paper is told.
    """
    kinds = (bidirectional(char) for char in words)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def isolated(words: str) -> str:
    """A name for the middle of a sentence, kept apart from it if it runs the other way.

    With the Unicode isolates, because WeasyPrint does not know `bdi`.
    """
    runs_left = any(bidirectional(char) in ("R", "AL") for char in words)
    return f"\u2068{words}\u2069" if runs_left else words


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the letterhead's table: what it is, and what it says."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A heading ("" for the opening summary) and the practitioner's paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]

    @property
    def blocks(self) -> tuple[tuple[str, str], ...]:
        """Each paragraph as (direction, words)."""
        return tuple((direction(words), words) for words in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Remark:
    """An annotation with the replies to it; a reply has none of its own."""

    words: str
    cite: str
    replies: tuple["Remark", ...] = ()

    @property
    def direction(self) -> str:
        """Which way its words run."""
        return direction(self.words)


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage in the client's own words, and what was written beside it."""

    words: str
    cite: str
    remarks: tuple[Remark, ...]

    @property
    def direction(self) -> str:
        """Which way its words run."""
        return direction(self.words)


@dataclass(frozen=True, slots=True)
class Quotes:
    """Passages under a heading; `instead` is the sentence for when there are none."""

    heading: str
    aside: str
    quotes: tuple[Quote, ...]
    instead: str = ""


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal as the client words it, where it stands, and their words at its end, if any."""

    words: str
    state: str
    since: str
    closing_words: str

    @property
    def direction(self) -> str:
        """Which way its words run."""
        return direction(self.words)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where things stand: sentences, and the goals as a table with its column names."""

    heading: str
    sentences: tuple[str, ...]
    columns: tuple[str, ...]
    goals: tuple[GoalRow, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What `charts.line_chart` needs to draw this report's course, in its argument names."""

    points: tuple[Point, ...]
    low: float
    high: float
    start: date
    end: date
    title: str
    description: str
    harder_periods: tuple[tuple[date, date], ...]
    usual: tuple[float, float] | None
    labels: Labels


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The values of one month, each with its day."""

    month: str
    values: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Mood:
    """Words first, then the chart, then the table, then the rule they are read by."""

    heading: str
    aside: str
    sentence: str
    chart: Chart
    caption: str
    columns: tuple[str, ...]
    months: tuple[MonthRow, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in the report and what was left out of it."""

    heading: str
    included_heading: str
    included: tuple[str, ...]
    left_out_heading: str
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A whole report in the order of its pages. Sections that were not chosen are None.

    `running` is the footer (no client's name), `page_of` the words around the page numbers.
    """

    language: str
    title: str
    practice_name: str
    practice_address: str
    running: str
    page_of: tuple[str, str]
    lines: tuple[Line, ...]
    summary: Prose | None
    own_words: Quotes | None
    standing: Standing | None
    course: Prose | None
    next_steps: Prose | None
    sign_off: tuple[str, ...]
    mood: Mood | None
    further_words: Quotes | None
    manifest: Manifest
    closing: str
    measures: Measures | None = None


def to_json(document: ReportDocument) -> str:
    """The document as JSON text with its keys in order: equal documents give equal text."""
    return json.dumps(to_value(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> ReportDocument:
    """The document that `to_json` wrote. Raises ValueError for any other text."""
    return from_value(json.loads(text))


def to_value(document: ReportDocument) -> dict[str, Any]:
    """The document as plain JSON values: dictionaries, lists, text, numbers, None."""
    value: dict[str, Any] = json.loads(json.dumps(asdict(document), default=date.isoformat))
    return {"format": FORMAT, "document": value}


def from_value(value: Any) -> ReportDocument:
    """The document that `to_value` took apart. Raises ValueError for anything else."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ValueError("not a report of a known format")
    document: ReportDocument = _build(ReportDocument, value.get("document"))
    return document


def _build(kind: Any, value: Any) -> Any:
    """A value of type `kind` from its plain form; strict, so that a damaged snapshot is noticed."""
    if get_origin(kind) is UnionType:  # here always "something or None"
        (some,) = (part for part in get_args(kind) if part is not NoneType)
        return None if value is None else _build(some, value)
    if get_origin(kind) is tuple and isinstance(value, list):
        return _build_tuple(get_args(kind), value)
    if is_dataclass(kind) and isinstance(value, dict):
        return _build_dataclass(kind, value)
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is float and isinstance(value, int | float):
        return value
    if kind in (str, int, bool) and isinstance(value, kind):
        return value
    raise ValueError(f"a {kind} was expected")


def _build_tuple(kinds: tuple[Any, ...], values: list[Any]) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(values)
    if len(kinds) != len(values):
        raise ValueError(f"{len(kinds)} values were expected")
    return tuple(_build(kind, value) for kind, value in zip(kinds, values, strict=True))


def _build_dataclass(kind: Any, value: dict[str, Any]) -> Any:
    """A part from its fields; one that came later may be missing from an older snapshot."""
    kinds = get_type_hints(kind)
    needed = {field.name for field in fields(kind) if field.default is MISSING}
    if not needed <= set(value) <= set(kinds):
        raise ValueError(f"other fields than those of {kind.__name__}")
    return kind(**{name: _build(kinds[name], each) for name, each in value.items()})
