"""The plain sentences above a chart, to the practitioner: what a score is, and what changed.

Never a percentage, a diagnosis, "recovered" or "normal": a questionnaire is a self-report screen.
Whatever is computed names the rule set it is computed by.
"""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from portal.measures.course.figures import doubt, named, number, on, points, quoted, size
from portal.psychometrics.change import (
    Caveat,
    Change,
    Verdict,
    change_between,
    other_seen_rules,
)
from portal.psychometrics.course import Number, Occasion, baseline, in_order
from portal.psychometrics.instrument import CutOff, Direction, Instrument, ReliableChange


def score_line(instrument: Instrument, score: Occasion) -> str:
    """Say one score with its range and, where there is one, its band."""
    assert score.total is not None
    said = {
        "name": instrument.name,
        "score": number(score.total),
        "day": on(score.on),
        "low": number(instrument.low),
        "high": number(instrument.high),
    }
    band = None if score.is_prorated else instrument.band_of(score.total)
    if band is None:
        return _("%(name)s was %(score)s on %(day)s (%(low)s–%(high)s).", **said)
    said["band"] = quoted(band.name)
    said["doubt"] = doubt(band.source)
    return _(
        "%(name)s was %(score)s on %(day)s (%(low)s–%(high)s; in the range called %(band)s on a "
        "self-report screen%(doubt)s).",
        **said,
    )


def change_line(instrument: Instrument, found: Change, since: date) -> str:
    """Say how a score differs from the first, against measurement error by a named rule.

    Where another rule whose source was read says otherwise, both are named with their points.
    """
    if not found.points:
        return _("It is the same as on %(since)s.", since=on(since))
    moved, rule = _moved(instrument, found, since), found.rule
    if rule is None:
        return _("%(moved)s. %(why)s", moved=moved, why=_why(found))
    is_within = found.verdict is Verdict.NONE
    far = _("within measurement error") if is_within else _enough(rule, size(found))
    others = other_seen_rules(instrument, found)
    if not others:
        return _("%(moved)s, %(far)s (%(rule)s).", moved=moved, far=far, rule=named(rule))
    said = {"moved": moved, "far": far, "rule": _with_points(rule)}
    said["others"] = "; ".join(_with_points(one) for one in others)
    if is_within:
        return _(
            "%(moved)s, %(far)s by one rule (%(rule)s), and beyond it by another (%(others)s).",
            **said,
        )
    return _(
        "%(moved)s, %(far)s by one rule (%(rule)s), and within it by another (%(others)s).", **said
    )


def _moved(instrument: Instrument, found: Change, since: date) -> str:
    """Say up or down, and which way that is: no sentence leaves it to the reader."""
    said = {"points": points(size(found)), "since": on(since)}
    is_up = (found.points or 0) > 0
    if is_up is (instrument.direction is Direction.LOWER):
        said["way"] = _("towards more difficulties")
    else:
        said["way"] = _("towards fewer difficulties")
    if is_up:
        return _("It rose by %(points)s %(way)s since %(since)s", **said)
    return _("It is down %(points)s %(way)s since %(since)s", **said)


def _with_points(rule: ReliableChange) -> str:
    return _("%(rule)s: %(points)s", rule=named(rule), points=points(rule.points))


def _why(found: Change) -> str:
    """Say why nothing is concluded from a difference."""
    if Caveat.PRORATED in found.caveats:
        return _("Nothing is concluded from it, because a question was left out.")
    if Caveat.NO_RULE in found.caveats:
        return _("How much of that may be measurement error is not known here.")
    return _("Nothing is concluded from it, because the questionnaire itself changed.")


def _enough(rule: ReliableChange, moved: Number) -> str:
    if moved == rule.points:
        return _("just as much as it takes to be more than measurement error")
    return _("more than the %(points)s expected from measurement error", points=points(rule.points))


def cut_off_line(
    instrument: Instrument, first: Occasion | None, last: Occasion, rule: str | None = None
) -> str:
    """Say that the cut-off was passed since the first score; of a single one, where it lies.

    It is the cut-off of the rule by which the change was judged, where that has one: two rules in
    one breath would tell a story that neither of them tells.
    """
    has_own = any(one.rule == rule for one in instrument.cut_offs)
    cut_off = instrument.cut_off(rule if has_own else None)
    if cut_off is None or last.total is None or last.is_prorated:
        return ""
    is_beyond = instrument.reaches(cut_off, last.total)
    where = _side(instrument, cut_off, is_beyond=is_beyond)
    if first is None or first.total is None:
        return _("It is %(where)s.", where=where)
    if first.is_prorated or instrument.reaches(cut_off, first.total) == is_beyond:
        return ""
    return _("It is now %(where)s.", where=where)


def _side(instrument: Instrument, cut_off: CutOff, *, is_beyond: bool) -> str:
    cut = _("the cut-off commonly used (%(at)s; %(rule)s)", at=cut_off.at, rule=named(cut_off))
    if instrument.direction is Direction.LOWER:
        where = _("at or above %(cut)s", cut=cut) if is_beyond else _("below %(cut)s", cut=cut)
    else:
        where = _("at or below %(cut)s", cut=cut) if is_beyond else _("above %(cut)s", cut=cut)
    return where


def sentences(instrument: Instrument, occasions: Sequence[Occasion]) -> list[str]:
    """Say where things stand: the last score, and how it differs from the first whole one.

    `instrument` is in the version of the last.
    """
    scored = [one for one in in_order(occasions) if one.total is not None]
    if not scored:
        return []
    last = scored[-1]
    said = [score_line(instrument, last)]
    first = baseline(scored[:-1]) or next(iter(scored[:-1]), None)
    if first is not None:
        found = change_between(instrument, first, last)
        said.append(change_line(instrument, found, first.on))
        if found.rule is not None and found.verdict not in (None, Verdict.NONE):
            said.append(cut_off_line(instrument, first, last, found.rule.rule))
    elif not instrument.bands:
        said.append(cut_off_line(instrument, None, last))
    return [one for one in said if one]


def first_is_often_hardest(instrument: Instrument, occasions: Sequence[Occasion]) -> str:
    """Say quietly, where a course began at its hardest, that some of a change comes by itself."""
    totals = [one.total for one in in_order(occasions) if one.total is not None]
    hardest = max if instrument.direction is Direction.LOWER else min
    if len(totals) < 2 or totals[0] == totals[-1] or totals[0] != hardest(totals):
        return ""
    return _(
        "People often begin when things are at their hardest, so some change after a first score "
        "comes by itself."
    )
