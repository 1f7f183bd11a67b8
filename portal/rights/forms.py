"""Acknowledging what this place is and is not."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired, ValidationError


class ConsentForm(FlaskForm):
    """One box. `seen` is the fingerprint of the words that stood on the page."""

    seen = HiddenField()
    acknowledged = BooleanField(
        _("I have read this, and I know that nobody watches these pages between appointments."),
        [InputRequired(_("Tick the box once you have read this."))],
    )

    def __init__(self, *, current: str) -> None:
        super().__init__()
        self.current = current

    def validate_seen(self, field: HiddenField) -> None:
        """Refuse an acknowledgement of other words than those in force."""
        if field.data != self.current:
            raise ValidationError(
                _("These words have changed since you opened the page. Please read them again.")
            )
