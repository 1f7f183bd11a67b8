"""What the tests of reports share: a period, a shared text, a form's fields."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal import clock
from portal.annotations.models import Annotation
from portal.reflections.models import Reflection
from portal.reports.composition import Facts, Section, compose, to_value
from portal.reports.models import Report

TODAY = clock.today("Europe/London")
PERIOD = (TODAY - timedelta(days=20), TODAY)
BODY = "I stayed until the cake. I drove home with the radio off.\n\nDilys had sandwiches."
QUOTED = "I stayed until the cake."


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
