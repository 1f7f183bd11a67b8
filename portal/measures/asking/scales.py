"""On which scale a score from elsewhere is meant, in words: range, step, and how it is counted."""

from decimal import Decimal

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _

from portal.psychometrics.instrument import Instrument

TENTHS = Decimal("0.1")

VARIANTS = {
    "australian-1-5": _("Each answer counts 1 to 5, as in Australia, not 0 to 4."),
    "original-0-4": _("Each answer counts 0 to 4, not 1 to 5 as in Australia."),
    "doubled-0-42": _("The sum of the seven answers, doubled, not the sum itself."),
}
"""How it is counted, by the name of the way in the questionnaire's own file."""


def scale(instrument: Instrument) -> str:
    """Say what may be typed in for a questionnaire, and which of several totals it is."""
    return f"{range_of(instrument)} {_way(instrument)}".rstrip()


def range_of(instrument: Instrument) -> str:
    """Say from where to where a score goes, and in which steps."""
    return gettext(
        "From %(low)s to %(high)s, %(steps)s.",
        low=instrument.low,
        high=instrument.high,
        steps=_steps(instrument.step),
    )


def _steps(step: Decimal) -> str:
    if step == 1:
        return gettext("in whole numbers")
    if step == TENTHS:
        return gettext("with one decimal at most")
    return gettext("in steps of %(step)s", step=format_decimal(step))


def _way(instrument: Instrument) -> str:
    """Say how the answers come to the score, as far as the questionnaire's file says it."""
    if instrument.scoring_variant:
        return str(VARIANTS[instrument.scoring_variant])
    if instrument.factor != 1:
        return gettext(
            "The sum of the answers times %(factor)s, not the sum itself, which goes from %(low)s "
            "to %(high)s.",
            factor=instrument.factor,
            low=instrument.low // instrument.factor,
            high=instrument.high // instrument.factor,
        )
    values = [value for item in instrument.scored_items for value in item.values]
    if not values:
        return ""
    return gettext("Each answer counts %(low)s to %(high)s.", low=min(values), high=max(values))
