"""Forms for signing in and for a forgotten password: shape and wording, no database."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_security.forms import (
    ForgotPasswordForm,
    LoginForm,
    ResetPasswordForm,
)
from flask_security.forms import valid_user_email as known_address
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, EqualTo, Length

from portal.accounts import passwords
from portal.accounts.forms import AGAIN, CHOOSE, NEW, SAME
from portal.sign_in.settings import NOT_TOGETHER
from portal.web.carried import Carried, read_carried
from portal.web.links import own_path

MAIL = {"autocomplete": "username webauthn", "inputmode": "email", "spellcheck": "false"}


class SignInForm(LoginForm):
    """Address and password; `carried` holds a half-written form of an expired sign-in."""

    email = EmailField(_("Email"), [DataRequired(_("Enter your email address."))], render_kw=MAIL)
    password = PasswordField(
        _("Password"),
        [
            DataRequired(_("Enter your password.")),
            Length(max=4 * passwords.LONGEST, message=NOT_TOGETHER),  # as typed: before NFC
        ],
        render_kw={"autocomplete": "current-password"},
    )
    remember = None  # type: ignore[assignment]
    carried = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""  # the page has the way to a new password
        self.next.data = own_path(self.next.data) or ""

    @property
    def waiting(self) -> Carried | None:
        """What was half written when the sign-in ran out."""
        return read_carried(self.carried.data)


class ForgottenForm(ForgotPasswordForm):
    """Where to send the link for a new password; an address is looked up as it is counted."""

    email = EmailField(
        _("Email"),
        [DataRequired(_("Enter your email address.")), known_address],
        render_kw=MAIL,
    )


class NewPasswordForm(ResetPasswordForm):
    """A new password after a reset; what is refused is said by `problems_of`."""

    password = PasswordField(_("A new password"), [DataRequired(CHOOSE)], **NEW)
    password_confirm = PasswordField(_("The same again"), [EqualTo("password", SAME)], **AGAIN)
