"""Between the password and the door: who has given the first, and must still show the second.

Flask-Security asks this part whether somebody has a second factor (its `TfPluginBase`). What a
browser holds in between names an account that is not signed in, and opens nothing else.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, cast

from flask import make_response, redirect, url_for
from flask import session as cookie
from flask.typing import ResponseValue
from flask_security import UserMixin
from flask_security.tf_plugin import TfPluginBase

from portal import clock
from portal.access.door import session
from portal.accounts.models import User
from portal.sign_in.factors import queries

NAME = "second_step"
LASTS = timedelta(minutes=10)


class Waiting(NamedTuple):
    """Somebody whose password was right."""

    user: User
    leads_to: str


class SecondStep(TfPluginBase):
    """Tells Flask-Security who has a second factor, and leads them to our page."""

    def get_setup_methods(self, user: UserMixin) -> list[tuple[str, str]]:
        has_any = queries.factors_of(session(), cast(User, user).id).total > 0
        return [("second_step", "")] if has_any else []

    def tf_login(
        self, user: UserMixin, json_payload: dict[str, Any], next_loc: str | None
    ) -> ResponseValue:
        cookie.pop("tf_user_id", None)  # Flask-Security's own note of the same, without a time
        cookie[NAME] = [user.fs_uniquifier, clock.now().timestamp(), next_loc or ""]
        return make_response(redirect(url_for("second_step.ask")))


def waiting() -> Waiting | None:
    """Return who has given a password in this browser some minutes ago at most."""
    uniquifier, at, leads_to = cookie.get(NAME, ("", 0.0, ""))
    if clock.now() - datetime.fromtimestamp(at, UTC) >= LASTS:
        return None
    user = queries.account_behind(session(), uniquifier)
    return None if user is None else Waiting(user, leads_to)
