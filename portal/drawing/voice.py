"""How a report or a drawing speaks: one translator, one way to write a day, twelve month names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from portal.drawing.frame import MONTHS


class Say(Protocol):
    """Translates an English message and fills in its `%(name)s`; `gettext` is one.

    Without values the message comes back with its gaps, to be filled in later.
    """

    def __call__(self, message: str, /, **values: object) -> str: ...


def english_day(day: date) -> str:
    """`12 February 2026`; the way to write a day unless the caller brings its language's."""
    names = "January February March April May June July August September October November December"
    return f"{day.day} {names.split()[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Voice:
    """The words at hand, all in one `language`; `months` are short names."""

    say: Say
    day: Callable[[date], str] = english_day
    months: tuple[str, ...] = MONTHS
    language: str = "en"
