"""Forms for goals: a goal in the client's words, and how it ends."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.journey.models import GoalState
from portal.web.forms import clean, readable, single_line

LONGEST = 300
TOO_LONG = _("Keep it to 300 characters. There is room for more in a reflection.")

WAYS_TO_END = [
    (GoalState.DONE, _("Done")),
    (GoalState.CHANGED, _("Changed into something else")),
    (GoalState.LET_GO, _("Let go")),
]
"""None of these is better than another, so none comes with praise."""


class GoalForm(FlaskForm):
    """A goal in the client's own words."""

    words = StringField(
        _("A goal, in your own words"),
        [
            DataRequired(_("Write a few words about what you would like.")),
            readable,
            Length(max=LONGEST, message=TOO_LONG),
        ],
        filters=[clean, single_line],
    )


class EndForm(FlaskForm):
    """How a goal ends, and a word about it if there is one."""

    state = RadioField(
        _("How does it end?"),
        [InputRequired(_("Choose how this goal ends."))],
        choices=WAYS_TO_END,
        coerce=GoalState,
    )
    closing_words = TextAreaField(
        _("Anything you would like to say about it"),
        [Optional(), readable, Length(max=LONGEST, message=TOO_LONG)],
        filters=[clean],
        description=_("You can leave this empty."),
    )
