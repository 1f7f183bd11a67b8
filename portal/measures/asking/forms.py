"""The forms with which a practitioner asks for a measure, or types in a score from elsewhere."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from portal.measures.asking.plan import Plan, Typed
from portal.measures.asking.scales import range_of, scale
from portal.measures.models import Rhythm, Showing
from portal.psychometrics.catalogue import instrument
from portal.psychometrics.instrument import Instrument
from portal.psychometrics.scoring import TotalOutOfRange, checked_total
from portal.web.forms import A_DAY, Day, clean, readable, single_line, within_a_year

MOST_WEEKS, MOST_DAYS, MOST_YEARS = 26, 14, 30
CHOOSE = _("Choose a measure.")
WEEKS = _("Write a number of weeks from 1 to 26.")
NUMBER = re.compile(r"[0-9]{1,3}([.,][0-9]{1,3})?")
DAYS = _("Write a number of days from 0 to 14.")

RHYTHMS = [
    (Rhythm.BEFORE_APPOINTMENTS, _("Before each appointment")),
    (Rhythm.EVERY_WEEKS, _("Every few weeks")),
    (Rhythm.ONCE, _("Once")),
]
SHOWING = [
    (Showing.TOGETHER, _("When the two of you have looked at it")),
    (Showing.AT_ONCE, _("At once")),
]


class AskForm(FlaskForm):
    """Which measure, in which rhythm, from when on, and who sees the scores when."""

    measure = RadioField(_("Which measure?"), [InputRequired(CHOOSE)])
    rhythm = RadioField(
        _("How often?"),
        [InputRequired(_("Choose how often."))],
        choices=RHYTHMS,
        coerce=Rhythm,
        default=Rhythm.BEFORE_APPOINTMENTS,
    )
    days_before = IntegerField(
        _("How many days before"),
        [InputRequired(DAYS), NumberRange(0, MOST_DAYS, message=DAYS)],
        default=3,
    )
    every = IntegerField(
        _("How many weeks from one time to the next"),
        [InputRequired(WEEKS), NumberRange(1, MOST_WEEKS, message=WEEKS)],
        default=2,
    )
    starts_on = Day(_("From when on?"), [InputRequired(A_DAY)])
    scores = RadioField(
        _("When would you have your client see the score?"),
        [InputRequired(_("Choose when."))],
        choices=SHOWING,
        coerce=Showing,
        default=Showing.TOGETHER,
    )

    @classmethod
    def offering(cls, measures: Sequence[tuple[str, str]], today: date) -> "AskForm":
        """Return the form with what may be asked for, as slugs and names."""
        form = cls(starts_on=today)
        form.today = today
        form.measure.choices = list(measures)
        return form

    today: date

    def validate_starts_on(self, field: Day) -> None:
        """Refuse a day that is further away than anybody plans."""
        if field.data and not within_a_year(field.data, self.today):
            raise ValidationError(gettext("Choose a day within a year of today."))

    @property
    def plan(self) -> Plan:
        """Return what was chosen."""
        rhythm = self.rhythm.data
        return Plan(
            slug=self.measure.data,
            rhythm=rhythm,
            starts_on=self.starts_on.data,
            every=self.every.data if rhythm is Rhythm.EVERY_WEEKS else 0,
            days_before=self.days_before.data if rhythm is Rhythm.BEFORE_APPOINTMENTS else 0,
            scores=self.scores.data,
        )


class TypedForm(FlaskForm):
    """A score that was reached elsewhere: of which measure, how many points, when, and where."""

    measure = RadioField(_("Which measure?"), [InputRequired(CHOOSE)])
    score = StringField(
        _("Score"),
        [DataRequired(_("Write the score as a number."))],
        filters=[clean],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    on = Day(_("Day on which it was answered"), [InputRequired(A_DAY)])
    source = StringField(
        _("Where it comes from"),
        [
            DataRequired(_("Write where the score comes from, such as a letter or a paper form.")),
            readable,
            Length(max=200, message=_("Keep it to 200 characters.")),
        ],
        filters=[clean, single_line],
    )

    @classmethod
    def offering(cls, measures: Sequence[Instrument], today: date) -> "TypedForm":
        """Return the form with the questionnaires whose scores may be typed in."""
        form = cls()
        form.scales = {one.slug: scale(one) for one in measures}
        form.measure.choices = [(one.slug, f"{one.name}: {one.title}") for one in measures]
        form.today = today
        return form

    today: date
    scales: dict[str, str]

    def validate_score(self, field: StringField) -> None:
        """Refuse what no answers can come to."""
        if not field.data or self.measure.data not in dict(self.measure.choices or []):
            return
        chosen = instrument(self.measure.data)
        if not NUMBER.fullmatch(field.data):
            raise ValidationError(_other_number(chosen))
        try:
            checked_total(chosen, self._total)
        except TotalOutOfRange as problem:
            raise ValidationError(_other_number(chosen)) from problem

    def validate_on(self, field: Day) -> None:
        """Refuse a day that has not come, and one before anybody asked like this."""
        if field.data and field.data > self.today:
            raise ValidationError(gettext("Choose today, or a day that has passed."))
        if field.data and field.data.year < self.today.year - MOST_YEARS:
            raise ValidationError(
                gettext(
                    "Choose a day of the last %(years)s years. Look at the year again.",
                    years=MOST_YEARS,
                )
            )

    @property
    def typed(self) -> Typed:
        """Return what was typed in."""
        return Typed(
            instrument(self.measure.data), self._total, self.on.data, self.source.data or ""
        )

    @property
    def _total(self) -> Decimal:
        return Decimal((self.score.data or "").replace(",", "."))


def _other_number(chosen: Instrument) -> str:
    return gettext(
        "Look at the score again, and at how %(name)s is counted here. %(range)s",
        name=chosen.name,
        range=range_of(chosen),
    )
