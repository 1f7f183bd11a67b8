"""Forms for second factors: shape and wording, no database."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from portal.web.carried import Carried, read_carried
from portal.web.forms import clean, readable, single_line

LONGEST_NAME = 60
LONGEST_CODE = 80  # with everything that people put between its groups
NOT_THIS = _("This code does not open the door. Wait for the next one in the app, and type that.")
NOT_RIGHT = _("That is not a code of yours, or it was used already. Look at it once more.")
NO_PASSKEY = _("The passkey could not be read. Try it once more.")
HERE_ALREADY = _("This passkey is here already.")
TYPED: dict[str, Any] = {"spellcheck": "false", "autocapitalize": "none"}
OF_AN_APP: dict[str, Any] = {**TYPED, "autocomplete": "one-time-code", "inputmode": "numeric"}


class CodeForm(FlaskForm):
    """A code of an authenticator app; `carried` holds a half-written form."""

    code = StringField(
        _("Code from your app"),
        [DataRequired(_("Type the six digits that the app shows now.")), Length(max=LONGEST_CODE)],
        render_kw=OF_AN_APP,
    )
    carried = HiddenField()

    @property
    def typed(self) -> StringField:
        """The field that a person fills in."""
        return self.code

    @property
    def waiting(self) -> Carried | None:
        """What was half written when the sign-in ran out."""
        return read_carried(self.carried.data)


class RecoveryCodeForm(FlaskForm):
    """One of the recovery codes."""

    recovery_code = StringField(
        _("Recovery code"),
        [DataRequired(_("Type one of your recovery codes.")), Length(max=LONGEST_CODE)],
        render_kw={**TYPED, "autocomplete": "off"},
        description=_("Small or capital letters, with or without the lines between."),
    )
    carried = HiddenField()

    @property
    def typed(self) -> StringField:
        """The field that a person fills in."""
        return self.recovery_code


class PasskeyForm(FlaskForm):
    """A new passkey and what its owner calls it; `credential` is filled in by passkey.js."""

    name = StringField(
        _("What to call it"),
        [
            DataRequired(_("Give it a name, such as the device that it lies in.")),
            Length(max=LONGEST_NAME, message=_("A shorter name, please: up to 60 letters.")),
            readable,
        ],
        filters=[clean, single_line],
        description=_("So that you know it again: my phone, the laptop at the practice."),
        render_kw={"autocomplete": "off"},
    )
    credential = HiddenField()
