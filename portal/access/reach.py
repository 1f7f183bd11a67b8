"""How far back a care relationship sees: its own time, and of the time before what came along."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """A class of what is in a client's file, as the client lets it come along to somebody new."""

    REFLECTIONS = "reflections"
    ANNOTATIONS = "annotations"
    GOALS = "goals"
    MEASURES = "measures"
    REPORTS = "reports"


EVERYTHING = frozenset(Part)


@dataclass(frozen=True)
class Reach:
    """What a care relationship sees: all since it began, and before that what is `carried`."""

    since: datetime
    carried: frozenset[Part]

    def includes(self, part: Part, moment: datetime | None) -> bool:
        """Tell whether something of this class, shared or written at `moment`, is within reach."""
        return part in self.carried or (moment is not None and moment >= self.since)

    def includes_reflection(self, reflection: Any) -> bool:
        """Tell whether a reflection, or an edit of it, was shared within reach."""
        return self.includes(Part.REFLECTIONS, reflection.last_shared_at)

    def includes_annotation(self, annotation: Any) -> bool:
        """Tell whether an annotation is within reach, and the reflection that it stands on."""
        return self.includes_reflection(annotation.reflection) and self.includes(
            Part.ANNOTATIONS, annotation.written_at
        )

    def brought(self, part: Part, moment: datetime | None) -> bool:
        """Tell whether something from before, of a colleague's, came along."""
        return part in self.carried and moment is not None and moment < self.since

    def joined(self, other: "Reach") -> "Reach":
        """Return what the two see together."""
        return Reach(min(self.since, other.since), self.carried | other.carried)


NOWHERE = Reach(datetime.max.replace(tzinfo=UTC), frozenset())
"""What somebody sees whose care has ended: nothing."""
