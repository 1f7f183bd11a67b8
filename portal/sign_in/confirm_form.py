"""The form that asks for a proof of who is there: shape and wording, no database."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from portal.accounts import passwords
from portal.sign_in.factors.forms import LONGEST_CODE, OF_AN_APP
from portal.web.carried import Carried, read_carried


class ConfirmForm(FlaskForm):
    """Proving once more who is there; `carried` holds the form that asked for it."""

    password = PasswordField(
        _("Password"),
        [
            DataRequired(_("Enter your password.")),
            Length(
                max=4 * passwords.LONGEST, message=_("That is not the password of this account.")
            ),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        _("Code from your app"),
        [DataRequired(_("Type the six digits that the app shows now.")), Length(max=LONGEST_CODE)],
        render_kw=OF_AN_APP,
    )
    next = HiddenField()
    carried = HiddenField()

    @property
    def waiting(self) -> Carried | None:
        """What somebody was about to do."""
        return read_carried(self.carried.data)
