"""The words of a measure of the client's own: a title, and one to three lines."""

from collections.abc import Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """One question from 0 to 10, with the words for either end."""

    words: str
    low: str
    high: str


class Wording(NamedTuple):
    """A title, and one to three lines."""

    title: str
    lines: Sequence[Line]
