"""A half-written form of an expired sign-in, on its way through the sign-in page and back."""

import json
from dataclasses import dataclass

DOORS = ("/my/", "/practice/", "/account/")


@dataclass(frozen=True)
class Carried:
    """Where a form was going, and its fields in order."""

    action: str
    fields: list[tuple[str, str]]


def read_carried(text: str | None) -> Carried | None:
    """Return what the sign-in page carried along, or None where that is nothing we made."""
    try:
        kept = json.loads(text or "")
        action = str(kept["action"])
        fields = [(str(name), str(value)) for name, value in kept["fields"]]
        json.dumps(kept, ensure_ascii=False).encode()  # half a letter could be shown on no page
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Carried(action, fields) if action.startswith(DOORS) else None
