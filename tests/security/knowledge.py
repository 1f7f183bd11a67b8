"""A small model of who may read what, kept beside the real portal by the tests that drive it.

It is written from what we promise people, not from the code: it knows nothing of permissions.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Lane(StrEnum):
    """Where words stand: the client's own, between the two, or the practitioner's alone."""

    WRITING = "writing"
    BETWEEN = "between"
    PRIVATE = "private"
    GOAL = "goal"
    REPORT = "report"


@dataclass
class Words:
    """Words that nobody else would write, who wrote them, about whom, and on what they stand."""

    text: str
    lane: Lane
    client: str
    author: str
    is_shared: bool = False
    on: "Words | None" = None
    address: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the reflection they are, or stand on, is shared now."""
        return self.on.is_shared if self.on else self.is_shared


@dataclass
class Knowledge:
    """Who is in care with whom now, and every word that was written."""

    care: set[tuple[str, str]]
    words: list[Words] = field(default_factory=list)

    def may_read(self, who: str, words: Words) -> bool:
        """Tell whether `who` may read `words` now."""
        treats = (who, words.client) in self.care
        match words.lane:
            case Lane.WRITING:
                return who == words.client or (treats and words.is_shared)
            case Lane.BETWEEN:
                return who == words.client or (treats and words.is_open)
            case Lane.PRIVATE:
                return who == words.author  # records are kept, in this practice, after care
            case Lane.GOAL:
                return who == words.client or treats
            case Lane.REPORT:
                return (treats and who == words.author) or (who == words.client and words.is_shared)

    def of(self, lane: Lane, *, shared: bool | None = None) -> list[Words]:
        """Return the words of a lane, shared or not where that matters."""
        return [
            one
            for one in self.words
            if one.lane is lane and (shared is None or one.is_shared is shared)
        ]
