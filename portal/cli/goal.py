"""`flask goal t-score`: goal attainment scaling as JSON, so that anybody can check it."""

import click

from portal.cli.measure import as_json, numbers, tell
from portal.psychometrics.goals import Impossible, t_score


@click.group()
def goal() -> None:
    """What became of goals, as JSON."""


@goal.command("t-score")
@click.option("--weights", required=True, help="One a goal, such as 1,1,1.")
@click.option("--levels", required=True, help="From -2 to 2, one a goal, such as 1,0,-1.")
def tell_t_score(weights: str, levels: str) -> None:
    """Say the T score of goals; 50 is as expected."""
    try:
        found = t_score([float(one) for one in numbers(weights)], _levels(levels))
    except Impossible as problem:
        raise click.ClickException(str(problem)) from problem
    tell({"t": as_json(found)})


def _levels(text: str) -> list[int]:
    """Return whole numbers; one with decimals is no level."""
    found = numbers(text)
    if not all(isinstance(one, int) for one in found):
        raise Impossible("A level is one of -2, -1, 0, 1 and 2.")
    return [int(one) for one in found]
