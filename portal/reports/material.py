"""What a client shared in a period, with what stands beside it, and what may be quoted of it."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import Reach
from portal.annotations.models import Annotation
from portal.reflections.models import Reflection, Revision
from portal.reports.choices import PassageKey
from portal.reports.sources import shared_with_notes


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


def shared_pieces(
    session: Session, client_id: uuid.UUID, reach: Reach, period: tuple[date, date], zone: str
) -> list[Piece]:
    """Return what a client shared from the first day to the last, both included, oldest first.

    `reach` is how far back the report's author sees.
    """
    start = clock.midnight(period[0], zone)
    end = clock.midnight(date.fromordinal(period[1].toordinal() + 1), zone)
    found = shared_with_notes(session, client_id, start, end, reach)
    return [
        Piece(
            reflection,
            reflection.shared,
            clock.local(reflection.begun_at, zone).date(),
            tuple(beside),
        )
        for reflection, beside in found.items()
        if reflection.shared is not None
    ]


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
