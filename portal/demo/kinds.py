"""The closed lists of the demonstration: how a reflection, a goal or a report can stand."""

from enum import StrEnum


class Moment(StrEnum):
    """How a client marked a reflection, where they did."""

    HARD_STRETCH = "hard_stretch"
    MANAGED = "managed"


class Intent(StrEnum):
    """What the client asked of the reader."""

    JUST_WRITE = "just_write"
    BEFORE_MEETING = "before_meeting"
    REPLY = "reply"


class State(StrEnum):
    """Where a reflection stands now."""

    DRAFT = "draft"
    KEPT = "kept"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"


class Author(StrEnum):
    """Which of the two wrote a reply."""

    CLIENT = "client"
    PRACTITIONER = "practitioner"


class GoalState(StrEnum):
    """How a goal stands; there are four ways, none of them a failure."""

    ONGOING = "ongoing"
    CHANGED = "changed"
    LET_GO = "let_go"
    DONE = "done"


class ReportState(StrEnum):
    """Whether the client can see the report."""

    DRAFT = "draft"
    SHARED = "shared"
