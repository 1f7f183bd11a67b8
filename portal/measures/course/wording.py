"""The plain sentences above a chart, to the practitioner: what a score is, and what changed.

Never a percentage, a diagnosis, "recovered" or "normal": a questionnaire is a self-report screen.
Whatever is computed names the rule set it is computed by.
"""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _

from portal import clock
from portal.psychometrics.change import (
    Caveat,
    Change,
    Verdict,
    change_between,
    other_seen_rules,
)
from portal.psychometrics.course import Number, Occasion, baseline, in_order
from portal.psychometrics.instrument import CutOff, Direction, Instrument, ReliableChange, Source
from portal.web.templating import timezone


def number(value: Number) -> str:
    """Write a number as the page's language does."""
    return str(format_decimal(value))


def points(value: Number) -> str:
    """Say how many points."""
    return _("1 point") if value == 1 else _("%(count)s points", count=number(value))


def size(found: Change) -> Number:
    """Return how far a score moved, whichever way."""
    moved = found.points or 0
    return moved if moved > 0 else -moved


def on(day: date) -> str:
    """Write a day as it stands after *on* and *since*: 3 May, and the year if it is another."""
    pattern = "d MMMM" if day.year == clock.today(timezone()).year else "d MMMM y"
    return format_date(day, pattern, locale=get_locale())


def named(rule: ReliableChange | CutOff) -> str:
    """Name a rule set, and say so where its number could not be checked."""
    return f"{rule.name}{_doubt(rule.source)}"


def _doubt(source: Source) -> str:
    return "" if source.seen else _(", not checked against its source")


def quoted(band: str | None) -> str:
    """Write the name of a band as its questionnaire's own word, never as what somebody is."""
    return _("“%(band)s”", band=band) if band else ""


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
    said["doubt"] = _doubt(band.source)
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
