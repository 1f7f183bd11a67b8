"""The shape of a progress report in the demonstration."""

from __future__ import annotations

from dataclasses import dataclass

from portal.demo.kinds import ReportState


@dataclass(frozen=True)
class Report:
    """A progress report in words; `quotes` are the client's own sentences, allowed for quoting.

    `measures` are the slugs of the instruments that are drawn in it.
    """

    from_day: int
    to_day: int
    written_day: int
    recipient: str
    summary: str
    course: str
    plan: str
    quotes: tuple[str, ...]
    state: ReportState = ReportState.DRAFT
    shared_day: int | None = None
    measures: tuple[str, ...] = ()
