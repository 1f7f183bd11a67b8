"""Small words for lists and numbers, in the page's language."""

from collections.abc import Sequence

from babel.lists import format_list
from flask_babel import get_locale


def listed(items: Sequence[str]) -> str:
    """Say several things as people do: Ruth, Sena and Tobias."""
    return str(format_list(list(items), locale=get_locale()))
