"""Small words for lists and numbers, in the page's language."""

from collections.abc import Sequence

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import lazy_gettext as _


def listed(items: Sequence[str]) -> str:
    """Say several things as people do: Ruth, Sena and Tobias."""
    return str(format_list(list(items), locale=get_locale()))


NUMBERS = (
    _("none"),
    _("one"),
    _("two"),
    _("three"),
    _("four"),
    _("five"),
    _("six"),
    _("seven"),
    _("eight"),
    _("nine"),
    _("ten"),
    _("eleven"),
    _("twelve"),
)


def number(count: int) -> str:
    """Say a small whole number in words, as prose does; from thirteen on in figures."""
    return str(NUMBERS[count] if 0 <= count < len(NUMBERS) else count)


def sentence(words: str) -> str:
    """Return words with their first letter as a sentence begins."""
    return words[:1].upper() + words[1:]


def minutes(seconds: int) -> str:
    """Say how long a reading takes: under a minute, about a minute, about six minutes."""
    if seconds < 45:
        return str(_("under a minute"))
    whole = max(1, round(seconds / 60))
    return ngettext("about a minute", "about %(many)s minutes", whole, many=number(whole))


def first_name(name: str) -> str:
    """Return what somebody is called in a short sentence; a name that begins with a title whole."""
    first = name.split()[0] if name.split() else name
    return name if first.endswith(".") else first
