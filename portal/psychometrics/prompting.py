"""Prompts worth a conversation: plain rules about one course, for its practitioner only.

They are ours (docs/clinical.md), made of reliable change; there is no curve of expected progress,
because none may be used freely. Each tells its rule and what it saw. None scores, ranks or predicts
anything about a person. In 4,394 people a group with depression changed little up to session 6 and
then fast (PMC6428692), so a prompt is an occasion to talk, never a reason to end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.psychometrics.change import Change, Verdict, change_between, wariest
from portal.psychometrics.course import Occasion, best, in_order
from portal.psychometrics.instrument import Direction, Instrument

EARLY_WEEKS = 6
"""By when a reliable improvement is looked for: a rule of our own, after PMC6428692."""


class Rule(StrEnum):
    """Why there is a prompt."""

    WORSE_THAN_BASELINE = "worse_than_baseline"
    WORSE_THAN_BEST = "worse_than_best"
    NOT_BETTER_YET = "not_better_yet"
    """Some get better late; this is told beside it."""
    NOTHING_LATELY = "nothing_lately"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A rule that holds, and what it saw.

    `change` goes from `since` to `until`; for NOTHING_LATELY there is neither change nor `until`,
    and `since` is the last answer, None if there was none. `weeks` is how many the rule counted.
    """

    rule: Rule
    since: Occasion | None = None
    until: Occasion | None = None
    change: Change | None = None
    weeks: int | None = None


def prompts(
    instrument: Instrument,
    occasions: Iterable[Occasion],
    *,
    today: date,
    started_on: date,
    quiet_weeks: int | None,
    rule: str | None = None,
) -> tuple[Prompt, ...]:
    """Return the prompts that hold today, in a fixed order.

    `started_on` is when the questionnaire was first asked for; `quiet_weeks` after how many weeks
    without an answer that is worth a word, None where none was agreed. `rule` names the reliable
    change; without it getting worse is told by the rule of the fewest points that was read in its
    source, and getting better looked for by the default one. Raises UnknownRule and NotComparable.
    """
    course = tuple(one for one in in_order(occasions) if one.on <= today)
    found = [*_changes(instrument, course, rule)]
    quiet = _quiet(course, today, started_on, quiet_weeks)
    return (*found, quiet) if quiet else tuple(found)


def _changes(
    instrument: Instrument, course: tuple[Occasion, ...], rule: str | None
) -> Iterator[Prompt]:
    """Yield what the latest score says against the first and the best one before it."""
    whole = [one for one in course if one.is_whole]
    if len(whole) < 2:
        return
    first, last, top = whole[0], whole[-1], best(whole[:-1], instrument.direction)
    references = {Rule.WORSE_THAN_BASELINE: first}
    if top is not None and top is not first:
        references[Rule.WORSE_THAN_BEST] = top
    wary = wariest(instrument) if rule is None else instrument.change(rule)
    for kind, since in references.items():
        moved = change_between(instrument, since, last, wary.rule if wary else None)
        if moved.verdict is Verdict.DETERIORATION:
            yield Prompt(kind, since, last, moved)
    yield from _not_better_yet(instrument, first, whole[1:], rule)


def _not_better_yet(
    instrument: Instrument, first: Occasion, later: list[Occasion], rule: str | None
) -> Iterator[Prompt]:
    """Yield a prompt if, six weeks on, no score was reliably better than the first.

    Not where the first leaves no room for it, nor where one of them has no verdict.
    """
    last = later[-1]
    days = (last.on - first.on).days
    if days < 7 * EARLY_WEEKS:
        return
    changes = [change_between(instrument, first, one, rule) for one in later]
    if any(one.verdict in (None, Verdict.IMPROVEMENT) for one in changes):
        return
    if _has_room(instrument, first, rule):
        yield Prompt(Rule.NOT_BETTER_YET, first, last, changes[-1], days // 7)


def _has_room(instrument: Instrument, first: Occasion, rule: str | None) -> bool:
    """Say whether a score could have become reliably better at all."""
    named = instrument.change(rule)
    if named is None or first.total is None:
        return False
    if instrument.direction is Direction.LOWER:
        return first.total - named.points >= instrument.low
    return first.total + named.points <= instrument.high


def _quiet(
    course: tuple[Occasion, ...], today: date, started_on: date, weeks: int | None
) -> Prompt | None:
    """Return a prompt if nothing was answered for so many weeks, prorated or unscored included."""
    last = course[-1] if course else None
    since = last.on if last else started_on
    if weeks is None or today - since < timedelta(weeks=weeks):
        return None
    return Prompt(Rule.NOTHING_LATELY, since=last, weeks=(today - since).days // 7)
