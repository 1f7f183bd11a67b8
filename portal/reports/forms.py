"""Forms of reports: the period, what goes in, and the practitioner's own words."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput

from portal import clock
from portal.reflections.words import canonical
from portal.reports.choices import Choices, PassageKey, Preset
from portal.reports.composition import Narrative, Section
from portal.reports.models import Report
from portal.reports.period import Trouble, trouble_with
from portal.web.forms import A_DAY, Day, readable
from portal.web.templating import timezone

LONGEST = 10_000
TROUBLES = {
    Trouble.BACKWARDS: _("The last day lies before the first. Change one of the two."),
    Trouble.TO_COME: _("The last day is still to come. Choose today or an earlier day."),
    Trouble.TOO_LONG: _("A report covers five years at most. Choose a later first day."),
}
SECTIONS = [
    (Section.SUMMARY, _("Your summary")),
    (Section.OWN_WORDS, _("The client’s own words, with your annotations beside them")),
    (Section.GOALS, _("Goals, in the client’s wording")),
    (Section.MOOD, _("Mood: a sentence, a chart, the values")),
    (Section.COURSE, _("Course, including harder periods")),
    (Section.NEXT, _("What comes next")),
]
PRESETS = [
    (Preset.CLIENT, _("The client: everything can go in")),
    (Preset.REFERRER, _("A general practice or another referrer: without quoted passages")),
    (Preset.MINIMUM, _("Somebody who needs little: summary, goals, what comes next")),
]
GONE = _(
    "A passage you chose may not be quoted any more, or is not in this period. It is left out "
    "now; look through the others and save again."
)
NO_MEASURE = _(
    "A measure you chose is not there any more. It is left out now; look through the others and "
    "save again."
)


class PeriodForm(FlaskForm):
    """The two days of a period; both belong to it."""

    start = Day(_("First day"), [InputRequired(A_DAY)])
    end = Day(_("Last day"), [InputRequired(A_DAY)])

    def validate_end(self, field: DateField) -> None:
        """Refuse a period that goes backwards, is still to come, or is too long."""
        start, end = self.start.data, field.data
        if start is None or end is None:
            return
        trouble = trouble_with(start, end, clock.today(timezone()))
        if trouble is not None:
            raise ValidationError(TROUBLES[trouble])

    @property
    def period(self) -> tuple[date, date]:
        """The two days, once they are valid."""
        return self.start.data, self.end.data


class BeginForm(PeriodForm):
    """Beginning a report."""

    preset = RadioField(
        _("Who is it for?"), [Optional()], choices=PRESETS, coerce=Preset, default=Preset.CLIENT
    )


def _narrative(label: Any) -> TextAreaField:
    too_long = _("Keep it to 10,000 characters. A report is read at the end of a long day.")
    return TextAreaField(label, [Optional(), readable, Length(max=LONGEST, message=too_long)])


class ComposeForm(PeriodForm):
    """A whole draft. `version` is the one that was opened."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    sections = SelectMultipleField(
        _("What goes in"), choices=SECTIONS, coerce=Section, option_widget=CheckboxInput()
    )
    passages = SelectMultipleField(
        _("In the client’s own words"), choices=[], validate_choice=False
    )
    measures = SelectMultipleField(
        _("Measures"), choices=[], validate_choice=False, option_widget=CheckboxInput()
    )
    with_remarks = BooleanField(_("With your client’s remarks on them, as they agreed"))
    summary = _narrative(_("Summary"))
    course = _narrative(_("Course"))
    what_comes_next = _narrative(_("What comes next"))

    @classmethod
    def of(cls, report: Report) -> "ComposeForm":
        """Return the form as the draft stands."""
        choices = Choices.from_json(report.choices)
        return cls(
            formdata=None,
            version=report.version,
            start=report.period_start,
            end=report.period_end,
            sections=[section for section in Section if section in choices.sections],
            passages=[str(key) for key in choices.passages],
            measures=list(choices.measures),
            with_remarks=choices.with_remarks,
            summary=choices.narrative.summary,
            course=choices.narrative.course,
            what_comes_next=choices.narrative.what_comes_next,
        )

    def offer(self, keys: Collection[PassageKey], slugs: Collection[str]) -> bool:
        """Tell whether only what is offered is ticked; what is not offered is unticked."""
        passages = _offer(self.passages, {str(key) for key in keys}, GONE)
        return _offer(self.measures, slugs, NO_MEASURE) and passages

    @property
    def choices(self) -> Choices:
        """Everything chosen and written, in its stored form."""
        return Choices(
            sections=frozenset(self.sections.data or ()),
            passages=tuple(map(PassageKey.parse, self.passages.data or ())),
            narrative=Narrative(
                *(
                    canonical(field.data or "")
                    for field in (self.summary, self.course, self.what_comes_next)
                )
            ),
            measures=tuple(self.measures.data or ()),
            with_remarks=self.with_remarks.data,
        )


def _offer(field: SelectMultipleField, offered: Collection[str], gone: Any) -> bool:
    ticked = field.data or []
    field.data = [value for value in ticked if value in offered]
    if len(field.data) < len(ticked):
        field.errors = (gone,)
    return len(field.data) == len(ticked)


class VersionForm(FlaskForm):
    """Doing something to the draft that was looked at."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
