"""The form of a private note."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField

from portal.private_notes.models import MAX_LENGTH
from portal.reflections.words import UnreadableText, canonical
from portal.web.forms import readable, some_words


class NoteForm(FlaskForm):
    """A note for oneself, perhaps on some words of a reflection."""

    quote = HiddenField(id="private-quote")
    body = TextAreaField(
        _("A note only you can read"),
        id="private-note",
        validators=[readable, some_words(MAX_LENGTH)],
    )

    def quotes_from(self, text: str) -> bool:
        """Tell whether the words that the note is on stand in `text`; no words always do."""
        try:
            return canonical(self.quote.data or "") in text
        except UnreadableText:
            return False
