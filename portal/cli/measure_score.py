"""`flask measure list | score`: which measures there are, and what answers come to."""

import click

from portal.cli.measure import NEGATIVE, as_json, named, number, tell
from portal.psychometrics.catalogue import instruments
from portal.psychometrics.instrument import Instrument, UnknownRule
from portal.psychometrics.scoring import (
    Score,
    SubscaleScore,
    UnusableAnswers,
    checked_total,
    score,
    typed,
)

SKIPPED = "-"


@click.command("list")
def list_measures() -> None:
    """List the measures, with their terms and the version of their words."""
    tell({"measures": [_described(one) for one in instruments()]})


@click.command("score", context_settings=NEGATIVE)
@click.argument("name")
@click.argument("answers")
@click.option("--rule", help="The rule set of the cut-off, where another is wanted.")
@click.option(
    "--prorate/--no-prorate",
    default=None,
    help="Make up for skipped items, or do not, where the measure would do otherwise.",
)
def score_measure(name: str, answers: str, rule: str | None, prorate: bool | None) -> None:
    """Score ANSWERS in the order of the items, such as 1,2,0,-,3, where - is a skipped item.

    Of a measure that only has scores typed in, ANSWERS is the score itself.
    """
    one = named(name)
    try:
        if not one.items:
            found = typed(one, checked_total(one, number(answers)), rule=rule)
        else:
            found = score(one, _values(answers), prorate=prorate, rule=rule)
    except (UnusableAnswers, UnknownRule) as problem:
        raise click.ClickException(str(problem.args[0])) from problem
    if found.cut_off is not None and not found.cut_off.source.seen:
        click.echo("The source of this rule was not seen by whoever wrote it down.", err=True)
    tell(_told(found))


def _values(answers: str) -> list[int | None]:
    """Return the answers, None for one that was skipped."""
    return [None if one.strip() == SKIPPED else _whole(one.strip()) for one in answers.split(",")]


def _whole(text: str) -> int:
    value = number(text)
    if not isinstance(value, int):
        raise click.ClickException(f"{text} is no answer; answers are whole numbers.")
    return value


def _told(found: Score) -> dict[str, object]:
    """Return a score as JSON; `subscales` stand there for a measure that has some."""
    told: dict[str, object] = {
        "total": None if found.total is None else as_json(found.total),
        "band": found.band,
        "cutoff": _cut_off(found),
        "missing": list(found.missing),
        "prorated": found.is_prorated,
        "safety": list(found.safety),
    }
    if found.subscales:
        told["subscales"] = [_subscale(one) for one in found.subscales]
    return told


def _subscale(found: SubscaleScore) -> dict[str, object]:
    part = found.subscale
    return {
        "slug": part.slug,
        "name": part.name,
        "items": list(part.items),
        "low": part.low,
        "high": part.high,
        "total": found.total,
        "band": found.band,
        "cutoff": _cut_off(found),
    }


def _cut_off(found: Score | SubscaleScore) -> dict[str, object] | None:
    cut_off = found.cut_off
    if cut_off is None:
        return None
    return {"rule": cut_off.rule, "at": cut_off.at, "reached": found.reaches_cut_off}


def _described(one: Instrument) -> dict[str, object]:
    return {
        "slug": one.slug,
        "name": one.name,
        "title": one.title,
        "version": one.version,
        "language": one.language,
        "terms": one.licence.terms,
        "items": len(one.scored_items),
        "low": one.low,
        "high": one.high,
        "step": as_json(one.step),
        "direction": one.direction,
        "content_hash": one.content_hash,
    }
