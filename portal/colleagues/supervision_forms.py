"""The form that shares sentences for supervision: with whom, which ones, for how long."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput

from portal.accounts.models import User
from portal.web.forms import clean, readable

DAYS, MOST_DAYS = 30, 90


class SupervisionForm(FlaskForm):
    """Nothing is chosen beforehand. `seen` marks what was looked at as the supervisor sees it."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    seen = HiddenField()
    supervisor = RadioField(_("With whom"), validate_choice=False)
    sentences = SelectMultipleField(
        _("Which sentences"),
        coerce=int,
        option_widget=CheckboxInput(),
        description=_(
            "Leave out what only this client could have written, and other people’s names."
        ),
    )
    question = TextAreaField(
        _("What you would like to look at"),
        [Length(max=2000, message=_("Shorten this to %(max)d characters or fewer.")), readable],
        filters=[clean],
        description=_("Without names. You can leave it out."),
    )
    days = IntegerField(
        _("For how many days"),
        [NumberRange(1, MOST_DAYS, _("Choose between 1 and 90 days."))],
        default=DAYS,
    )

    def __init__(
        self, *, supervisors: Sequence[User], offered: Sequence[tuple[str, str]], **values: Any
    ) -> None:
        super().__init__(**values)
        self.supervisors = {str(one.id): one for one in supervisors}
        self.supervisor.choices = [(id, one.name) for id, one in self.supervisors.items()]
        self.sentences.choices = [(int(index), words) for index, words in offered]

    def validate_supervisor(self, field: RadioField) -> None:
        """Refuse whoever is no supervisor here."""
        if field.data not in self.supervisors:
            raise ValidationError(_("Choose a supervisor."))

    def validate_sentences(self, field: SelectMultipleField) -> None:
        """Refuse a page without words."""
        if not field.data:
            raise ValidationError(_("Choose at least one sentence."))
