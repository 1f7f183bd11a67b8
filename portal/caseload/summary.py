"""The shape of a client's summary, to and from plain JSON (pure)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

MOODS_KEPT = 8


@dataclass(frozen=True)
class Standing:
    """Where one measure stands: its last score, its first one, and what its rules found.

    Scores are numbers as text. `prompts` counts what may be worth a conversation; `quiet_from` is
    the day from which on it is worth one that nothing is answered.
    """

    slug: str
    name: str
    last: str = ""
    on: date | None = None
    first: str = ""
    since: date | None = None
    prompts: int = 0
    quiet_from: date | None = None

    def has_prompts(self, today: date) -> bool:
        """Tell whether something may be worth a conversation today."""
        return bool(self.prompts) or (self.quiet_from is not None and today >= self.quiet_from)

    def to_json(self) -> dict[str, Any]:
        """Return plain values for sealing."""
        days = {name: _iso(getattr(self, name)) for name in DAYS}
        return {**vars(self), **days}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Standing":
        """Return what `to_json` made."""
        days = {name: date.fromisoformat(content[name]) for name in DAYS if content[name]}
        return cls(**{**content, **days})


DAYS = ("on", "since", "quiet_from")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


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
    measures: tuple[Standing, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain values for sealing."""
        return {
            "last_word_at": self.last_word_at and self.last_word_at.isoformat(),
            "moods": list(self.moods),
            "intents": list(self.intents),
            "replies": self.replies,
            "measures": [one.to_json() for one in self.measures],
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
            measures=tuple(map(Standing.from_json, content.get("measures", ()))),
        )
