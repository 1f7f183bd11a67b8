"""Flask-Security behind the Door: sign-in, sign-out and a forgotten password, with our own pages."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security import signals as happened
from flask_security.mail_util import MailUtil
from sqlalchemy.orm import Session

from portal.access import door
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.accounts.forms import ForgottenForm, NewPasswordForm, Passwords, SignInForm
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.extensions import db
from portal.notices.services import Mail, post
from portal.vault.keyring import KeyRing

FindViewer = Callable[[Session, str], tuple[User, Viewer] | None]
OPEN = ("security.login", "security.logout", "security.forgot_password", "security.reset_password")

SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_RESET_URL": "/forgotten",
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(minutes=30),
    "SECURITY_RECOVERABLE": True,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_AUTO_LOGIN_AFTER_RESET": False,
    "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
    "SECURITY_POST_RESET_VIEW": "/sign-in",
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_USE_VERIFY_PASSWORD_CACHE": False,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
    "SECURITY_FORGOT_PASSWORD_TEMPLATE": "accounts/forgotten.html",
    "SECURITY_RESET_PASSWORD_TEMPLATE": "accounts/new_password.html",
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [
        {"email": {"mapper": lambda address: address, "case_insensitive": False}}
    ],
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": (
        "That email address and password don't belong together here. Look at both once more.",
        "error",
    ),
    "SECURITY_MSG_LOGIN": ("", "info"),
}


class Outbox(MailUtil):  # type: ignore[misc]
    """Puts Flask-Security's mails into the outbox, so that no view waits for a mail server."""

    def send_mail(self, template: str, subject: str, recipient: Any, *args: Any, **kw: Any) -> None:
        user = kw["user"]
        words = render_template("notices/reset.txt", link=kw["reset_link"])
        post(door.session(), user.practice_id, Mail(recipient, _subject(), words))


def _subject() -> str:
    return render_template("notices/subject.txt").strip()


class Store(SQLAlchemyUserDatastore):  # type: ignore[misc]
    """Accounts for Flask-Security. Committing is the Door's work alone."""

    def commit(self) -> None:
        db.session.flush()


def install(app: Flask, keyring: KeyRing, find: FindViewer) -> None:
    """Bind Flask-Security to the application and bring its views behind the Door.

    `find` looks up the account and the viewer behind a sign-in, anew for every request.
    """
    app.config.from_mapping(SETTINGS)
    salt = keyring.secret("password salt").hex()
    app.config["SECURITY_PASSWORD_SALT"] = salt
    app.config["SECURITY_EMAIL_SENDER"] = app.config["MAIL_DEFAULT_SENDER"]
    Security(
        app,
        Store(db, User, None),
        login_form=SignInForm,
        forgot_password_form=ForgottenForm,
        reset_password_form=NewPasswordForm,
        mail_util_cls=Outbox,
        password_util_cls=Passwords,
    )
    app.login_manager.user_loader(_loader(find))  # type: ignore[attr-defined]
    for endpoint in OPEN:
        door.mark(
            app, endpoint, Permission.PUBLIC, writes=endpoint != "security.login"
        )
    app.view_functions["security.login"] = _carrying_on(app.view_functions["security.login"])
    happened.user_authenticated.connect(_note_sign_in, app)
    happened.password_reset.connect(_note_reset, app)


def _loader(find: FindViewer) -> Callable[[str], User | None]:
    def load(uniquifier: str) -> User | None:
        """Return the account of a sign-in, and let the request act as its viewer."""
        found = find(door.session(), uniquifier)
        if found is None:
            return None
        user, viewer = found
        door.be(viewer)
        return user

    return load


def _carrying_on(sign_in: Any) -> Any:
    """After a sign-in over a half-written page, offer what was written; say 400 to a refusal."""

    def carrying_on() -> Response:
        response = make_response(sign_in())
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 400
        carried = request.form.get("carried")
        if response.status_code == 302 and carried:
            return make_response(_resend(carried))
        return response

    carrying_on.permission = sign_in.permission  # type: ignore[attr-defined]
    carrying_on.writes = sign_in.writes  # type: ignore[attr-defined]
    return carrying_on


def _resend(carried: str) -> str:
    """Show the words that waited. They come from the person's own form, as any form does."""
    kept = json.loads(carried)
    action = kept["action"] if str(kept["action"]).startswith(("/my/", "/practice/")) else "/"
    return render_template(
        "errors/resend.html", fields=kept["fields"], action=action, reason="signed_in"
    )


def _note_sign_in(app: Flask, user: User, **extra: Any) -> None:
    record(door.session(), Happening(Kind.SIGNED_IN, user.practice_id, user.id, None, user.id))


def _note_reset(app: Flask, user: User, **extra: Any) -> None:
    record(door.session(), Happening(Kind.PASSWORD_RESET, user.practice_id, user.id, None, user.id))

