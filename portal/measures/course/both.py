"""The outcome by two measures together, where both belong to one rule set."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.measures.course.figures import number, on
from portal.measures.course.series import Series
from portal.psychometrics.course import Occasion, baseline, latest
from portal.psychometrics.instrument import Instrument
from portal.psychometrics.outcome import Outcome, is_verified, outcome, thresholds

DEPRESSION, ANXIETY = "phq-9", "gad-7"
"""The two of the rule set; another measure may stand for the second, with its own
values, once these were read in their source."""


@dataclass(frozen=True)
class Ends:
    """The first and the last whole score of one measure."""

    instrument: Instrument
    first: Occasion
    last: Occasion


def both_line(series: Sequence[Series]) -> str:
    """Say what the rules of NHS Talking Therapies make of two measures; empty where none apply."""
    pair = _pair([one for each in series if (one := _ends(each))])
    if pair is None:
        return ""
    starts = [one.first.total or 0 for one in pair]
    ends = [one.last.total or 0 for one in pair]
    found = outcome([thresholds(one.instrument) for one in pair], starts, ends)
    seen = "; ".join(_seen(one) for one in pair)
    return _(
        "By the rules of NHS Talking Therapies for two measures together: %(outcome)s. %(case)s "
        "(%(seen)s.) They are meant for a course of at least two appointments. How the two work "
        "together was not checked against the present manual.",
        outcome=_change(found),
        case=_case(found),
        seen=seen,
    )


def _pair(found: Sequence[Ends]) -> list[Ends] | None:
    """Return the depression measure with the anxiety measure, or with the only other one."""
    first = next((one for one in found if one.instrument.slug == DEPRESSION), None)
    others = [one for one in found if one is not first]
    named = next((one for one in others if one.instrument.slug == ANXIETY), None)
    second = named or (others[0] if len(others) == 1 else None)
    return [first, second] if first and second else None


def _ends(series: Series) -> Ends | None:
    """Return the ends of a course by one of the rule set's measures, once there are two."""
    part = series.parts[-1]
    if part.instrument is None or not is_verified(part.instrument):
        return None
    occasions = part.occasions
    first, last = baseline(occasions), latest(occasions)
    if first is None or last is None or first is last or first.language != last.language:
        return None
    return Ends(part.instrument, first, last)


def _change(found: Outcome) -> str:
    if found.reliable_improvement:
        return _("reliable improvement")
    return _("reliable deterioration") if found.reliable_deterioration else _("no reliable change")


def _case(found: Outcome) -> str:
    if not found.case_at_start:
        return _("The first scores were below caseness, so nothing is said about leaving it.")
    if found.recovered:
        return _("The first scores were at caseness, the last are below it on both.")
    return _("The first scores were at caseness, and so is at least one of the last.")


def _seen(one: Ends) -> str:
    assert one.first.total is not None
    assert one.last.total is not None
    return _(
        "%(name)s %(first)s on %(since)s, %(last)s on %(day)s",
        name=one.instrument.name,
        first=number(one.first.total),
        since=on(one.first.on),
        last=number(one.last.total),
        day=on(one.last.on),
    )
