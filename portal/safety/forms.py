"""Forms of safety reviews: asking to be called, closing with words, and the hours of who looks."""

from datetime import date, datetime
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal import clock
from portal.accounts.models import User
from portal.caseload.forms import A_TIME, TOO_LONG, TimeOfDay
from portal.safety.closing import Closing
from portal.safety.hours import Hours
from portal.safety.models import Contact
from portal.safety.promises import Promise
from portal.web.carried import Carried, read_carried
from portal.web.forms import A_DAY, Day, clean, readable, some_words, within_a_year

NOBODY = "nobody"
MOST = 4000
MOST_HOURS = 80


class CallForm(FlaskForm):
    """Asking to be called; words are welcome, and none are needed."""

    words = TextAreaField(
        _("When and how you can be reached"),
        [Length(max=1000, message=TOO_LONG), readable],
        filters=[clean],
        description=_("A number, a time. You can leave it empty."),
    )


class ClosingForm(FlaskForm):
    """What closing a review takes. `zone` is the practice's time zone, `since` when care began."""

    contact = RadioField(
        _("Have you been in contact about it"),
        [InputRequired(_("Say how you were in contact, or that you have not reached them."))],
        choices=[
            (Contact.MET, _("We met")),
            (Contact.CALLED, _("We spoke by phone")),
            (Contact.WROTE, _("We wrote to each other")),
            (Contact.NONE, _("I have not reached them")),
        ],
        coerce=lambda said: Contact(said) if said else said,
        validate_choice=False,
    )
    summary = TextAreaField(
        _("How things stand"),
        [readable, Length(max=MOST, message=TOO_LONG)],
        filters=[clean],
        description=_("What you heard, and how you understand it. Your client does not read it."),
    )
    known_on = Day(
        _("Or known already, and talked about on"), [Optional()], description=_("As 2026-11-24.")
    )
    plan = TextAreaField(_("What happens next"), [some_words(MOST), readable], filters=[clean])
    next_on = Day(_("When you look at it again together"), [InputRequired(A_DAY)])

    def __init__(self, *, zone: str, since: datetime, **values: Any) -> None:
        super().__init__(**values)
        self.zone = zone
        self.since = clock.local(since, zone).date()

    def validate_summary(self, field: TextAreaField) -> None:
        """Refuse closing without words, unless it was known and talked about."""
        if not field.data and not self.known_on.data and not self.known_on.errors:
            raise ValidationError(_("Write how things stand, or when you talked about it before."))

    def validate_known_on(self, field: Day) -> None:
        """Refuse a day that is still to come, and one before the two knew each other."""
        if field.data and field.data > clock.today(self.zone):
            raise ValidationError(_("This day is still to come. Choose one that has passed."))
        if field.data and field.data < self.since:
            raise ValidationError(_("This day is before care began. Look at the year again."))

    def validate_next_on(self, field: Day) -> None:
        """Refuse a day that has passed, and one further away than anybody plans."""
        today = clock.today(self.zone)
        if field.data and field.data < today:
            raise ValidationError(_("This day has passed. Choose one that is still to come."))
        if field.data and not within_a_year(field.data, today):
            raise ValidationError(_("Choose a day within a year of today."))

    @property
    def closing(self) -> Closing:
        """What was written."""
        next_on = self.next_on.data
        assert isinstance(next_on, date)
        return Closing(
            contact=Contact(self.contact.data),
            summary=self.summary.data or "",
            known_on=self.known_on.data,
            plan=self.plan.data or "",
            next_on=next_on,
        )


class HoursForm(FlaskForm):
    """In which hours a practitioner looks, within how many of them, and who is told if not.

    `carried` holds a form that waits for these hours.
    """

    weekdays = SelectMultipleField(
        _("Days"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    opens = TimeOfDay(_("From"), [InputRequired(A_TIME)])
    closes = TimeOfDay(_("Until"), [InputRequired(A_TIME)])
    within = IntegerField(
        _("Within how many working hours you look"),
        [
            InputRequired(_("Write a whole number of hours.")),
            NumberRange(1, MOST_HOURS, _("Write a number from %(min)d to %(max)d.")),
        ],
        description=_("Only the times above count."),
    )
    colleague = RadioField(_("Who is told if nobody has looked by then"), validate_choice=False)
    carried = HiddenField()

    def __init__(self, *, colleagues: list[User], **values: Any) -> None:
        super().__init__(**values)
        names = get_day_names("wide", locale=get_locale())
        self.weekdays.choices = [(day, names[day]) for day in range(7)]
        self.colleagues = {str(one.id): one for one in colleagues}
        people = [(id, one.name) for id, one in self.colleagues.items()]
        self.colleague.choices = [*people, (NOBODY, str(_("Nobody")))]

    @classmethod
    def as_it_stands(
        cls, promise: Promise, colleagues: list[User], *, carried: str = ""
    ) -> "HoursForm":
        """Return the form with what clients are told now."""
        hours, colleague_id = promise.hours, str(promise.colleague_id or NOBODY)
        return cls(
            colleagues=colleagues,
            formdata=None,
            weekdays=sorted(hours.weekdays),
            opens=hours.opens,
            closes=hours.closes,
            within=hours.within,
            colleague=colleague_id,
            carried=carried,
        )

    def validate_weekdays(self, field: SelectMultipleField) -> None:
        """Refuse a week without a day; a box that must be ticked could not be left."""
        if not field.data:
            raise ValidationError(_("Choose at least one day."))

    def validate_within(self, field: IntegerField) -> None:
        """Refuse hours in which what is said may wait for more than a week."""
        is_whole = not any(one.errors for one in (self.weekdays, self.opens, self.closes, field))
        if is_whole and not self.hours.is_within_a_week:
            raise ValidationError(
                _("A week has fewer hours of yours. Choose more of them, or look within fewer.")
            )

    def validate_colleague(self, field: RadioField) -> None:
        """Refuse whoever is not on the list."""
        if field.data != NOBODY and field.data not in self.colleagues:
            raise ValidationError(_("Choose a colleague, or nobody."))

    @property
    def hours(self) -> Hours:
        """What was chosen."""
        opens, closes, within = self.opens.data, self.closes.data, self.within.data
        assert opens is not None
        assert closes is not None
        assert within is not None
        return Hours(frozenset(self.weekdays.data or ()), opens, closes, within)

    @property
    def waiting(self) -> Carried | None:
        """What was on its way when these hours were asked for."""
        return read_carried(self.carried.data)

    @property
    def chosen(self) -> User | None:
        """The colleague who was chosen."""
        return self.colleagues.get(self.colleague.data)
