"""The form that puts a prompt aside: which one, and why."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from portal.measures.prompts.models import LONGEST
from portal.web.forms import clean, readable, single_line


class AsideForm(FlaskForm):
    """Names a prompt by its key, and says why it is put aside; a page may hold several."""

    prompt = HiddenField()
    reason = StringField(
        _("Why you put it aside"),
        [
            DataRequired(_("Write a few words, so that you know later why you put it aside.")),
            readable,
            Length(max=LONGEST, message=_("Keep it to 500 characters.")),
        ],
        filters=[clean, single_line],
    )

    @classmethod
    def under(cls, key: str) -> "AsideForm":
        """Return an empty form for one prompt."""
        form = cls(formdata=None, prompt=key)
        form.tell_apart()
        return form

    def tell_apart(self) -> None:
        """Give the field an id of its own on a page with several of these."""
        name = (self.prompt.data or "").replace(" ", "-")
        self.reason.id = self.reason.label.field_id = f"reason-{name}"
