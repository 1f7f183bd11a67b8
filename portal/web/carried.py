"""A form on its way through another page: past a sign-in that ran out, or a proof that is asked."""

import json
from dataclasses import dataclass

from flask import request

DOORS = ("/my/", "/practice/", "/account/")
GOES_ON = ("resend", "at_once")
"""A field of forms that can be changed again afterwards, such as answers on their way."""


@dataclass(frozen=True)
class Carried:
    """Where a form was going, and its fields in order."""

    action: str
    fields: list[tuple[str, str]]

    @property
    def goes_on(self) -> bool:
        """Whether it says of itself that it is sent on at once, without being looked over."""
        return GOES_ON in self.fields

    def as_text(self) -> str:
        """Return it as a page carries it in a hidden field."""
        return json.dumps({"action": self.action, "fields": self.fields})


def read_carried(text: str | None) -> Carried | None:
    """Return what a page carried along, or None where that is nothing we made."""
    try:
        kept = json.loads(text or "")
        action = str(kept["action"])
        fields = [(str(name), str(value)) for name, value in kept["fields"]]
        json.dumps(kept, ensure_ascii=False).encode()  # half a letter could be shown on no page
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Carried(action, fields) if action.startswith(DOORS) else None


def carried_here() -> Carried | None:
    """Return the form that the one sent now carries along, if it does."""
    return read_carried(request.form.get("carried"))


def sent_here() -> Carried:
    """Return the form that was sent now, without tokens and passwords."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and "password" not in name
    ]
    return Carried(request.path, fields)


def place() -> str:
    """Return the path that was asked for, with its query."""
    query = request.query_string.decode("ascii", "ignore")
    return f"{request.path}?{query}" if query else request.path
