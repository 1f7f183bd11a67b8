"""What signing in and out, and a forgotten password, answer: our words and status codes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, flash, g, make_response, redirect, render_template, request, session
from flask import url_for as address_of
from flask_babel import gettext as _

from portal.accounts import passwords
from portal.sign_in import throttle, tried
from portal.sign_in.devices import here
from portal.sign_in.factors import second_step
from portal.sign_in.factors.forms import CodeForm
from portal.sign_in.factors.pages import second_step_page
from portal.sign_in.forms import ForgottenForm
from portal.sign_in.guessing.budgets import Guess
from portal.web.carried import Carried, read_carried
from portal.web.links import own_path

View = Callable[..., Any]
Wrap = Callable[[View], View]

CLEAR = '"cache", "cookies", "storage"'
OF_THE_SIGN_IN = ("_user_id", "_fresh", "_id", "fs_cc", "fs_paa")


def signing_in(view: View) -> View:
    """After a sign-in over a half-written page, offer what was written; say 400 to a refusal.

    Every try is counted before it is looked at, and one too many is not looked at.
    """

    @wraps(view)
    def answer(**variables: Any) -> Response:
        claimed = tried.claimed() if request.method == "POST" else None
        if claimed and (wait := throttle.refuse_or_count(Guess.PASSWORD, claimed)):
            return tried.too_often(wait)
        response = make_response(view(**variables))
        if claimed and response.status_code == 302:
            throttle.was_right(Guess.PASSWORD, claimed)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 400
        carried = read_carried(request.form.get("carried"))
        if response.status_code == 302 and carried is not None:
            waiting = second_step.waiting()
            if waiting is not None:
                form = CodeForm(formdata=None, carried=request.form["carried"])
                return second_step_page(waiting, form, 200)
            return offered_again(carried, "signed_in")
        if response.location and own_path(response.location) is None:
            response.location = address_of("public.front")
        return response

    return answer


def offered_again(carried: Carried, reason: str) -> Response:
    """Give a form back that was carried along, to be sent with one press, or by itself."""
    page = render_template(
        "errors/resend.html",
        fields=carried.fields,
        action=carried.action,
        reason=reason,
        goes_on=carried.goes_on and reason == "signed_in",
    )
    return make_response(page)


def signing_out(view: View) -> View:
    """Leave nothing behind in the browser: no cookie, no page, no stored draft."""

    @wraps(view)
    def answer(**variables: Any) -> Response:
        response = make_response(view(**variables))
        here.end()
        session.clear()
        response.headers["Clear-Site-Data"] = CLEAR
        return response

    return answer


def asking_for_a_link(view: View) -> View:
    """Answer the same whether the address has an account or not."""

    @wraps(view)
    def answer(**variables: Any) -> Response:
        if request.method == "GET":
            return make_response(view(**variables))
        if not request.form.get("email", "").strip():
            return _asked_without_address()
        if throttle.refuse_or_count(Guess.RESET, request.form["email"]):
            passwords.hashed("what is passed over takes as long")
        else:
            view(**variables)
        flash(
            _(
                "If this address has an account here, a mail with a link is on its way to it. "
                "The link lasts 30 minutes."
            )
        )
        return make_response(redirect(request.path, 303))

    return answer


def _asked_without_address() -> Response:
    form = ForgottenForm()
    form.validate()
    page = render_template("sign_in/forgotten.html", forgot_password_form=form)
    return make_response(page, 400)


def choosing_a_password(view: View) -> View:
    """Say what became of a link for a new password."""

    @wraps(view)
    def answer(**variables: Any) -> Response:
        response = make_response(view(**variables))
        if response.status_code == 200 and request.method == "POST":
            response.status_code = 400
        elif response.location == address_of("security.login"):
            flash(_("Your new password is set. Sign in with it."))
        elif response.status_code == 302:
            flash(_("This link was used already, or is older than 30 minutes. Ask for a new one."))
        return response

    return answer


def forget_what_was_before() -> None:
    """Keep of the browser's session only what the sign-in itself has just put there."""
    fresh = {name: session[name] for name in OF_THE_SIGN_IN if name in session}
    session.clear()
    session.update(fresh)
    g.pop("csrf_token", None)
