"""What is said of measures in the client's own words: what was chosen, and no verdict at all."""

from flask_babel import gettext as _

from portal.measures.course.figures import on
from portal.measures.course.series import Entry, Part
from portal.measures.questions import Question


def lines(part: Part) -> list[str]:
    """Say each line's last number, and its first."""
    return [_line(question, part) for question in part.sheet.questions]


def _line(question: Question, part: Part) -> str:
    answered = [one for one in part.entries if question.number in one.values]
    if not answered:
        return _("“%(words)s” has not been answered yet.", words=question.words)
    first, last = answered[0], answered[-1]
    said = {
        "words": question.words,
        "number": _value(question, last),
        "day": on(last.on),
        "low": question.low,
        "high": question.high,
    }
    if first is last:
        return _("“%(words)s” was %(number)s on %(day)s (0: %(low)s; 10: %(high)s).", **said)
    said |= {"before": _value(question, first), "since": on(first.on)}
    return _(
        "“%(words)s” was %(number)s on %(day)s, and %(before)s on %(since)s "
        "(0: %(low)s; 10: %(high)s).",
        **said,
    )


def _value(question: Question, entry: Entry) -> str:
    return str(entry.values[question.number])
