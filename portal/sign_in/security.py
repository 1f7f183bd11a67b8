"""Flask-Security behind the Door: sign-in, sign-out, a forgotten password, on our own pages."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_security import PasswordUtil, Security, SQLAlchemyUserDatastore
from flask_security import signals as happened
from flask_security.mail_util import MailUtil
from sqlalchemy.orm import Session

from portal.access import door, guard, scope
from portal.access.permissions import Permission
from portal.access.viewer import Role, Viewer
from portal.accounts import passwords
from portal.accounts.forms import problems_of
from portal.accounts.models import User
from portal.accounts.queries import words_about
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.extensions import db
from portal.notices.services import post_words
from portal.sign_in import answers, throttle
from portal.sign_in.confirm_views import confirm_first
from portal.sign_in.devices import here, services
from portal.sign_in.factors.pages import passkey_question
from portal.sign_in.forms import ForgottenForm, NewPasswordForm, SignInForm
from portal.sign_in.settings import SETTINGS
from portal.vault.keyring import KeyRing
from portal.web.links import public_link

FindViewer = Callable[[Session, str, bytes], tuple[User, Viewer] | None]

# What each view of Flask-Security answers with, and whether it writes from its first statement.
OPEN: dict[str, tuple[answers.Wrap, bool]] = {
    "security.login": (answers.signing_in, False),
    "security.logout": (answers.signing_out, True),
    "security.forgot_password": (answers.asking_for_a_link, False),
    "security.reset_password": (answers.choosing_a_password, True),
}


class Outbox(MailUtil):
    """Puts Flask-Security's mails into the outbox, so that no view waits for a mail server."""

    def send_mail(self, template: str, subject: str, recipient: Any, *args: Any, **kw: Any) -> None:
        link = public_link("security.reset_password", token=kw["reset_token"])
        practice_id = kw["user"].practice_id
        door.begin_writing()
        passwords.hashed("an unknown address costs a hash, so a known one does too")
        post_words(door.session(), practice_id, recipient, "notices/reset.txt", link=link)


class Passwords(PasswordUtil):
    """Tells Flask-Security what we refuse, wherever it takes a new password."""

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        user: User = kwargs["user"]
        scope.enter(door.session(), user.as_owner())
        problems = problems_of(password, words_about(door.session(), user, user.email))
        door.begin_writing()  # what follows is hashing, and that must not hold up writers
        return problems or None, passwords.normal(password)


class Store(SQLAlchemyUserDatastore):
    """Accounts for Flask-Security. Committing is the Door's work alone."""

    def commit(self) -> None:
        db.session.flush()


def install(app: Flask, keyring: KeyRing, find: FindViewer) -> None:
    """Bind Flask-Security to the application and bring its views behind the Door.

    `find` looks up the account and the viewer behind a sign-in, anew for every request.
    """
    app.config.from_mapping(SETTINGS)
    app.config["SECURITY_PASSWORD_SALT"] = keyring.secret("password salt").hex()
    app.config["SECURITY_EMAIL_SENDER"] = app.config["MAIL_DEFAULT_SENDER"]
    security = Security(
        app,
        Store(db, User, None),  # type: ignore[arg-type]
        login_form=SignInForm,
        forgot_password_form=ForgottenForm,
        reset_password_form=NewPasswordForm,
        mail_util_cls=Outbox,
        password_util_cls=Passwords,
    )
    security.support_mfa = True  # ours: settings.py names the part that is asked
    security.want_json(lambda asked: False)  # its JSON would hold a token
    app.jinja_env.globals["passkey_question"] = passkey_question
    _ask_only_when_needed(app)
    here.install(app)
    app.extensions["confirm_first"] = confirm_first
    app.login_manager.user_loader(_loader(find))  # type: ignore[attr-defined]
    app.login_manager.request_loader(lambda asked: None)  # type: ignore[attr-defined] # no tokens
    for endpoint, (answer, writes) in OPEN.items():
        app.view_functions[endpoint] = answer(app.view_functions[endpoint])
        guard.mark(app, endpoint, Permission.PUBLIC, writes=writes)
    for endpoint in app.view_functions:
        if endpoint.startswith("security.") and endpoint not in OPEN:
            guard.shut(app, endpoint)
    happened.user_authenticated.connect(_begin_anew, app)
    happened.password_reset.connect(_note_reset, app)


def _ask_only_when_needed(app: Flask) -> None:
    """Load an account when the Door asks, not for every file, error page and address.

    flask-login would load it for every template, flask-principal before every request.
    """
    around, before = app.template_context_processors[None], app.before_request_funcs[None]
    around[:] = [one for one in around if one.__module__ != "flask_login.utils"]
    before[:] = [one for one in before if one.__module__ != "flask_principal"]


def _loader(find: FindViewer) -> Callable[[str], User | None]:
    def load(uniquifier: str) -> User | None:
        """Return the account of a sign-in, and let the request act as its viewer."""
        token_hash = here.token_hash_of_browser()
        found = find(door.session(), uniquifier, token_hash) if token_hash else None
        if found is None:
            return None
        user, viewer = found
        door.be(viewer)
        return user

    return load


def _begin_anew(app: Flask, user: User, **extra: Any) -> None:
    """Record a sign-in; nothing of what the browser held before it goes along."""
    here.end()
    answers.forget_what_was_before()
    here.open_for(user)
    throttle.came_in(user.email)
    _record_own(Kind.SIGNED_IN, user)


def _note_reset(app: Flask, user: User, **extra: Any) -> None:
    """Record a new password; whoever came in with the old one is out."""
    services.end_all_but(door.session(), user.id, device_id=None)
    throttle.chose_anew(user.email)
    _record_own(Kind.PASSWORD_RESET, user)


def _record_own(kind: Kind, user: User) -> None:
    """Record what somebody did with their account; a client finds it in their own record."""
    client_id = user.id if user.role is Role.CLIENT else None
    record(door.session(), Happening(kind, user.practice_id, user.id, client_id, user.id))
