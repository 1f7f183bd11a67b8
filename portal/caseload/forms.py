"""Forms about care: an invitation, an appointment, an agreement, and what the caseload shows."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    HiddenField,
    RadioField,
    SearchField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional, ValidationError

from portal import clock
from portal.accounts.forms import ADDRESS, OTHERS_MAIL
from portal.web.forms import A_DAY, Day, clean, readable, single_line

A_TIME = _("Choose a time, as 16:00.")
TOO_LONG = _("Shorten this to %(max)d characters or fewer.")
AGREEMENT: dict[str, Any] = {
    "validators": [Length(max=2000, message=TOO_LONG), readable],
    "filters": [clean],
    "description": _(
        "Your client sees this above the page they write on. For example: I read on Tuesday and "
        "Friday mornings, and before we meet."
    ),
}


class InviteClientForm(FlaskForm):
    """Inviting a client."""

    name = StringField(
        _("Your client’s name"),
        [
            DataRequired(_("Write your client’s name as they like to be called.")),
            Length(max=120, message=TOO_LONG),
            readable,
        ],
        filters=[clean, single_line],
        description=_("As they like to be called. Only the two of you see it here."),
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        _("Their email address"),
        ADDRESS,
        filters=[clean],
        description=_("The link works for this address alone."),
        render_kw=OTHERS_MAIL,
    )
    agreement = TextAreaField(_("How often and when you read"), **AGREEMENT)


class AnswerForm(FlaskForm):
    """Saying yes or no to an invitation."""

    invitation = HiddenField()
    says = HiddenField(validators=[AnyOf(["yes", "no"])])


class AgreementForm(FlaskForm):
    """How often and when the practitioner reads."""

    agreement = TextAreaField(_("How often and when you read"), **AGREEMENT)


class TimeOfDay(TimeField):
    """A time, with a message that says what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(A_TIME) from problem


class AppointmentForm(FlaskForm):
    """When client and practitioner meet next. `zone` is the practice's time zone."""

    day = Day(_("Day"), [InputRequired(A_DAY)])
    at = TimeOfDay(_("Time"), [InputRequired(A_TIME)])
    place = StringField(
        _("Place"),
        [Length(max=200, message=TOO_LONG), readable, Optional()],
        filters=[clean, single_line],
        description=_("A room, an address, or how you talk. You can leave it out."),
        render_kw={"autocomplete": "off"},
    )

    def __init__(self, *, zone: str, **values: Any) -> None:
        super().__init__(**values)
        self.zone = zone

    @property
    def starts_at(self) -> datetime:
        """The moment that was chosen."""
        day, at = self.day.data, self.at.data
        assert isinstance(day, date)
        assert isinstance(at, time)
        return clock.moment(day, at, self.zone)

    def validate_at(self, field: TimeField) -> None:
        """Refuse a moment that has passed."""
        if self.day.data and field.data and self.starts_at <= clock.now():
            raise ValidationError(_("This moment has passed. Choose one that is still to come."))


class FindForm(FlaskForm):
    """What the caseload shows: everybody, or those with something that waits, by name."""

    q = SearchField(_("Find a client"), filters=[clean], render_kw={"autocomplete": "off"})
    show = RadioField(
        _("Show"),
        choices=[("all", _("Everybody")), ("waiting", _("Something waits"))],
        default="all",
    )
