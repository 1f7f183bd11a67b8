"""The form of a private note."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, Form, HiddenField, TextAreaField, ValidationError

from portal.private_notes.models import MAX_LENGTH
from portal.reflections.words import UnreadableText, canonical
from portal.web.forms import readable


def some_words(form: Form, field: Field) -> None:
    """Refuse a body without a visible word, and one that is too long."""
    text = (field.data or "").replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError(_("Write at least one word."))
    if len(text) > MAX_LENGTH:
        raise ValidationError(
            _(
                "This is longer than a note can be: %(length)s characters of at most %(most)s. "
                "Everything you wrote is still here. Keep it in two parts.",
                length=len(text),
                most=MAX_LENGTH,
            )
        )


class NoteForm(FlaskForm):
    """A note for oneself, perhaps on some words of a reflection."""

    quote = HiddenField(id="private-quote")
    body = TextAreaField(
        _("A note only you can read"), id="private-note", validators=[readable, some_words]
    )

    def quotes_from(self, text: str) -> bool:
        """Tell whether the words that the note is on stand in `text`; no words always do."""
        try:
            return canonical(self.quote.data or "") in text
        except UnreadableText:
            return False
