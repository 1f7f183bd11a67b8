"""What a client shared, cut into passages that may be quoted, with what stands beside them."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import Reach
from portal.annotations.models import Annotation
from portal.annotations.queries import annotations_on_all
from portal.reflections.models import Reflection, Revision
from portal.reflections.queries import shared_in
from portal.reflections.words import first_words, sentences
from portal.reports.choices import PassageKey

BEGINNING = 70
MOST_LISTED = 2_000
"""Sentences without annotations on one page: more than a year of writing every day."""


@dataclass(frozen=True)
class Piece:
    """A reflection that is shared now, its shared words, their day, and what stands beside them."""

    reflection: Reflection
    words: Revision
    on: date
    annotations: tuple[Annotation, ...]

    def beside(self, start: int, end: int) -> list[Annotation]:
        """Return the annotations on these words that touch code points `start` to `end`."""
        return [
            each
            for each in self.annotations
            if each.revision_id == self.words.id
            and each.start is not None
            and each.end is not None
            and each.start < end
            and start < each.end
        ]


@dataclass(frozen=True)
class Offer:
    """A sentence that may be quoted, and whether annotations go along with it."""

    key: PassageKey
    words: str
    is_annotated: bool


@dataclass(frozen=True)
class Offered:
    """What may be quoted of one reflection: annotated sentences first, then the others.

    `unlisted` others are left out of a page that lists too many; a shorter period brings them.
    """

    id: uuid.UUID
    on: date
    annotated: tuple[Offer, ...]
    others: tuple[Offer, ...]
    unlisted: int = 0

    @property
    def begins(self) -> str:
        """The first words of what is folded away."""
        return first_words(self.others[0].words, BEGINNING) if self.others else ""

    @property
    def keys(self) -> list[PassageKey]:
        """All that is offered, in the order shown."""
        return [offer.key for offer in (*self.annotated, *self.others)]


def shared_pieces(
    session: Session, client_id: uuid.UUID, reach: Reach, period: tuple[date, date], zone: str
) -> list[Piece]:
    """Return what a client shared from the first day to the last, both included, oldest first.

    `reach` is how far back the report's author sees.
    """
    start = clock.midnight(period[0], zone)
    end = clock.midnight(date.fromordinal(period[1].toordinal() + 1), zone)
    reflections = shared_in(session, client_id, start, end, reach)
    notes = annotations_on_all(session, (each.id for each in reflections), reach)
    beside = _by_reflection(notes)
    return [
        Piece(
            reflection,
            reflection.shared,
            clock.local(reflection.begun_at, zone).date(),
            tuple(beside.get(reflection.id, ())),
        )
        for reflection in reflections
        if reflection.shared is not None
    ]


def offers_among(pieces: Iterable[Piece]) -> list[Offered]:
    """Return what may be quoted, newest reflection first."""
    offered = [_offered(piece) for piece in pieces if piece.reflection.is_quotable]
    return sorted(offered, key=lambda each: each.on, reverse=True)


def listed(offered: Iterable[Offered], chosen: Collection[PassageKey]) -> list[Offered]:
    """Return what one page can list: the newest others, and every one that is chosen."""
    room, kept = MOST_LISTED, []
    for each in offered:
        newest = set(each.others[: max(0, room)])
        others = tuple(one for one in each.others if one in newest or one.key in chosen)
        kept.append(replace(each, others=others, unlisted=len(each.others) - len(others)))
        room -= len(others)
    return kept


def still_allowed(pieces: Iterable[Piece], keys: Collection[PassageKey]) -> list[PassageKey]:
    """Return those of the chosen passages that may be quoted now, in the order of the words."""
    lengths = {
        piece.words.id: len(piece.words.body) for piece in pieces if piece.reflection.is_quotable
    }
    return sorted(
        key for key in set(keys) if 0 <= key.start < key.end <= lengths.get(key.revision_id, 0)
    )


def joined(text: str, keys: Sequence[PassageKey]) -> list[tuple[int, int]]:
    """Return the stretches of `text` that the keys cover: neighbours in a paragraph become one."""
    stretches: list[tuple[int, int]] = []
    for key in sorted(keys):
        if stretches and _are_neighbours(text, stretches[-1][1], key.start):
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], key.end))
        else:
            stretches.append((key.start, key.end))
    return stretches


def _are_neighbours(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return not between.strip() and between.count("\n") < 2


def _offered(piece: Piece) -> Offered:
    text = piece.words.body
    offers = []
    for span in sentences(text):
        end = span.start + len(text[span.start : span.end].rstrip())
        key = PassageKey(piece.words.id, span.start, end)
        annotated = bool(piece.beside(span.start, end))
        offers.append(Offer(key, text[span.start : end], annotated))
    return Offered(
        piece.reflection.id,
        piece.on,
        tuple(offer for offer in offers if offer.is_annotated),
        tuple(offer for offer in offers if not offer.is_annotated),
    )


def _by_reflection(annotations: Iterable[Annotation]) -> dict[uuid.UUID, list[Annotation]]:
    beside: dict[uuid.UUID, list[Annotation]] = {}
    for annotation in annotations:
        beside.setdefault(annotation.reflection_id, []).append(annotation)
    return beside
