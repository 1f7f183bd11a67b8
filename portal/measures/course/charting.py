"""The course of one measure as a drawing, its signs in words and a table: for a page or paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from markupsafe import Markup

from portal.drawing.charts import as_data_uri
from portal.drawing.measure_chart import measure_chart
from portal.drawing.measured import CutOff, Margin, Measured, Moment, Score
from portal.drawing.pins import Pin, moments, remarks
from portal.measures.course import chart_words
from portal.measures.course.series import Entry
from portal.measures.course.wording import named, number
from portal.measures.models import Rhythm
from portal.psychometrics.instrument import Instrument

SIZES = {"wide": (560, 260), "narrow": (330, 270)}
"""A drawing is made twice, because letters inside it would shrink with it."""


@dataclass(frozen=True)
class Row:
    """One score in the table under the drawing."""

    on: date
    score: str
    band: str
    remark: str


@dataclass(frozen=True)
class Course:
    """A drawing for each size, what its signs mean, and the same scores as a table.

    Without `rows` the page brings a table of its own.
    """

    drawings: dict[str, Markup]
    legend: list[str]
    pins: list[Pin]
    columns: list[str]
    rows: list[Row]

    @property
    def address(self) -> str:
        """The wide drawing as the address of an image, as a report on paper wants it."""
        return as_data_uri(str(self.drawings["wide"]))


def course_of(
    entries: Sequence[Entry],
    *,
    for_client: bool,
    happened: Sequence[Moment] = (),
    with_table: bool = True,
    uid: str = "course",
) -> Course | None:
    """Return the course of an instrument's scores, the oldest first; None below two of them.

    A single score is said in words, as a number with its band. A client sees neither bands nor
    cut-offs here, as the sentences to them have none.
    """
    scored = [one for one in entries if one.total is not None]
    instrument = scored[-1].sheet.instrument if scored else None
    if instrument is None or len(scored) < 2:
        return None
    measured = replace(
        _measured(instrument, scored, for_client=for_client),
        every_days=_planned_days(scored),
        moments=tuple(happened),
    )
    return Course(
        drawings=_drawings(measured, uid, for_client=for_client),
        legend=chart_words.legend(measured, for_client=for_client),
        pins=[*remarks(measured), *moments(measured)],
        columns=[_("Day"), _("Score"), *([] if for_client else [_("Range called")]), _("Remark")],
        rows=[_row(one) for one in scored if with_table],
    )


def _measured(instrument: Instrument, scored: Sequence[Entry], *, for_client: bool) -> Measured:
    change, cut_off = instrument.change(), None if for_client else instrument.cut_off()
    return Measured(
        name=instrument.name,
        low=instrument.low,
        high=instrument.high,
        direction=chart_words.direction(instrument),
        scores=tuple(_score(one) for one in scored),
        margin=Margin(float(change.points), named(change)) if change else None,
        cut_offs=(CutOff(cut_off.at, named(cut_off)),) if cut_off else (),
    )


def _planned_days(scored: Sequence[Entry]) -> int | None:
    """Return the days from one time to the next as last planned; None without a rhythm of weeks."""
    asked = [one.administration.assignment for one in reversed(scored)]
    weekly = (7 * one.every for one in asked if one and one.rhythm is Rhythm.EVERY_WEEKS)
    return next(weekly, None)


def _score(entry: Entry) -> Score:
    occasion = entry.occasion
    assert occasion.total is not None
    return Score(
        on=occasion.on,
        value=float(occasion.total),
        is_prorated=occasion.is_prorated,
        edition=chart_words.edition(occasion),
        remark=chart_words.remark(entry),
    )


def _drawings(measured: Measured, uid: str, *, for_client: bool) -> dict[str, Markup]:
    return {
        size: Markup(  # noqa: S704 our own drawing; what people wrote is escaped in it
            measure_chart(
                measured,
                title=_("%(name)s over time", name=measured.name),
                description=chart_words.description(measured),
                names=chart_words.names(for_client=for_client),
                width=width,
                height=height,
                uid=f"{uid}-{size}",
            )
        )
        for size, (width, height) in SIZES.items()
    }


def _row(entry: Entry) -> Row:
    assert entry.score is not None
    assert entry.total is not None
    score = number(entry.total)
    return Row(
        on=entry.on,
        score=f"({score})" if entry.score.is_prorated else score,
        band=entry.score.band or "",
        remark=chart_words.remark(entry),
    )
