"""Which sentences of a client a report may quote: all that are offered, and what a page lists."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from portal.reflections.words import first_words, sentences
from portal.reports.choices import PassageKey
from portal.reports.material import Piece

BEGINNING = 70
MOST_LISTED = 2_000
"""Sentences without annotations on one page: more than a year of writing every day."""


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
