"""Numbers, days and names of rules, as the sentences about measures write them."""

from datetime import date

from babel.dates import format_date
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from portal import clock
from portal.psychometrics.change import Change
from portal.psychometrics.course import Number
from portal.psychometrics.instrument import CutOff, ReliableChange, Source
from portal.web.templating import timezone


def number(value: Number) -> str:
    """Write a number as the page's language does."""
    return str(format_decimal(value))


def points(value: Number) -> str:
    """Say how many points."""
    return _("1 point") if value == 1 else _("%(count)s points", count=number(value))


def size(found: Change) -> Number:
    """Return how far a score moved, whichever way."""
    moved = found.points or 0
    return moved if moved > 0 else -moved


def on(day: date) -> str:
    """Write a day as it stands after *on* and *since*: 3 May, and the year if it is another."""
    pattern = "d MMMM" if day.year == clock.today(timezone()).year else "d MMMM y"
    return format_date(day, pattern, locale=get_locale())


def named(rule: ReliableChange | CutOff) -> str:
    """Name a rule set, and say so where its number could not be checked."""
    return f"{rule.name}{doubt(rule.source)}"


def doubt(source: Source) -> str:
    """Say that a number is from memory, where it is."""
    return "" if source.seen else _(", not checked against its source")


def quoted(band: str | None) -> str:
    """Write the name of a band as its questionnaire's own word, never as what somebody is."""
    return _("“%(band)s”", band=band) if band else ""
