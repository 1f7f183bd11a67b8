"""Forms of annotations and replies: which words are meant, and what is written beside them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from portal.annotations.anchor import Anchor, BadPassage, anchor, from_choice, snap, verify
from portal.annotations.models import MAX_LENGTH
from portal.reflections.words import UnreadableText, canonical
from portal.web.forms import readable, some_words

NO_SENTENCE = ""


class ReplyForm(FlaskForm):
    """Words back, under an annotation."""

    body = TextAreaField(_("Write back"), validators=[readable, some_words(MAX_LENGTH)])


class AnnotationForm(FlaskForm):
    """Words on a passage or on the whole.

    A script fills in the passage as code points and words. Without one, `first` and `last` choose
    sentences from a list; both left empty, the words are about the whole.
    """

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    start = IntegerField(widget=HiddenInput(), validators=[Optional()])
    end = IntegerField(widget=HiddenInput(), validators=[Optional()])
    quote, prefix, suffix = HiddenField(), HiddenField(), HiddenField()
    first = SelectField(_("From sentence"), validate_choice=False)
    last = SelectField(_("to sentence"), validate_choice=False)
    body = TextAreaField(_("Write in the margin"), validators=[readable, some_words(MAX_LENGTH)])

    def offer(self, sentences: Sequence[tuple[str, str]]) -> None:
        """Let the two lists offer these sentences."""
        self.first.choices = [(NO_SENTENCE, _("the whole reflection")), *sentences]
        self.last.choices = [(NO_SENTENCE, _("the same sentence")), *sentences]

    def passage(self, text: str) -> Anchor | None:
        """Return the passage that is meant, or None for the whole. Raises BadPassage."""
        if self.start.data is not None or self.end.data is not None or self.quote.data:
            return self._selected(text)
        if self.first.data:
            first, last = _index(self.first), _index(self.last) if self.last.data else None
            return from_choice(text, first, first if last is None else last)
        return None

    def refuse_passage(self) -> None:
        """Say that the chosen words are not in the text, and forget the choice, not the words."""
        self.first.errors = (
            _(
                "The words you chose do not match the text. Choose them again; what you wrote is "
                "still here."
            ),
        )
        for field in (self.start, self.end, self.quote, self.prefix, self.suffix):
            field.data = None
            field.raw_data = None

    def _selected(self, text: str) -> Anchor:
        if self.start.data is None or self.end.data is None or not self.quote.data:
            raise BadPassage("The passage is not complete.")
        try:
            quote, prefix, suffix = (canonical(words or "") for words in self._words())
        except UnreadableText as problem:
            raise BadPassage("The words cannot be read.") from problem
        verify(text, Anchor(self.start.data, self.end.data, quote, prefix, suffix))
        return anchor(text, *snap(text, self.start.data, self.end.data))

    def _words(self) -> tuple[Any, Any, Any]:
        return self.quote.data, self.prefix.data, self.suffix.data


def _index(field: Any) -> int:
    try:
        return int(field.data)
    except ValueError as problem:
        raise BadPassage("There is no such sentence.") from problem
