"""A person's words set for reading: cut into pieces, with the notes numbered beside them (pure)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from portal.annotations.anchor import Mark, Paragraph, Sentence, layout
from portal.annotations.models import Annotation, Reply
from portal.reflections.words import first_words
from portal.web.direction import isolated

TEXT_COLUMN = 66
NOTE_COLUMN = 36
"""Characters on a line of the text and of the margin, where both stand side by side."""

TEXT_LINE = 1.9
NOTE_LINE = 1.5
"""The heights of their lines, in rem."""

NOTE_FRAME = 6.0
"""What a note is higher than its words: who and when, what can be done, the air, in rem."""

CHOICE = 60
"""Code points of a sentence that are shown where sentences are chosen from a list."""


@dataclass(frozen=True)
class Note:
    """An annotation in the margin. Without a number it answers the whole."""

    annotation: Annotation
    number: int | None = None


@dataclass(frozen=True)
class Row:
    """A paragraph with the notes that follow it. `before` is the white space ahead of it."""

    paragraph: Paragraph
    before: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class SetText:
    """A text with its notes. `numbers` gives each mark's number; `whole` answers all of it.

    `has_full_margin` says that the notes are longer than the text beside them, so that each must
    push the text down instead of standing level with its passage.
    """

    rows: tuple[Row, ...]
    numbers: dict[str, int]
    whole: tuple[Note, ...]
    has_full_margin: bool

    @property
    def notes(self) -> tuple[Note, ...]:
        """Every note, in the order of the page."""
        return (*(note for row in self.rows for note in row.notes), *self.whole)

    @property
    def has_new(self) -> bool:
        """Tell whether the client has not seen all of them, replies included."""
        written = [one for note in self.notes for one in _written(note.annotation)]
        return any(one.seen_at is None and one.author_id != one.client_id for one in written)


def set_text(text: str, annotations: Iterable[Annotation]) -> SetText:
    """Return `text` with the annotations of its revision, numbered in the order of the text."""
    annotations = list(annotations)
    placed = sorted(
        (one for one in annotations if _is_there(text, one)),
        key=lambda one: (one.start, one.end, one.written_at),
    )
    notes = {str(one.id): Note(one, number) for number, one in enumerate(placed, start=1)}
    marks = [Mark(str(one.id), one.start or 0, one.end or 0) for one in placed]
    rows, end = [], 0
    for paragraph in layout(text, marks):
        beside = tuple(notes[id] for id in paragraph.notes)
        rows.append(Row(paragraph, text[end : paragraph.span.start], beside))
        end = paragraph.span.end
    return SetText(
        rows=tuple(rows),
        numbers={id: note.number or 0 for id, note in notes.items()},
        whole=tuple(Note(one) for one in annotations if str(one.id) not in notes),
        has_full_margin=_margin_height(placed) > _text_height(text),
    )


@dataclass(frozen=True)
class Place:
    """Where a reflection lies on the desk; `number` is None if it does not wait."""

    number: int | None
    total: int
    previous: uuid.UUID | None
    next: uuid.UUID | None


def place_on_desk(waiting: Sequence[uuid.UUID], reflection_id: uuid.UUID) -> Place:
    """Return where a reflection lies among those that wait, and its neighbours."""
    if reflection_id not in waiting:
        return Place(None, len(waiting), None, next(iter(waiting), None))
    at = waiting.index(reflection_id)
    before, after = waiting[:at][-1:], waiting[at + 1 : at + 2]
    return Place(at + 1, len(waiting), next(iter(before), None), next(iter(after), None))


def choices(page: SetText, length: int = CHOICE) -> list[tuple[str, str]]:
    """Return every sentence as a choice: its index, and its number with its first words."""
    return [
        (str(sentence.index), f"{sentence.index + 1} · {_beginning(sentence, length)}")
        for row in page.rows
        for sentence in row.paragraph.sentences
    ]


def _beginning(sentence: Sentence, length: int) -> str:
    return isolated(first_words(_words(sentence), length))


def _written(annotation: Annotation) -> list[Annotation | Reply]:
    return [annotation, *annotation.replies]


def _words(sentence: Sentence) -> str:
    return "".join(piece.text for piece in sentence.segments)


def _is_there(text: str, annotation: Annotation) -> bool:
    """Tell whether the quoted words stand where the annotation says; nothing is ever moved."""
    start, end = annotation.start, annotation.end
    if start is None or end is None or not 0 <= start < end <= len(text):
        return False
    return text[start:end] == annotation.quote


def _margin_height(annotations: Sequence[Annotation]) -> float:
    bodies = [body for one in annotations for body in (one.body, *(r.body for r in one.replies))]
    return sum(NOTE_FRAME + NOTE_LINE * _lines(body, NOTE_COLUMN) for body in bodies)


def _text_height(text: str) -> float:
    return TEXT_LINE * _lines(text, TEXT_COLUMN)


def _lines(text: str, width: int) -> int:
    return sum(max(1, ceil(len(line) / width)) for line in text.split("\n"))
