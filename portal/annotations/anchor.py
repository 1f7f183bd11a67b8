"""Where in a person's words an annotation belongs, and how those words are cut to show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.reflections.words import Span, is_border, paragraphs, sentences

CONTEXT = 32
"""Code points kept before and after a quote, so that it can be told from its repetitions."""


class BadPassage(ValueError):
    """These offsets or these words do not name a passage of this text."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage: code points [start, end) of one revision, its words, and the words around it.

    The selectors of the W3C Web Annotation Data Model (2017): a text position and a text quote.
    """

    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


def anchor(text: str, start: int, end: int) -> Anchor:
    """The passage [start, end) of `text` with its context; BadPassage if it holds no word."""
    _check(text, start, end)
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Anchor(start, end, text[start:end], before, after)


def verify(text: str, anchor: Anchor) -> None:
    """Raise BadPassage unless the quote stands at its offsets with its context around it.

    The context may be shorter than ours, never different: another program may keep less.
    """
    _check(text, anchor.start, anchor.end)
    if text[anchor.start : anchor.end] != anchor.quote:
        raise BadPassage("The words at these offsets are not the quoted words.")
    if not text.endswith(anchor.prefix, 0, anchor.start):
        raise BadPassage("The words before the passage are not the ones given.")
    if not text.startswith(anchor.suffix, anchor.end):
        raise BadPassage("The words after the passage are not the ones given.")


def from_choice(text: str, first: int, last: int) -> Anchor:
    """The passage from sentence `first` to sentence `last`, both counted from 0, both inside."""
    spans = sentences(text)
    if not 0 <= first <= last < len(spans):
        raise BadPassage("There are no such sentences, or the last stands before the first.")
    return anchor(text, *snap(text, spans[first].start, spans[last].end))


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """The same passage with whole characters at both ends and no white space around it.

    Widens outward where a cut would break a cluster (a family emoji, a letter and its accent),
    then steps inward over white space. Raises BadPassage when no word is left.
    """
    _check(text, start, end)
    while not is_border(text, start):
        start -= 1
    while not is_border(text, end):
        end += 1
    while start < end and text[start].isspace() and is_border(text, start + 1):
        start += 1
    while start < end and text[end - 1].isspace() and is_border(text, end - 1):
        end -= 1
    return start, end


def _check(text: str, start: int, end: int) -> None:
    if not 0 <= start < end <= len(text):
        raise BadPassage("The passage does not lie inside the text.")
    if text[start:end].isspace():
        raise BadPassage("The passage holds no word.")


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to be shown as marked: the id of its annotation and its code points."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a sentence under one and the same set of marks.

    `marks` are the ids that cover it; `opens` and `closes` those for which it is the first and
    the last piece of all: an element id belongs where a mark opens, a number where it closes.
    """

    start: int
    end: int
    text: str
    marks: tuple[str, ...]
    opens: tuple[str, ...]
    closes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the white space after it, cut at every border of a mark."""

    index: int
    span: Span
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its sentences' segments, put together, are exactly its text.

    `notes` are the ids of the marks that end here, in the order in which they begin.
    """

    span: Span
    sentences: tuple[Sentence, ...]
    notes: tuple[str, ...]


def layout(text: str, marks: Iterable[Mark]) -> tuple[Paragraph, ...]:
    """The text as paragraphs, sentences and segments. Marks may overlap; segments never nest.

    Raises BadPassage for a mark that names no passage: it would be an annotation shown nowhere.
    """
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    for mark in ordered:
        _check(text, mark.start, mark.end)
    spans = sentences(text)
    pieces = _segments(text, spans, ordered)
    placed = [Sentence(index, spans[index], pieces[index]) for index in range(len(spans))]
    result, at = [], 0
    for span in paragraphs(text):
        first = at
        while at < len(placed) and placed[at].span.start < span.end:
            at += 1
        here = tuple(placed[first:at])
        closed = {id for sentence in here for piece in sentence.segments for id in piece.closes}
        notes = tuple(mark.id for mark in ordered if mark.id in closed)
        result.append(Paragraph(span, here, notes))
    return tuple(result)


def _segments(
    text: str, spans: Sequence[Span], ordered: Sequence[Mark]
) -> list[tuple[Segment, ...]]:
    """The segments of each sentence, by one walk over the text with the marks open at the time."""
    cuts = [list(_cut(span, marks)) for span, marks in _marks_by_sentence(spans, ordered)]
    first: dict[str, Span] = {}
    last: dict[str, Span] = {}
    for sentence in cuts:
        for span, ids in sentence:
            for id in ids:
                first.setdefault(id, span)
                last[id] = span

    def segment(span: Span, ids: tuple[str, ...]) -> Segment:
        opens = tuple(id for id in ids if first[id] == span)
        closes = tuple(id for id in ids if last[id] == span)
        return Segment(span.start, span.end, text[span.start : span.end], ids, opens, closes)

    return [tuple(segment(span, ids) for span, ids in sentence) for sentence in cuts]


def _marks_by_sentence(
    spans: Sequence[Span], ordered: Sequence[Mark]
) -> Iterable[tuple[Span, list[Mark]]]:
    waiting, active = list(reversed(ordered)), list[Mark]()
    for span in spans:
        while waiting and waiting[-1].start < span.end:
            active.append(waiting.pop())
        active = [mark for mark in active if mark.end > span.start]
        yield span, active


def _cut(span: Span, marks: Sequence[Mark]) -> Iterable[tuple[Span, tuple[str, ...]]]:
    borders = {span.start, span.end}
    for mark in marks:
        borders.update(at for at in (mark.start, mark.end) if span.start < at < span.end)
    edges = sorted(borders)
    for start, end in pairwise(edges):
        ids = tuple(mark.id for mark in marks if mark.start <= start and end <= mark.end)
        yield Span(start, end), ids
