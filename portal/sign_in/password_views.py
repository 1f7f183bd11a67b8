"""The page for another password, for somebody who is signed in."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import login_user

from portal.access.door import Door, account, begin_writing, session
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts import passwords, queries
from portal.accounts.forms import AcceptForm
from portal.sign_in.changing import change_password
from portal.sign_in.factors.pages import layout_for

door = Door("password", __name__, prefix="/account")


@door.get("/password", permission=Permission.ACCOUNT_CHANGE, confirmed=True)
def password(viewer: Viewer) -> ResponseReturnValue:
    """Ask for another password."""
    return _page(viewer, AcceptForm(known=()), 200)


@door.post("/password", permission=Permission.ACCOUNT_CHANGE, reads_first=True, confirmed=True)
def change(viewer: Viewer) -> ResponseReturnValue:
    """Set another password, and sign this browser in with it anew."""
    assert viewer.user_id is not None
    form = AcceptForm(known=queries.words_about(session(), account(), account().email))
    if not form.validate_on_submit():
        return _page(viewer, form, 400)
    begin_writing()  # hashing takes long, and no writer shall wait for it
    password_hash = passwords.hashed(form.password.data)
    user = queries.user(session(), viewer.user_id)
    change_password(session(), user, password_hash=password_hash)
    login_user(user, authn_via=["password"])
    flash(_("Your new password is set. Wherever else you were signed in, you are signed out."))
    return redirect(url_for("account.signing_in"))


def _page(viewer: Viewer, form: AcceptForm, status: int) -> Response:
    page = render_template(
        "sign_in/password.html", layout=layout_for(viewer), form=form, address=account().email
    )
    return make_response(page, status)
