"""Sentences about what a course lacks: answers left out, times missed, another version."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.measures.course.figures import on


def prorated_line(missing: int, asked: int) -> str:
    """Say that a score was reached without all answers, and what follows: nothing."""
    return ngettext(
        "One of %(asked)s questions was left out; the score is worked out from the others.",
        "%(missing)s of %(asked)s questions were left out; the score is worked out from the "
        "others.",
        missing,
        missing=missing,
        asked=asked,
    )


def no_score_line(missing: int, asked: int) -> str:
    """Say that too much was left out for a score."""
    return ngettext(
        "One of %(asked)s questions was left out, so there is no score.",
        "%(missing)s of %(asked)s questions were left out, so there is no score.",
        missing,
        missing=missing,
        asked=asked,
    )


def version_line(day: date, before: str, after: str) -> str:
    """Say that the questionnaire itself changed, so that scores are not compared across that."""
    return _(
        "On %(day)s the questionnaire changed from version %(before)s to %(after)s. Scores before "
        "and after are not compared.",
        day=on(day),
        before=before,
        after=after,
    )


def not_completed_line(not_completed: int, asked: int) -> str:
    """Say how often an asked measure was not answered."""
    return _("Not completed on %(count)s of %(asked)s occasions.", count=not_completed, asked=asked)
