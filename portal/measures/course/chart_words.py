"""What stands in the drawing of a measure and below it, in the words of the page's language."""

from decimal import Decimal

from babel import Locale
from babel.dates import get_month_names
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.drawing.measure_chart import Names
from portal.drawing.measured import Break, Margin, Measured
from portal.measures.course.figures import number, on, points
from portal.measures.course.series import Entry
from portal.psychometrics.course import Number, Occasion
from portal.psychometrics.instrument import Direction, Instrument


def direction(instrument: Instrument) -> str:
    """Say which way is which, beside the scale."""
    if instrument.direction is Direction.LOWER:
        return _("lower: fewer difficulties")
    return _("higher: fewer difficulties")


def edition(occasion: Occasion) -> str:
    """Name the version and the language in which a measure was answered."""
    languages = _locale().languages
    language = languages.get(occasion.language, occasion.language)
    return _("version %(version)s, %(language)s", version=occasion.words, language=language)


def remark(entry: Entry) -> str:
    """Return what was remarked on a score; of one that was typed in, where it was reached."""
    said = entry.administration.remark or ""
    return _("Typed in, from: %(where)s", where=said) if said and entry.is_typed else said


def names(*, for_client: bool) -> Names:
    """Return the words inside the drawing; a client reads those of their own sentences."""
    months = get_month_names("abbreviated", locale=_locale())
    short = _("so much can be chance") if for_client else _("within measurement error")
    return Names(
        within=(f"{short} (%(rule)s)", short),
        cut_off=(_("cut-off %(at)s (%(rule)s)"), _("cut-off %(at)s")),
        months=tuple(months[at] for at in range(1, 13)),
    )


def description(measured: Measured) -> str:
    """Say what the drawing shows to somebody who does not see it."""
    return _(
        "%(count)s scores from %(first)s to %(last)s. The table below has every one.",
        count=len(measured.scores),
        first=on(measured.scores[0].on),
        last=on(measured.scores[-1].on),
    )


def legend(measured: Measured, *, for_client: bool) -> list[str]:
    """Say what the signs mean that this drawing has, each with the rule it rests on."""
    scale = {"low": _number(measured.low), "high": _number(measured.high)}
    said = [_("The scale is shown whole, from %(low)s to %(high)s.", **scale)]
    if measured.band is not None and measured.margin is not None:
        said.append(_within(measured.margin, for_client=for_client))
    for one in measured.cut_offs:
        at = _number(one.at)
        said.append(
            _("Dashes: the cut-off commonly used, %(at)s (%(rule)s).", at=at, rule=one.rule)
        )
    if any(one.is_prorated for one in measured.scores):
        said.append(_("Hollow: worked out although a question was left out."))
    if measured.unscored:
        said.append(
            _(
                "An upright stroke on the lower edge: answered that day, without a score; the line "
                "is broken there."
            )
        )
    if Break.GAP in measured.breaks:
        said.append(_("The line is broken where there was a longer time without a score."))
    if Break.EDITION in measured.breaks:
        said.append(_("It is not drawn on where the questionnaire changed."))
    return said


def _within(margin: Margin, *, for_client: bool) -> str:
    facts = {"points": points(_whole(margin.points)), "rule": margin.rule}
    if for_client:
        return _("Dots: a difference of less than %(points)s can be chance (%(rule)s).", **facts)
    return _(
        "Dots: less than %(points)s from the first whole score, within measurement error "
        "(%(rule)s).",
        **facts,
    )


def _number(value: float) -> str:
    return number(_whole(value))


def _whole(value: float) -> Number:
    return int(value) if float(value).is_integer() else Decimal(str(value))


def _locale() -> Locale:
    return get_locale() or Locale("en")
