"""The two ends of a sign-in: inside, where somebody wanted to be, or back at its beginning."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_security import login_user

from portal.accounts.models import User
from portal.sign_in.answers import offered_again
from portal.sign_in.forms import SignInForm
from portal.web.carried import read_carried
from portal.web.links import own_path


def come_in(user: User, leads_to: str, *, by: str) -> Response:
    """Sign somebody in, and lead them to what they wanted, or to the form they had half written."""
    login_user(user, authn_via=[by])
    carried = read_carried(request.form.get("carried"))
    if carried is not None:
        return offered_again(carried, "signed_in")
    return make_response(redirect(own_path(leads_to) or url_for("public.front")))


def sign_in_again(words: str) -> Response:
    """Ask for the address and the password again, and say why; what came along stays."""
    form = SignInForm()
    form.form_errors.append(words)
    page = render_template("sign_in/sign_in.html", login_user_form=form)
    return make_response(page, 400)
