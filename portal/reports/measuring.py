"""Which measures may go into a report, and those that were chosen, as they stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.measures.course.missed import missed
from portal.measures.course.series import Series, day_of, series_of
from portal.measures.models import Administration, MeasureAssignment
from portal.measures.sheets import Sheets
from portal.reports.measure_parts import Measure
from portal.reports.measure_words import Asked, measure
from portal.reports.models import Report
from portal.reports.sources import answered_and_asked


@dataclass(frozen=True)
class Answered:
    """All that was answered and asked as far back as a report's author sees.

    `series` is what was answered in the period, by measure.
    """

    completed: Sequence[Administration]
    asked: Sequence[MeasureAssignment]
    series: list[Series]

    @property
    def slugs(self) -> set[str]:
        """Every measure that may be chosen, whatever the period becomes."""
        return {one.slug for one in self.completed}


def answered(session: Session, report: Report, zone: str) -> Answered:
    """Return what a report of this period may tell."""
    start, end = report.period_start, report.period_end
    completed, asked = answered_and_asked(session, report.client_id, report.reach)
    within = [one for one in completed if start <= day_of(one, zone) <= end]
    sheets = Sheets.of(session, report.client_id, [one.slug for one in within])
    return Answered(completed, asked, series_of(within, sheets, zone))


def measures_of(report: Report, found: Answered, asked: Asked, zone: str) -> tuple[Measure, ...]:
    """Return the chosen measures as they stand in the report, each version by itself."""
    told = []
    for series in (one for one in found.series if one.slug in asked.slugs):
        lacking = missed(
            [one for one in found.asked if one.slug == series.slug],
            found.completed,
            (report.period_start, report.period_end),
            zone,
        )
        told += [measure(part, series, asked, lacking) for part in series.parts]
    return tuple(told)
