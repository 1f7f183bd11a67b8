"""Hours of a week, and how long ago something was, in words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from babel.dates import get_day_names
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from portal import clock
from portal.safety.hours import Hours
from portal.safety.models import SafetyReview
from portal.web.words import listed, number

WHOLE_WEEK = 7
A_RUN = 3
"""So many days on end are said as from one to another."""


def in_which_hours(hours: Hours) -> str:
    """Say when somebody looks: Monday to Friday, 09:00 to 17:00."""
    days = days_in_words(sorted(hours.weekdays))
    if hours.opens == hours.closes:
        return _("%(days)s, at any hour from %(opens)s on", days=days, opens=_clock(hours.opens))
    times = {"days": days, "opens": _clock(hours.opens), "closes": _clock(hours.closes)}
    if hours.closes < hours.opens:
        return _("%(days)s, %(opens)s to %(closes)s the next morning", **times)
    return _("%(days)s, %(opens)s to %(closes)s", **times)


def within(hours: Hours) -> str:
    """Say within how long: within eight working hours."""
    return ngettext(
        "within one working hour",
        "within %(many)s working hours",
        hours.within,
        many=number(hours.within),
    )


def days_in_words(days: Sequence[int]) -> str:
    """Say days of the week, 0 for Monday: every day, Monday to Friday, Tuesday and Thursday."""
    if len(days) == WHOLE_WEEK:
        return _("Every day")
    names = get_day_names("wide", locale=get_locale())
    said: list[str] = []
    for _distance, run in groupby(enumerate(days), key=lambda each: each[1] - each[0]):
        on_end = [names[day] for _place, day in run]
        if len(on_end) >= A_RUN:
            on_end = [_("%(first)s to %(last)s", first=on_end[0], last=on_end[-1])]
        said += on_end
    return listed(said)


def ago(moment: datetime) -> str:
    """Say how long ago something was: just now, 20 minutes ago, 14 hours ago, three days ago."""
    passed = clock.now() - moment
    if passed < timedelta(minutes=1):
        return _("just now")
    minutes = int(passed.total_seconds()) // 60
    if minutes < 60:
        return ngettext("a minute ago", "%(many)s minutes ago", minutes, many=number(minutes))
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("an hour ago", "%(many)s hours ago", hours, many=number(hours))
    days = minutes // (24 * 60)
    return ngettext("a day ago", "%(many)s days ago", days, many=number(days))


def why(review: SafetyReview) -> str:
    """Say why a person should look, alike for every answer, without a word of a risk."""
    if review.answered is None:
        return _("I’m struggling with safety")
    return _("An answer that a person should look at")


def _clock(at: object) -> str:
    return f"{at:%H:%M}"
