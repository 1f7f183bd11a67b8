"""A drawing for each line of a client's own words, from 0 to 10, in the frame of the others."""

from collections.abc import Sequence

from flask_babel import gettext as _

from portal.drawing.figure import Figure
from portal.drawing.measured import Break, Measured, Moment, Score, Unscored
from portal.drawing.pins import moments, remarks
from portal.measures.course import chart_words
from portal.measures.course.charting import Course, Remarked, Told, planned_days
from portal.measures.course.series import Entry, Part
from portal.measures.own import wording
from portal.measures.questions import Question

LOW, HIGH = 0, 10


def told(
    part: Part,
    *,
    happened: Sequence[Moment] = (),
    remarked: Remarked = chart_words.remark,
    uid: str = "own",
) -> list[Told]:
    """Return each line's sentence, with its drawing from the second number on.

    Remarks belong to all lines, so they are told once, with the last drawing.
    """
    said = zip(part.sheet.questions, wording.lines(part), strict=True)
    found = [
        Told(line, _course(one, part.entries, happened, remarked, f"{uid}-{one.number}"))
        for one, line in said
    ]
    drawn = [one.course for one in found if one.course]
    for course in drawn[:-1]:
        course.pins.clear()
    return found


def _course(
    question: Question,
    entries: Sequence[Entry],
    happened: Sequence[Moment],
    remarked: Remarked,
    uid: str,
) -> Course | None:
    measured = Measured(
        name=question.words,
        low=LOW,
        high=HIGH,
        direction="",
        scores=tuple(
            Score(one.on, one.values[question.number], remark=remarked(one))
            for one in entries
            if question.number in one.values
        ),
        every_days=planned_days(entries),
        moments=tuple(happened),
        unscored=tuple(
            Unscored(one.on, remarked(one)) for one in entries if question.number not in one.values
        ),
        ends=(_("0: %(low)s", low=question.low), _("10: %(high)s", high=question.high)),
    )
    if len(measured.scores) < 2:
        return None
    return Course(
        figure=Figure(
            measured,
            title=_("“%(words)s” over time", words=question.words),
            description=chart_words.description(measured),
            names=chart_words.names(for_client=True),
        ),
        legend=_legend(measured),
        pins=[*remarks(measured), *moments(measured)],
        columns=[],
        rows=[],
        uid=uid,
    )


def _legend(measured: Measured) -> list[str]:
    said = [_("From 0 to 10, each number on its day.")]
    if measured.unscored:
        said.append(
            _(
                "An upright stroke on the lower edge: answered that day, with this line left open; "
                "the drawing is broken there."
            )
        )
    if Break.GAP in measured.breaks:
        said.append(_("It is broken where there was a longer time without a number."))
    return said
