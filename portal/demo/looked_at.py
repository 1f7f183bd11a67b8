"""The shape of a safety review in the demonstration: why, when it was seen, and its end if any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Struggle:
    """A time that a client said they were struggling with safety, and who looked at it then.

    `is_answer` says that they did so with an answer: that of the sitting of this day. `call` is
    what they wrote when they asked to be called. Without `summary` it is still open.
    """

    day: int
    at: time
    seen_day: int
    seen_at: time
    is_answer: bool = False
    call: str = ""
    closed_after_hours: int = 0
    summary: str = ""
    plan: str = ""
    next_after_days: int = 7
