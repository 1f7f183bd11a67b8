"""What the directory holds: a service, how to reach it, and where and when that was checked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What somebody finds there."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SUICIDE = "suicide"
    TALK = "talk"
    YOUNG = "young"
    LIST = "list"


class Way(StrEnum):
    """How somebody gets there."""

    CALL = "call"
    TEXT = "text"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Contact:
    """A number or an address. `say` is the word to send, or the option to choose after calling."""

    way: Way
    to: str
    say: str = ""

    @property
    def href(self) -> str:
        """The link that a phone or a browser understands."""
        if self.way is Way.CHAT:
            return self.to
        return f"{'sms' if self.way is Way.TEXT else 'tel'}:{self.to.replace(' ', '')}"


@dataclass(frozen=True, slots=True)
class Line:
    """A service that answers. No `regions` means the whole country, no `hours` day and night.

    `verified_on` is the day on which somebody last compared it with its `sources`.
    """

    name: str
    kind: Kind
    contacts: tuple[Contact, ...]
    hours: str
    languages: tuple[str, ...]
    is_free: bool
    regions: tuple[str, ...]
    sources: tuple[str, ...]
    verified_on: date


@dataclass(frozen=True, slots=True)
class Country:
    """A country's emergency number and lines; `covers` are countries without a file of their own.

    `emergency` is None only for the whole world.
    """

    code: str
    regions: tuple[str, ...]
    covers: tuple[str, ...]
    emergency: Line | None
    lines: tuple[Line, ...]
