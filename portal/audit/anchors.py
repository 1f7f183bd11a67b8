"""The ends of all chains as a few lines to keep elsewhere: what was cut since then shows (pure).

Whoever can write to the database can cut a chain and move its head. They cannot change a line on
paper in somebody's drawer, or in a backup that lies elsewhere.
"""

import re
from collections.abc import Mapping

Anchors = Mapping[str, str]
"""By a chain's id: the number of its last event and that event's hash, with a colon between."""

_LINE = re.compile(r"([0-9a-f-]{36}) +([0-9]+:[0-9a-f]{64})")


class NoAnchors(ValueError):
    """The text holds no line with a chain, a number and a hash."""


def as_text(anchors: Anchors) -> str:
    """Return the anchors, a line each."""
    return "\n".join(f"{chain} {end}" for chain, end in sorted(anchors.items()))


def from_text(text: str) -> Anchors:
    """Return the anchors that stand in `text`, among whatever else. Raises NoAnchors."""
    found = dict(_LINE.findall(text))
    if not found:
        raise NoAnchors("There is no line with a chain, a number and a hash in it.")
    return found
