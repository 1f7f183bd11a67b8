"""`flask measure change | outcome | rci`: what two scores say, and what they cannot."""

from decimal import Decimal

import click

from portal.cli.measure import NEGATIVE, as_json, named, number, numbers, tell
from portal.psychometrics import change as changes
from portal.psychometrics import outcome as outcomes
from portal.psychometrics.instrument import Instrument, UnknownRule
from portal.psychometrics.reliability import Impossible, Z, jacobson_truax
from portal.psychometrics.scoring import TotalOutOfRange, checked_total

OF_TWO = ("phq-9", "gad-7")
"""The two measures of `outcome`, in the order of their scores."""


@click.command(context_settings=NEGATIVE)
@click.argument("name")
@click.argument("first", metavar="FROM")
@click.argument("last", metavar="TO")
@click.option("--rule", help="The rule set, where another than the default is wanted.")
def change(name: str, first: str, last: str, rule: str | None) -> None:
    """Compare two scores by a named rule."""
    one = named(name)
    try:
        before, after = (checked_total(one, number(text)) for text in (first, last))
        found = changes.change(one, before, after, rule)
    except (TotalOutOfRange, UnknownRule) as problem:
        raise click.ClickException(str(problem.args[0])) from problem
    if changes.Caveat.UNVERIFIED in found.caveats:
        click.echo("The source of this rule was not seen by whoever wrote it down.", err=True)
    told: dict[str, object] = {
        "change": None if found.points is None else as_json(found.points),
        "threshold": None if found.rule is None else as_json(found.rule.points),
        "rule": None if found.rule is None else found.rule.rule,
        "verdict": found.verdict,
    }
    if others := _others(one, found):
        told["disagreeing"] = others
    tell(told)


def _others(one: Instrument, found: changes.Change) -> list[dict[str, object]]:
    """Return the rules that were read in their source and say otherwise, where there are any."""
    others = changes.other_seen_rules(one, found)
    return [
        {
            "threshold": as_json(rule.points),
            "rule": rule.rule,
            "verdict": changes.verdict(found.points or 0, rule, one.direction),
        }
        for rule in others
    ]


@click.command(context_settings=NEGATIVE)
@click.argument("start", metavar="PHQ9,GAD7")
@click.argument("end", metavar="PHQ9,GAD7")
def outcome(start: str, end: str) -> None:
    """Compare the first PHQ-9 and GAD-7 of a course with the last, by NHS Talking Therapies."""
    measures = [named(slug) for slug in OF_TWO]
    found = outcomes.outcome(
        [outcomes.thresholds(one) for one in measures],
        _scores(measures, start),
        _scores(measures, end),
    )
    tell(
        {
            "case_at_start": found.case_at_start,
            "recovered": found.recovered,
            "reliable_improvement": found.reliable_improvement,
            "reliable_deterioration": found.reliable_deterioration,
            "reliable_recovery": found.reliable_recovery,
            "unverified": outcomes.UNVERIFIED,
        }
    )


@click.command()
@click.option("--sd", required=True, help="The scale's standard deviation.")
@click.option("--r", required=True, help="Its reliability.")
@click.option("--from", "first", required=True, help="The first score.")
@click.option("--to", "last", required=True, help="The last score.")
@click.option("--z", default=str(Z), show_default=True, help="1.96 leaves 5 % to chance.")
def rci(sd: str, r: str, first: str, last: str, z: str) -> None:
    """Say whether a change is more than the error of measuring: Jacobson & Truax."""
    before, after = float(number(first)), float(number(last))
    try:
        found = jacobson_truax(float(number(sd)), float(number(r)), float(number(z)))
    except Impossible as problem:
        raise click.ClickException(str(problem)) from problem
    tell(
        {
            "sem": as_json(found.sem),
            "sdiff": as_json(found.sdiff),
            "threshold": as_json(found.points),
            "rc": as_json(found.index(before, after)),
            "reliable": found.is_reliable(before, after),
        }
    )


def _scores(measures: list[Instrument], text: str) -> list[int | Decimal]:
    """Return a score for each measure, within its range."""
    scores = list(numbers(text))
    if len(scores) != len(measures):
        raise click.ClickException(f"{text} are not two scores, such as 16,14.")
    try:
        for one, score in zip(measures, scores, strict=True):
            checked_total(one, score)
    except TotalOutOfRange as problem:
        raise click.ClickException(str(problem)) from problem
    return scores
