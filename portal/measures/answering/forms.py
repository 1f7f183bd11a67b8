"""What a client sends about a measure: answers, a remark, how they like to answer and to see."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from portal.measures.models import Pace, Showing
from portal.measures.questions import Answers, NoSuchAnswer, Sheet
from portal.web.forms import clean, readable

LONGEST_REMARK = 1000
FIELD = "answer-"
ONE_OF_THESE = _("Choose one of these.")
WHEN_SHOWN = _("When would you like to see your score?")

PACES = [(Pace.ONE, _("One question a page")), (Pace.ALL, _("All on one page"))]
SHOWINGS = [
    (Showing.AT_ONCE, _("As soon as I have sent my answers")),
    (Showing.TOGETHER, _("When we look at it together")),
]


class BeginForm(FlaskForm):
    """How somebody likes to answer."""

    pace = RadioField(
        _("How would you like to answer?"),
        [InputRequired(ONE_OF_THESE)],
        choices=PACES,
        coerce=Pace,
    )


class ShowingForm(FlaskForm):
    """When a client would like to see their scores."""

    showing = RadioField(
        WHEN_SHOWN,
        [InputRequired(ONE_OF_THESE)],
        choices=SHOWINGS,
        coerce=Showing,
    )


class SendForm(FlaskForm):
    """Answers that were looked over, as of one edition, a remark, and when to see the score."""

    edition = IntegerField(default=0, widget=HiddenInput())
    remark = TextAreaField(
        _("Anything you would like to say about it"),
        [
            readable,
            Length(max=LONGEST_REMARK, message=_("Keep it to 1,000 characters.")),
        ],
        filters=[clean],
    )
    showing = RadioField(WHEN_SHOWN, [Optional()], choices=SHOWINGS, coerce=Showing)


@dataclass(frozen=True)
class Sent:
    """What was sent for each question that was on the page, and whether something was refused."""

    answers: Answers
    is_refused: bool


def sent_answers(sheet: Sheet, form: Mapping[str, str]) -> Sent:
    """Read each answer alone, so that one that was not offered takes none of the others along."""
    sent = {name.removeprefix(FIELD): form[name] for name in form if name.startswith(FIELD)}
    read: dict[str, int | str | None] = {}
    for number, value in sent.items():
        with suppress(NoSuchAnswer):
            read[number] = sheet.read(number, value)
    return Sent(read, is_refused=len(read) < len(sent))
