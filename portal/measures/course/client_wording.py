"""The same in the words for the client: what the score is and was, an invitation, no verdict."""

from collections.abc import Sequence

from flask_babel import gettext as _

from portal.measures.course.figures import number, on, points, size
from portal.psychometrics.change import (
    Change,
    Verdict,
    change_between,
    other_seen_rules,
    verdict,
    wariest,
)
from portal.psychometrics.course import Number, Occasion, baseline, in_order
from portal.psychometrics.instrument import Direction, Instrument


def direction_line(instrument: Instrument) -> str:
    """Say which way the numbers go."""
    if instrument.direction is Direction.LOWER:
        return _("Lower means fewer difficulties. Ups and downs are common.")
    return _("Higher means fewer difficulties. Ups and downs are common.")


def sentences(instrument: Instrument, occasions: Sequence[Occasion]) -> list[str]:
    """Say the last score and how it differs from the first whole one, and which way is which."""
    scored = [one for one in in_order(occasions) if one.total is not None]
    if not scored:
        return []
    last = scored[-1]
    said = [_score(instrument, last)]
    first = baseline(scored[:-1])
    if first is not None:
        said.extend(_changed(instrument, change_between(instrument, first, last), first))
    return [*said, direction_line(instrument)]


def _score(instrument: Instrument, score: Occasion) -> str:
    assert score.total is not None
    return _(
        "Your score on %(day)s was %(score)s, on a scale from %(low)s to %(high)s.",
        day=on(score.on),
        score=number(score.total),
        low=number(instrument.low),
        high=number(instrument.high),
    )


def _changed(instrument: Instrument, found: Change, first: Occasion) -> list[str]:
    assert first.total is not None
    since = on(first.on)
    if not found.points:
        return [_("It is the same as on %(since)s.", since=since)]
    if found.verdict is None:
        return [_("On %(since)s it was %(score)s.", since=since, score=number(first.total))]
    said = {"points": points(size(found)), "since": since}
    higher = _("It is %(points)s higher than on %(since)s.", **said)
    lower = _("It is %(points)s lower than on %(since)s.", **said)
    lines = [higher if found.points > 0 else lower]
    if other_seen_rules(instrument, found):
        lines.append(_("Sources differ on whether so much can be chance."))
    elif found.verdict is Verdict.NONE:
        lines.append(_("So much can be chance."))
    if _is_worse(instrument, found.points):
        lines.append(_("You may want to talk about it with your therapist."))
    return lines


def _is_worse(instrument: Instrument, moved: Number) -> bool:
    """Say whether it got worse by the wariest rule, the one that tells the therapist so."""
    rule = wariest(instrument)
    return rule is not None and verdict(moved, rule, instrument.direction) is Verdict.DETERIORATION
