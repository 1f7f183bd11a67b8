"""The directory in the words of the page's language, and what any template may ask of it."""

from urllib.parse import quote

from babel import Locale
from flask import Flask, current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from portal import clock
from portal.web.crisis.directory import (
    EUROPE,
    EVERYWHERE,
    Numbers,
    edition,
    numbers_at,
    numbers_for,
    overdue,
)
from portal.web.crisis.entries import Contact, Kind, Line, Way
from portal.web.templating import asset, timezone

DIFFERS = "differs"


def install(app: Flask) -> None:
    """Make the words known to Jinja, on pages and on error pages alike."""
    app.jinja_env.globals.update(
        numbers_here=numbers_here, help_worker=help_worker, numbers_to_check=numbers_to_check
    )
    app.jinja_env.filters.update(
        place_name=place_name, offers=offers, when_and_how=when_and_how, reached_by=reached_by
    )


def numbers_here() -> Numbers:
    """Return who answers where the practice is."""
    return numbers_at(current_app.extensions["settings"].crisis_region)


def numbers_to_check() -> dict[str, list[str]]:
    """Return what nobody compared with its sources for half a year: names of lines by country."""
    due: dict[str, list[str]] = {}
    for country, line in overdue(clock.today(timezone())):
        names = due.setdefault(place_name(numbers_for(country)), [])
        names.append(line.name or _("the emergency number"))
    return due


def help_worker() -> str:
    """Return the address of what keeps the page for a time without a network.

    It changes with the numbers and with the place, so that browsers keep the page anew.
    """
    settings = current_app.extensions["settings"]
    return f"{asset('js/help_worker.js')}&numbers={edition()}&place={quote(settings.crisis_region)}"


def place_name(numbers: Numbers) -> str:
    """Name a place: Ireland; Scotland; Elsewhere in Europe."""
    if numbers.region:
        return _region(numbers.region)
    if numbers.country == EUROPE:
        return _("Elsewhere in Europe")
    if numbers.country == EVERYWHERE:
        return _("Anywhere else")
    return str(_locale().territories[numbers.country])


def offers(line: Line, here: Numbers) -> str:
    """Say what somebody finds there, and in which nation where the whole country is listed."""
    what = _kind(line.kind)
    if here.region or not line.regions:
        return what
    return _("%(what)s, in %(place)s", what=what, place=", ".join(map(_region, line.regions)))


def when_and_how(line: Line) -> str:
    """Say when it answers, whether it is free, and in which languages."""
    said = [_hours(line.hours), *([_("free")] if line.is_free else [])]
    said += [str(_locale().languages[language]) for language in line.languages]
    return ", ".join(said)


def reached_by(contact: Contact) -> str:
    """Say what to do: call a number, text a word to one, open a page."""
    if contact.way is Way.CHAT:
        return _("Open %(page)s", page=contact.to.removeprefix("https://").removeprefix("www."))
    if contact.way is Way.CALL and contact.say:
        return _("Call %(number)s, choose %(option)s", number=contact.to, option=contact.say)
    if contact.way is Way.CALL:
        return _("Call %(number)s", number=contact.to)
    if contact.say:
        return _("Text %(word)s to %(number)s", word=contact.say, number=contact.to)
    return _("Text %(number)s", number=contact.to)


def _kind(kind: Kind) -> str:
    return {
        Kind.EMERGENCY: _("If a life is in danger"),
        Kind.URGENT: _("Urgent mental health help from the health service"),
        Kind.SUICIDE: _("For thoughts of ending your life, and for any crisis"),
        Kind.TALK: _("Somebody to talk to"),
        Kind.YOUNG: _("For children and young people"),
        Kind.LIST: _("Finds a service where you are"),
    }[kind]


def _hours(hours: str) -> str:
    if hours == DIFFERS:
        return _("hours differ by country")
    return hours or _("day and night")


def _region(code: str) -> str:
    return {
        "ENG": _("England"),
        "SCT": _("Scotland"),
        "WLS": _("Wales"),
        "NIR": _("Northern Ireland"),
    }[code]


def _locale() -> Locale:
    return get_locale() or Locale("en")
