"""The form in which either side words a measure: a title, and one to three lines from 0 to 10."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length

from portal.measures.own.models import OwnMeasure
from portal.measures.own.words import Line, Wording
from portal.web.forms import clean, readable, single_line

LONGEST_TITLE, LONGEST_LINE, LONGEST_END = 60, 200, 60
PARTS = ("words", "low", "high")
NUMBERS = (1, 2, 3)
WHOLE = _("A line needs its words, and what 0 and 10 stand for. Or leave all three empty.")


def _part(label: LazyString, longest: int) -> StringField:
    too_long = _("Keep it to %(most)s characters.", most=longest)
    return StringField(
        label, [readable, Length(max=longest, message=too_long)], filters=[clean, single_line]
    )


class WordingForm(FlaskForm):
    """Words for a measure. The first line is needed; two more may follow."""

    title = StringField(
        _("What is it about?"),
        [
            DataRequired(_("Give it a name, such as “Evenings”.")),
            readable,
            Length(max=LONGEST_TITLE, message=_("Keep the name to 60 characters.")),
        ],
        filters=[clean, single_line],
    )
    words_1 = _part(_("The first line"), LONGEST_LINE)
    low_1 = _part(_("What 0 stands for"), LONGEST_END)
    high_1 = _part(_("What 10 stands for"), LONGEST_END)
    words_2 = _part(_("A second line"), LONGEST_LINE)
    low_2 = _part(_("What 0 stands for, in the second line"), LONGEST_END)
    high_2 = _part(_("What 10 stands for, in the second line"), LONGEST_END)
    words_3 = _part(_("A third line"), LONGEST_LINE)
    low_3 = _part(_("What 0 stands for, in the third line"), LONGEST_END)
    high_3 = _part(_("What 10 stands for, in the third line"), LONGEST_END)

    @classmethod
    def of(cls, version: OwnMeasure) -> "WordingForm":
        """Return the form with words that are there already, to be changed."""
        values = {"title": version.title}
        for number, line in zip(NUMBERS, version.lines, strict=False):
            values |= {f"{part}_{number}": line[part] for part in PARTS}
        return cls(formdata=None, **values)

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse a line without its ends, and a measure without a line."""
        is_valid = bool(super().validate(extra_validators))
        for number in NUMBERS:
            fields = self.line(number)
            is_begun = number == 1 or any(field.data for field in fields)
            missing = [field for field in fields if not field.data]
            if is_begun and missing:
                missing[0].errors = (*missing[0].errors, WHOLE)
                is_valid = False
        return is_valid

    def line(self, number: int) -> Sequence[Field]:
        """Return the three fields of a line: its words, and what 0 and 10 stand for."""
        return [self[f"{part}_{number}"] for part in PARTS]

    @property
    def wording(self) -> Wording:
        """Return what was written."""
        lines = [[field.data or "" for field in self.line(number)] for number in NUMBERS]
        return Wording(self.title.data or "", [Line(*line) for line in lines if line[0]])
