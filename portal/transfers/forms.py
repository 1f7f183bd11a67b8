"""Forms of a transfer: whom a practitioner proposes, and what a client lets come along."""

import uuid
from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput

from portal.access.reach import Part
from portal.accounts.models import User

PARTS = {
    Part.REFLECTIONS: _("Reflections you have shared"),
    Part.ANNOTATIONS: _("The notes and replies beside them"),
    Part.GOALS: _("Your goals"),
    Part.MEASURES: _("Questionnaires you have answered"),
    Part.REPORTS: _("Finished reports that were shared with you"),
}
HINTS = {
    Part.REFLECTIONS: _("Those that are shared now. Nothing you keep for yourself, and no draft."),
    Part.ANNOTATIONS: _("They can be read only where the reflection they stand beside can be."),
    Part.GOALS: _("Those you have set so far, and those that have ended."),
    Part.MEASURES: _("Your answers and scores so far, and what you are asked for now."),
    Part.REPORTS: _("To read and to download. They do not change."),
}


class ProposeForm(FlaskForm):
    """Who of the practice could go on with this client."""

    colleague = RadioField(
        _("Who goes on with your client, if they agree?"),
        [InputRequired(_("Choose a colleague."))],
    )

    def __init__(self, colleagues: Sequence[User]) -> None:
        super().__init__()
        self.colleague.choices = [(str(one.id), one.name) for one in colleagues]

    @property
    def colleague_id(self) -> uuid.UUID:
        """Return the id of whoever was chosen."""
        return uuid.UUID(self.colleague.data)


class AgreeForm(FlaskForm):
    """What may be seen of the time before. Nothing is ticked until the client ticks it."""

    parts = SelectMultipleField(
        _("What may come along of the time until now?"),
        choices=list(PARTS.items()),
        coerce=Part,
        option_widget=CheckboxInput(),
    )

    @property
    def carried(self) -> frozenset[Part]:
        """Return the parts that were ticked."""
        return frozenset(self.parts.data or ())
