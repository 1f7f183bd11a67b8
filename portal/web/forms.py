"""What forms share: how a text is cleaned on its way in, and answered when it cannot be read."""

import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, Form
from wtforms.validators import ValidationError

A_DAY = _("Choose a day, as 2026-11-24.")
A_YEAR = timedelta(days=366)
BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


def clean(text: str | None) -> str | None:
    """Return a short text in NFC without white space around it; None stays None."""
    return None if text is None else unicodedata.normalize("NFC", text).strip()


def single_line(text: str | None) -> str | None:
    """Return a name or a title on one line, without marks that turn the writing direction."""
    return None if text is None else " ".join(text.translate(BIDI_CONTROLS).split())


def readable(form: Form, field: Field) -> None:
    """Refuse characters that cannot be stored: NUL and halves of a pair."""
    text = field.data or ""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValidationError(
            _(
                "There is a character in here that cannot be kept. Delete what looks odd, and send "
                "it again."
            )
        )


def some_words(most: int) -> Callable[[Form, Field], None]:
    """Return a check that refuses a note without a visible word, or of more than `most` letters."""

    def check(form: Form, field: Field) -> None:
        text = (field.data or "").replace("\r\n", "\n").strip()
        if not text:
            raise ValidationError(_("Write at least one word."))
        if len(text) > most:
            raise ValidationError(
                _(
                    "This is longer than a note can be: %(length)s characters of at most %(most)s. "
                    "Everything you wrote is still here. Shorten it, or make two notes of it.",
                    length=len(text),
                    most=most,
                )
            )

    return check


def within_a_year(day: date, today: date) -> bool:
    """Tell whether a day is at most a year away: no plan goes further."""
    return abs(day - today) <= A_YEAR


class Day(DateField):
    """A date, with a message that says what to write."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(A_DAY) from problem
