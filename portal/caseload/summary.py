"""The shape of a client's summary, to and from plain JSON (pure)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOODS_KEPT = 8


@dataclass(frozen=True)
class Summary:
    """What the caseload shows. Only shared things are summed up, never what a client keeps.

    `moods` are the last shared ones, oldest first, 0 to 10. `intents` are the reading intents of
    what waits to be read, oldest first. `replies` counts answers to the practitioner's notes.
    """

    last_word_at: datetime | None = None
    moods: tuple[int, ...] = ()
    intents: tuple[str, ...] = ()
    replies: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return plain values for sealing."""
        return {
            "last_word_at": self.last_word_at and self.last_word_at.isoformat(),
            "moods": list(self.moods),
            "intents": list(self.intents),
            "replies": self.replies,
        }

    @classmethod
    def from_json(cls, content: Any) -> "Summary":
        """Return the summary that `to_json` made; an erased or missing one is empty."""
        if not content:
            return cls()
        last = content["last_word_at"]
        return cls(
            last_word_at=datetime.fromisoformat(last) if last else None,
            moods=tuple(content["moods"]),
            intents=tuple(content["intents"]),
            replies=content["replies"],
        )
