"""A sign-in that is tried: for which address, and what is said to one try too many."""

from datetime import timedelta
from math import ceil

from flask import Response, make_response, render_template
from flask_babel import gettext as _

from portal.access.door import current_viewer
from portal.sign_in import throttle
from portal.sign_in.forms import SignInForm

TOO_MANY_REQUESTS = 429


def claimed() -> str | None:
    """Return the address that a password is tried for, or None where nothing is tried."""
    form = SignInForm()
    if current_viewer().is_signed_in or not form.password.data:
        return None
    return form.email.data or None


def too_often(wait: timedelta) -> Response:
    """Say how long to wait. The password was not looked at, whoever it was for."""
    form = SignInForm()
    form.form_errors = [
        throttle.words(wait),
        _("If waiting does not help, ask for a new password."),
    ]
    page = render_template("sign_in/sign_in.html", login_user_form=form)
    response = make_response(page, TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return response
