"""The form of a reflection: its shape, its wording, and what it hands to the services."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, Length, ValidationError
from wtforms.widgets import HiddenInput

from portal.reflections.fields import TagsField
from portal.reflections.models import Intent, Moment
from portal.reflections.wording import (
    INTENT_CHOICES,
    MOMENT_CHOICES,
    MOOD_CHOICES,
    MOOD_RANGE,
    ONE_OF_THESE,
    TAG_TOO_LONG,
    TITLE_TOO_LONG,
    TOO_MANY_TAGS,
    WRITE_FIRST,
)
from portal.reflections.words import MAX_LENGTH, canonical, is_readable
from portal.reflections.writing import MAX_TAG, MAX_TAGS, MAX_TITLE, MOODS, Writing, distinct
from portal.web.forms import clean, readable, single_line


class WritingForm(FlaskForm):
    """A reflection being written. `key` begins one; `version` goes on with one."""

    key = HiddenField(validators=[Length(max=64), readable])
    version = IntegerField(default=0, widget=HiddenInput())
    prompt = HiddenField()
    title = StringField(
        _("A title, if you want one"),
        [readable, Length(max=MAX_TITLE, message=TITLE_TOO_LONG)],
        filters=[clean, single_line],
    )
    body = TextAreaField(_("Your words"), [readable])
    mood = RadioField(
        _("How is it, just now?"),
        [AnyOf(["", *map(str, MOODS)], message=MOOD_RANGE)],
        choices=MOOD_CHOICES,
        default="",
        validate_choice=False,
    )
    tag = TagsField(_("What is it about?"), choices=[], validate_choice=False)
    new_tags = StringField(_("Add a word"), [readable], filters=[clean, single_line])
    moment = RadioField(
        _("Would you mark it as something?"),
        [AnyOf(["", *Moment], message=ONE_OF_THESE)],
        choices=MOMENT_CHOICES,
        default="",
        validate_choice=False,
    )
    intent = RadioField(
        _("If it is read, how?"),
        [AnyOf(list(Intent), message=ONE_OF_THESE)],
        choices=INTENT_CHOICES,
        default=Intent.JUST_WRITE.value,
        validate_choice=False,
    )
    is_quotable = BooleanField(_("Sentences from this may be quoted in a report"))

    def validate_body(self, field: TextAreaField) -> None:
        """Refuse more than a page can hold, counted as it would be stored."""
        text = field.data or ""
        excess = len(canonical(text)) - MAX_LENGTH if is_readable(text) else 0
        if excess > 0:
            raise ValidationError(
                ngettext(
                    "This holds 50,000 characters at most. Cut one, or go on in a second "
                    "reflection.",
                    "This holds 50,000 characters at most. Cut %(num)d, or go on in a second "
                    "reflection.",
                    excess,
                )
            )

    def validate_tag(self, field: TagsField) -> None:
        """Refuse more words, or longer ones, than serve for finding it again."""
        if len(self.tags) > MAX_TAGS:
            raise ValidationError(TOO_MANY_TAGS)
        if any(len(tag) > MAX_TAG for tag in self.tags):
            raise ValidationError(TAG_TOO_LONG)

    def holds_good(self, *, needs_words: bool) -> bool:
        """Validate everything; some saves may go without a word."""
        is_valid = bool(self.validate())
        if needs_words and not (self.body.data or "").strip():
            self.refuse(WRITE_FIRST)
            return False
        return is_valid

    def refuse(self, message: str | LazyString) -> None:
        """Send the words back with a message beside them."""
        self.body.errors = (*self.body.errors, message)

    @property
    def tags(self) -> tuple[str, ...]:
        """What is ticked and what is added, without repeats."""
        added = self.new_tags.data or ""
        words = added.split(",") if is_readable(added) else []
        return distinct([*(self.tag.data or ()), *words])

    def offer(self, earlier: Sequence[str]) -> None:
        """Offer the ticked words, and the client's earlier ones."""
        words = distinct([*(self.tag.data or ()), *earlier])
        self.tag.choices = [(word, word) for word in words]

    def writing(self, prompt: str | None) -> Writing:
        """Return what a valid form holds."""
        return Writing.of(
            self.body.data or "",
            title=self.title.data,
            prompt=prompt,
            mood=int(self.mood.data) if self.mood.data else None,
            tags=self.tags,
            moment=Moment(self.moment.data) if self.moment.data else None,
            intent=Intent(self.intent.data),
            is_quotable=self.is_quotable.data,
        )

    @classmethod
    def holding(cls, writing: Writing, *, key: str, version: int) -> "WritingForm":
        """Return the form filled with what is saved. `key` begins anew what is gone meanwhile."""
        return cls(
            key=key,
            version=version,
            title=writing.title,
            body=writing.body,
            mood="" if writing.mood is None else str(writing.mood),
            tag=list(writing.tags),
            moment=writing.moment.value if writing.moment else "",
            intent=writing.intent.value,
            is_quotable=writing.is_quotable,
        )
