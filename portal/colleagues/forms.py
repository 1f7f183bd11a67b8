"""Forms about standing in: who is opened in an emergency and why, who covers and until when."""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal import clock
from portal.accounts.models import User
from portal.web.forms import A_DAY, Day, clean, readable, single_line

TOO_LONG = _("Shorten this to %(max)d characters or fewer.")
LONGEST_COVER = timedelta(days=120)


class EmergencyForm(FlaskForm):
    """Whose file is opened in an emergency, and why."""

    called = StringField(
        _("Their name or email address"),
        [
            DataRequired(_("Write the name or the address, exactly as it stands here.")),
            Length(max=254, message=TOO_LONG),
            readable,
        ],
        filters=[clean, single_line],
        description=_("Exactly as it stands here. There is no list to choose from."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    reason = TextAreaField(
        _("Why now"),
        [
            DataRequired(_("Say in your own words why it cannot wait.")),
            Length(min=10, message=_("Say a little more, so that the client can understand it.")),
            Length(max=2000, message=TOO_LONG),
            readable,
        ],
        filters=[clean],
        description=_("The client and whoever treats them will read this."),
    )


class AwayForm(FlaskForm):
    """Who covers, from which day until which. `zone` is the practice's time zone."""

    colleague = RadioField(_("Who covers"), validate_choice=False)
    start = Day(_("From"), [InputRequired(A_DAY)])
    end = Day(_("Until, that day included"), [InputRequired(A_DAY)])

    def __init__(self, *, colleagues: list[User], zone: str, **values: Any) -> None:
        super().__init__(**values)
        self.zone, self.colleagues = zone, {str(one.id): one for one in colleagues}
        self.colleague.choices = [(id, one.name) for id, one in self.colleagues.items()]

    def validate_colleague(self, field: RadioField) -> None:
        """Refuse whoever is not on the list."""
        if field.data not in self.colleagues:
            raise ValidationError(_("Choose a colleague."))

    @property
    def starts_at(self) -> datetime:
        """When the first day begins."""
        assert isinstance(self.start.data, date)
        return clock.midnight(self.start.data, self.zone)

    @property
    def ends_at(self) -> datetime:
        """When the last day is over."""
        assert isinstance(self.end.data, date)
        return clock.midnight(self.end.data + timedelta(days=1), self.zone)

    def validate_end(self, field: Day) -> None:
        """Refuse an end before the beginning, in the past, or too far away."""
        start, end = self.start.data, field.data
        if not end:
            return
        if end < clock.today(self.zone):
            raise ValidationError(_("This day has passed. Choose one that is still to come."))
        if start and end < start:
            raise ValidationError(_("This lies before the first day. Choose a later one."))
        if start and end - start > LONGEST_COVER:
            raise ValidationError(_("Cover lasts four months at most. Choose an earlier day."))
