"""The shapes of what colleagues do for each other in the demonstration: supervision and cover."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Supervisor:
    """Somebody who supervises, and treats nobody here."""

    name: str
    email: str
    profession: str


@dataclass(frozen=True)
class Supervised:
    """Sentences, counted from 0, of the last thing that a client had shared by that day."""

    day: int
    client: str
    sentences: tuple[int, ...]
    question: str


@dataclass(frozen=True)
class Away:
    """A practitioner's time away, and the client whose last shared reflection is handed over."""

    practitioner: str
    colleague: str
    named_day: int
    from_day: int
    until_day: int
    client: str
