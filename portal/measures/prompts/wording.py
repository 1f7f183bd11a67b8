"""What a prompt says to the practitioner: what was seen, by which rule, and nothing about why."""

from typing import NamedTuple

from flask_babel import gettext as _

from portal.measures.course.figures import named, number, on, points, size
from portal.measures.prompts.holding import Held
from portal.psychometrics.course import Occasion
from portal.psychometrics.instrument import ReliableChange
from portal.psychometrics.prompting import EARLY_WEEKS, Prompt, Rule


class Said(NamedTuple):
    """A prompt in words: the sentence, its rule, what the rule saw, and what to bear in mind."""

    words: str
    rule: str
    seen: str
    beside: str = ""


def said(held: Held) -> Said:
    """Say a prompt."""
    if held.prompt.rule is Rule.NOTHING_LATELY:
        return _quiet(held)
    if held.prompt.rule is Rule.NOT_BETTER_YET:
        return _not_better_yet(held)
    return _harder(held)


def _harder(held: Held) -> Said:
    prompt, found = held.prompt, held.prompt.change
    assert found is not None
    assert prompt.since is not None
    is_first = prompt.rule is Rule.WORSE_THAN_BASELINE
    told = {"name": held.instrument.name, "points": points(size(found)), "day": on(prompt.since.on)}
    if (found.points or 0) > 0:
        words = _("%(name)s is %(points)s higher than on %(day)s.", **told)
    else:
        words = _("%(name)s is %(points)s lower than on %(day)s.", **told)
    least = _least(found.rule)
    if is_first:
        rule = _(
            "The latest score against the first: %(least)s, towards more difficulties.", **least
        )
    else:
        rule = _(
            "The latest score against the one with the fewest difficulties so far: %(least)s, "
            "towards more difficulties.",
            **least,
        )
    return Said(words, rule, _seen(prompt))


def _not_better_yet(held: Held) -> Said:
    prompt = held.prompt
    assert prompt.change is not None
    assert prompt.change.rule is not None
    words = _(
        "%(weeks)s weeks after its first score, %(name)s has not moved by %(points)s or more "
        "towards fewer difficulties.",
        name=held.instrument.name,
        weeks=prompt.weeks,
        points=points(prompt.change.rule.points),
    )
    rule = _(
        "%(weeks)s weeks or more after the first score, no later one differs from it by %(least)s, "
        "towards fewer difficulties.",
        weeks=EARLY_WEEKS,
        **_least(prompt.change.rule),
    )
    beside = _(
        "Some people change little at first and much later. It is an occasion to talk, and no "
        "reason to end."
    )
    return Said(words, rule, _seen(prompt), beside)


def _quiet(held: Held) -> Said:
    prompt = held.prompt
    words = _(
        "%(name)s has not been answered for %(weeks)s weeks.",
        name=held.instrument.name,
        weeks=prompt.weeks,
    )
    rule = _("Nothing was answered for %(weeks)s weeks or more.", weeks=held.quiet_weeks)
    if prompt.since is None:
        seen = _("Asked for since %(day)s, and not answered yet.", day=on(held.started_on))
    else:
        seen = _("Last answered on %(day)s.", day=on(prompt.since.on))
    return Said(words, rule, seen)


def _least(rule: ReliableChange | None) -> dict[str, str]:
    assert rule is not None
    least = _("%(points)s or more (%(rule)s)", points=points(rule.points), rule=named(rule))
    return {"least": least}


def _seen(prompt: Prompt) -> str:
    return "; ".join(_score(one) for one in (prompt.since, prompt.until) if one is not None)


def _score(occasion: Occasion) -> str:
    assert occasion.total is not None
    return _("%(score)s on %(day)s", score=number(occasion.total), day=on(occasion.on))
