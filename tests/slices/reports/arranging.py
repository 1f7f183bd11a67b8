"""What the tests of reports share: a period, a shared text, a form's fields."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal import clock
from portal.annotations.models import Annotation
from portal.drawing.figure import Figure
from portal.drawing.measure_chart import Names
from portal.drawing.measured import CutOff, Margin, Measured, Moment, Score, Unscored
from portal.reflections.models import Reflection
from portal.reports.composition import Facts, Section, compose, to_value
from portal.reports.measure_parts import Measure, Pinned, Telling
from portal.reports.models import Report

TODAY = clock.today("Europe/London")
PERIOD = (TODAY - timedelta(days=20), TODAY)
BODY = "I stayed until the cake. I drove home with the radio off.\n\nDilys had sandwiches."
QUOTED = "I stayed until the cake."

MEASURED = Measured(
    name="PHQ-9",
    low=0,
    high=27,
    direction="lower: fewer difficulties",
    scores=(
        Score(date(2026, 3, 1), 14, edition="version 1, English", remark="We had moved."),
        Score(date(2026, 4, 12), 11, is_prorated=True, edition="version 1, English"),
        Score(date(2026, 5, 3), 8, edition="version 1, Deutsch"),
    ),
    margin=Margin(6, "a rule"),
    cut_offs=(CutOff(10, "a rule"),),
    every_days=14,
    moments=(Moment(date(2026, 4, 1), "A hard stretch"),),
    unscored=(Unscored(date(2026, 3, 15), "It was late."),),
)
MEASURE = Measure(
    heading="PHQ-9",
    aside="version 1, English",
    told=(
        Telling(
            "PHQ-9 was 8 on 3 May 2026.",
            Figure(MEASURED, "PHQ-9 over time", "3 scores, all in the table.", Names()),
            "The scale is shown whole.",
        ),
        Telling("A line that was answered once."),
    ),
    pins=(Pinned("1 · 1 March 2026", "اليوم", "rtl"),),
    caption="Every score, the oldest first.",
    columns=("Day", "Score", "Range called"),
    rows=(
        ("1 March 2026", "14", "moderate"),
        ("15 March 2026", "–", "–"),
        ("12 April 2026", "(11)", "–"),
        ("3 May 2026", "8", "mild"),
    ),
    notes=("Not completed on 1 of 5 occasions.",),
    credit="Developed by somebody.",
)
"""A measure with everything that can stand in one."""


def plainly(message: str, /, **values: object) -> str:
    """Say it in English."""
    return message % values if values else message


def snapshot() -> Any:
    """Return the snapshot of a small report."""
    facts = Facts(
        practice_name="Harbour Lane",
        client_name="Maren Aldous",
        practitioner_name="Ruth Adeyemi",
        credentials="",
        reference="0000",
        version=1,
        period=(date(2026, 2, 1), date(2026, 4, 30)),
        composed_on=date(2026, 5, 1),
    )
    return to_value(compose(facts, frozenset(Section), plainly))


@dataclass
class Shared:
    """What Maren shared: `quotable` with an annotation, `not_allowed` without leave to quote."""

    quotable: Reflection
    not_allowed: Reflection
    annotation: Annotation

    def key(self, quote: str = QUOTED, of: Reflection | None = None) -> str:
        """Return what the page sends for a sentence."""
        words = (of or self.quotable).shared
        assert words is not None
        start = words.body.index(quote)
        return f"{words.id.hex}.{start}.{start + len(quote)}"


def fields(report: Report, **more: Any) -> dict[str, Any]:
    """Return what a browser sends with the page of a draft."""
    return {
        "version": report.version,
        "start": report.period_start.isoformat(),
        "end": report.period_end.isoformat(),
        "sections": ["summary", "own_words", "goals", "mood", "course", "next"],
        "summary": "She eats with others in most weeks.",
        "course": "October was harder.",
        "what_comes_next": "We go on.",
        **more,
    }
