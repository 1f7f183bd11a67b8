"""What a client is told of a measure before they begin: how often, how long, how far they are."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.measures.models import MeasureAssignment, Rhythm
from portal.measures.questions import Answers, Sheet
from portal.web.words import number, sentence

A_MINUTE, A_FEW = 4, 12
"""Up to so many questions take a minute or two, or a few minutes."""


def how_often(assignment: MeasureAssignment) -> str:
    """Say in which rhythm it is asked."""
    if assignment.rhythm is Rhythm.ONCE:
        return _("Once.")
    if assignment.rhythm is Rhythm.EVERY_WEEKS:
        return ngettext(
            "Every week.", "Every %(many)s weeks.", assignment.every, many=number(assignment.every)
        )
    return ngettext(
        "Before each appointment, from the day before on.",
        "Before each appointment, from %(many)s days before on.",
        assignment.days_before,
        many=number(assignment.days_before),
    )


def how_long(sheet: Sheet) -> str:
    """Say how many questions there are, and roughly how long they take."""
    count = len(sheet.questions)
    said = sentence(ngettext("one question", "%(many)s questions", count, many=number(count)))
    if count <= A_MINUTE:
        return _("%(questions)s: a minute or two, or as long as you like.", questions=said)
    if count <= A_FEW:
        return _("%(questions)s: a few minutes, or as long as you like.", questions=said)
    return _("%(questions)s: perhaps ten minutes, or as long as you like.", questions=said)


def how_far(sheet: Sheet, answers: Answers) -> str:
    """Say how many questions are answered, in words."""
    count = len(sheet.questions)
    done = count - len(sheet.left_open(answers))
    return ngettext(
        "Answered so far: %(done)s of one question.",
        "Answered so far: %(done)s of %(count)s questions.",
        count,
        done=number(done),
        count=number(count),
    )
