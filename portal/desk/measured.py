"""What a client's page says of measures: the last scores in words, and that a talk may be due."""

from decimal import Decimal

from flask_babel import gettext as _

from portal import clock
from portal.caseload.summary import Standing, Summary
from portal.measures.course.figures import number, on
from portal.web.templating import timezone


def measure_lines(summary: Summary) -> list[str]:
    """Say the last score of each measure, and the first beside it."""
    return [_line(one) for one in summary.measures]


def is_worth_a_conversation(summary: Summary) -> bool:
    """Tell whether a rule has found something that was not put aside."""
    today = clock.today(timezone())
    return any(one.has_prompts(today) for one in summary.measures)


def _line(one: Standing) -> str:
    if one.on is None:
        return _("%(name)s is asked for, and has no score yet.", name=one.name)
    said = {"name": one.name, "score": number(Decimal(one.last)), "day": on(one.on)}
    if one.since is None:
        return _("%(name)s was %(score)s on %(day)s.", **said)
    said |= {"first": number(Decimal(one.first)), "since": on(one.since)}
    return _("%(name)s was %(score)s on %(day)s, and %(first)s on %(since)s.", **said)
