"""Forms for invitations, and what every form says of a password: no database."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, StringField
from wtforms.validators import (
    AnyOf,
    DataRequired,
    Email,
    EqualTo,
    Length,
    ValidationError,
)

from portal.access.viewer import Role
from portal.accounts import passwords
from portal.web.forms import clean, readable, single_line

CHOOSE = _("Choose a password of 15 characters or more.")
LENGTH = _("Choose between 15 and 256 characters. A sentence of your own works well.")
COMMON = _("Many people would think of this one. Add words that only you would choose.")
SAME = _("The two are different. Type the same password in both.")
NEW: dict[str, Any] = {
    "description": _(
        "15 characters or more. A sentence that only you would think of is easy to remember "
        "and hard to guess. Spaces are welcome."
    ),
    "render_kw": {"autocomplete": "new-password"},
}
AGAIN: dict[str, Any] = {"render_kw": {"autocomplete": "new-password"}}
ADDRESS = [
    DataRequired(_("Write the email address.")),
    Email(_("This does not look like an email address yet. Look for a missing @ or full stop.")),
]
STAFF = {
    Role.PRACTITIONER.value: _("Practitioner"),
    Role.SUPERVISOR.value: _("Supervisor"),
    Role.ADMIN.value: _("Practice admin"),
}
OTHERS_MAIL = {"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}


class AcceptForm(FlaskForm):
    """Accepting an invitation: a password for the address it was sent to."""

    password = PasswordField(_("A password"), [DataRequired(CHOOSE)], **NEW)
    password_confirm = PasswordField(_("The same again"), [EqualTo("password", SAME)], **AGAIN)

    def __init__(self, *, known: tuple[str, ...]) -> None:
        super().__init__()
        self.known = known

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what is short, and what a guesser would try early."""
        for problem in problems_of(field.data or "", self.known):
            raise ValidationError(problem)


def problems_of(password: str, known: tuple[str, ...]) -> list[str]:
    """Return what speaks against a password, as a sentence that says what to do.

    `known` are words that a guesser has at hand: about the person, and about this place.
    """
    if not passwords.SHORTEST <= len(passwords.normal(password)) <= passwords.LONGEST:
        return [str(LENGTH)]
    if passwords.is_common(password, (*known, current_app.config["PORTAL_NAME"])):
        return [str(COMMON)]
    return []


class InviteStaffForm(FlaskForm):
    """Inviting a colleague."""

    name = StringField(
        _("Name"),
        [DataRequired(_("Write the name, as colleagues know it.")), Length(max=120), readable],
        filters=[clean, single_line],
    )
    email = EmailField(_("Email"), ADDRESS, filters=[clean], render_kw=OTHERS_MAIL)
    role = RadioField(
        _("What they do here"),
        [AnyOf(list(STAFF), message=_("Choose what this person does here."))],
        choices=list(STAFF.items()),
        validate_choice=False,
    )
    credentials = StringField(
        _("Profession and registration"),
        [Length(max=160), readable],
        filters=[clean, single_line],
        description=_("As it stands under a report, for example: psychotherapist (UKCP 000000)."),
    )
