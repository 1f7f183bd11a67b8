"""The shape of a client's coming over from a colleague in the demonstration."""

from __future__ import annotations

from dataclasses import dataclass

from portal.access.reach import Part


@dataclass(frozen=True)
class ComingOver:
    """From whom a client came, on which day they said yes, and what they let come along."""

    practitioner: str
    day: int
    carried: tuple[Part, ...]
