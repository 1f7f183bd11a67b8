"""The closed lists of the demonstration: the portal's own, and two that only a story needs."""

from enum import StrEnum

from portal.journey.models import GoalState
from portal.reflections.models import Intent, Moment, State

__all__ = ["Author", "GoalState", "Intent", "Moment", "ReportState", "State"]


class Author(StrEnum):
    """Which of the two wrote a reply."""

    CLIENT = "client"
    PRACTITIONER = "practitioner"


class ReportState(StrEnum):
    """Whether the client can see the report."""

    DRAFT = "draft"
    SHARED = "shared"
