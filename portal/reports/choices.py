"""What a practitioner chose for a report: sections, passages, and words of their own (pure)."""

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.reports.composition import Narrative, Section

NOTHING_WRITTEN = Narrative()


class Preset(StrEnum):
    """Who a report is for; it decides which sections are chosen at first."""

    CLIENT = "client"
    REFERRER = "referrer"
    MINIMUM = "minimum"


PRESETS: dict[Preset, frozenset[Section]] = {
    Preset.CLIENT: frozenset(Section),
    Preset.REFERRER: frozenset(Section) - {Section.OWN_WORDS},
    Preset.MINIMUM: frozenset({Section.SUMMARY, Section.GOALS, Section.NEXT}),
}
"""Minimum necessary, 45 CFR 164.502(b): the further away the reader, the less of a person."""


@dataclass(frozen=True, slots=True, order=True)
class PassageKey:
    """A stretch of a client's words: code points `start` to `end` of one revision."""

    revision_id: uuid.UUID
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.revision_id.hex}.{self.start}.{self.end}"

    @classmethod
    def parse(cls, text: str) -> "PassageKey":
        """Return the key that `str` wrote. Raises ValueError for anything else."""
        revision_id, start, end = text.split(".")
        return cls(uuid.UUID(hex=revision_id), int(start), int(end))


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that is chosen or written in a draft.

    `measures` are slugs; the client's remarks go along with them only with `with_remarks`.
    """

    sections: frozenset[Section] = frozenset(Section)
    passages: tuple[PassageKey, ...] = ()
    narrative: Narrative = NOTHING_WRITTEN
    measures: tuple[str, ...] = ()
    with_remarks: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return plain values for sealing."""
        return {
            "sections": sorted(self.sections),
            "passages": [str(key) for key in self.passages],
            "summary": self.narrative.summary,
            "course": self.narrative.course,
            "what_comes_next": self.narrative.what_comes_next,
            "measures": list(self.measures),
            "with_remarks": self.with_remarks,
        }

    @classmethod
    def from_json(cls, content: Any) -> "Choices":
        """Return the choices that `to_json` made; erased or missing ones are the first choices."""
        if not content:
            return cls()
        return cls(
            sections=frozenset(map(Section, content["sections"])),
            passages=tuple(map(PassageKey.parse, content["passages"])),
            narrative=Narrative(content["summary"], content["course"], content["what_comes_next"]),
            measures=tuple(content.get("measures", ())),
            with_remarks=bool(content.get("with_remarks")),
        )
