"""Days and greetings as they stand inside a sentence."""

from datetime import datetime

from flask_babel import gettext as _

from portal import clock
from portal.web.templating import at_time, day, timezone


def on_day(moment: datetime) -> str:
    """Say a past day inside a sentence: today, yesterday, Tuesday, on 8 November."""
    distance = _days_from_now(moment)
    if distance == 0:
        return _("today")
    if distance == -1:
        return _("yesterday")
    return day(moment) if distance > -7 else _("on %(day)s", day=day(moment))


def coming(moment: datetime) -> str:
    """Say a coming moment inside a sentence: today at 15:00, tomorrow at 9:00, Thursday."""
    distance = _days_from_now(moment)
    if distance == 0:
        return _("today at %(time)s", time=at_time(moment))
    if distance == 1:
        return _("tomorrow at %(time)s", time=at_time(moment))
    return day(moment) if distance < 7 else _("on %(day)s", day=day(moment))


def greeting(moment: datetime) -> str:
    """Say hello as the hour has it."""
    hour = clock.local(moment, timezone()).hour
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


def _days_from_now(moment: datetime) -> int:
    that = clock.local(moment, timezone()).date()
    return (that - clock.today(timezone())).days
