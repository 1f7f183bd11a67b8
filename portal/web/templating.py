"""What every template may use: who asks, what they may do, dates in words, one-time keys."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.support import NullTranslations
from flask import Flask, current_app, g
from flask_babel import format_datetime, get_locale, get_translations, gettext
from jinja2 import StrictUndefined

from portal import clock
from portal.access.door import account, can, current_viewer
from portal.web.isolation import isolate_within_sentences
from portal.web.words import first_name, listed, minutes, number, sentence


def install(app: Flask) -> None:
    """Make the names and filters known to Jinja. A name that is not there is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # the i18n extension's
        lambda words: catalogue().ugettext(words),
        lambda one, many, count: catalogue().ungettext(one, many, count),
        newstyle=True,
    )
    isolate_within_sentences(app.jinja_env)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(can=can, once=once, asset=asset, own_name=own_name)
    app.jinja_env.filters.update(
        day=day,
        day_long=day_long,
        moment=moment,
        at_time=at_time,
        last_day=last_day,
        listed=listed,
        iso=iso,
        number=number,
        sentence=sentence,
        minutes=minutes,
        first_name=first_name,
    )
    app.context_processor(_around)


def _around() -> dict[str, object]:
    locale = get_locale() or Locale("en")
    return {
        "viewer": current_viewer(),
        "portal_name": current_app.config["PORTAL_NAME"],
        "lang": str(locale).replace("_", "-"),
        "dir": locale.text_direction,
    }


def catalogue() -> NullTranslations:
    """Return the translations of this request, looked up once: a page asks hundreds of times."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    found: NullTranslations = g.catalogue
    return found


def own_name() -> str:
    """Return the viewer's own name, opened only when a page asks for it."""
    return str(account().name) if account().is_authenticated else ""


@cache
def asset(name: str) -> str:
    """Return the address of a static file; it changes with its content, so it may be kept."""
    content = Path(current_app.static_folder or "", name).read_bytes()
    return f"{current_app.static_url_path}/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"


def once() -> str:
    """Return a new one-time key for a form."""
    return secrets.token_urlsafe(18)


def timezone() -> str:
    """Return the name of the practice's time zone."""
    zone: str = current_app.config["BABEL_DEFAULT_TIMEZONE"]
    return zone


def _today() -> date:
    return clock.today(timezone())


def _as_date(when: date | datetime) -> date:
    return clock.local(when, timezone()).date() if isinstance(when, datetime) else when


def day(when: date | datetime) -> str:
    """Say a day as people do: Today, Yesterday, Tuesday, 8 November, 8 November 2025."""
    that, today = _as_date(when), _today()
    distance = (today - that).days
    if distance == 0:
        return gettext("Today")
    if distance == 1:
        return gettext("Yesterday")
    if distance == -1:
        return gettext("Tomorrow")
    if abs(distance) < 7:
        return format_date(that, "EEEE", locale=get_locale())
    pattern = "d MMMM" if that.year == today.year else "d MMMM y"
    return format_date(that, pattern, locale=get_locale())


def day_long(when: date | datetime) -> str:
    """Say a day in full: Tuesday 10 November (and the year, if it is another)."""
    that = _as_date(when)
    pattern = "EEEE d MMMM" if that.year == _today().year else "EEEE d MMMM y"
    return format_date(that, pattern, locale=get_locale())


def last_day(end: datetime) -> date:
    """Return the last day of a time that ends at midnight: the one before."""
    return _as_date(end - timedelta(minutes=1))


def moment(when: datetime) -> str:
    """Say a day and a time: Tuesday, 21:14."""
    return f"{day(when)}, {at_time(when)}"


def at_time(when: datetime) -> str:
    """Say a time: 21:14."""
    return clock.local(when, timezone()).strftime("%H:%M")


def iso(when: date | datetime) -> str:
    """Return the machine's form of a day or a moment, for `<time datetime>`."""
    if isinstance(when, datetime):
        return str(format_datetime(when, "yyyy-MM-dd'T'HH:mm:ssZZZZZ"))
    return when.isoformat()
