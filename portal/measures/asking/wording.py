"""What is asked of a client and how often, and what was agreed about seeing scores, in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.measures.models import MeasureAssignment, Rhythm, Showing
from portal.measures.own.models import id_in


def rhythm_line(assignment: MeasureAssignment) -> str:
    """Say how often a measure is asked for."""
    if assignment.rhythm is Rhythm.ONCE:
        return _("Once")
    if assignment.rhythm is Rhythm.EVERY_WEEKS:
        weeks = assignment.every
        return ngettext("Every week", "Every %(weeks)s weeks", weeks, weeks=weeks)
    if not assignment.days_before:
        return _("On the day of each appointment")
    days = assignment.days_before
    return ngettext(
        "Before each appointment, from the day before on",
        "Before each appointment, from %(days)s days before on",
        days,
        days=days,
    )


def scores_line(assignment: MeasureAssignment) -> str:
    """Say when the client sees the scores: what they chose, or else what was proposed.

    Nothing of a client's own words: they have no score but the numbers that were chosen.
    """
    if id_in(assignment.slug) is not None:
        return ""
    chosen = assignment.scores_agreed
    if chosen is Showing.AT_ONCE:
        return _("Your client sees the score at once, as they chose.")
    if chosen is Showing.TOGETHER:
        return _("Your client sees the score when you have looked at it together, as they chose.")
    if assignment.scores_proposed is Showing.AT_ONCE:
        return _(
            "You proposed that your client sees the score at once. They have not chosen yet; until "
            "then they see it when you have looked at it together."
        )
    return _(
        "You proposed that your client sees the score when you have looked at it together. They "
        "may choose to see it at once."
    )
