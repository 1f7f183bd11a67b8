"""`flask measure`: the arithmetic of measures as JSON, so that anybody can check it."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import click

from portal.psychometrics.catalogue import UnknownInstrument, instrument, instruments
from portal.psychometrics.instrument import Instrument

NEGATIVE = {"ignore_unknown_options": True}
"""A number below 0 is no option; what is wrong with it is said where it is looked at."""

LARGEST = 10**6
"""No scale goes further; beyond it, arithmetic on doubles would begin to lie."""


@click.group()
def measure() -> None:
    """Scores, change and outcome, as JSON."""


def tell(answer: Mapping[str, object]) -> None:
    """Print an answer as one line of JSON, and nothing else."""
    click.echo(json.dumps(answer, ensure_ascii=False))


def named(name: str) -> Instrument:
    """Return the instrument of a name as people write it, such as PHQ9, phq-9 or PHQ-9."""
    wanted = _plain(name)
    for one in instruments():
        if wanted in {_plain(one.slug), _plain(one.name)}:
            return one
    try:
        return instrument(name)
    except UnknownInstrument as problem:
        known = ", ".join(one.slug for one in instruments())
        raise click.ClickException(f"{problem} There is {known}.") from problem


def number(text: str) -> int | Decimal:
    """Return a number as it is written, a whole one as such."""
    try:
        found = Decimal(text)
    except InvalidOperation as problem:
        raise click.ClickException(f"{text} is no number.") from problem
    if not found.is_finite() or abs(found) > LARGEST:
        raise click.ClickException(f"{text} is no number that a scale has.")
    return int(found) if found == found.to_integral_value() else found


def numbers(text: str) -> tuple[int | Decimal, ...]:
    """Return the numbers between commas."""
    return tuple(number(one) for one in text.split(","))


def as_json(value: int | Decimal | float) -> int | float:
    """Return a number as JSON has it: four decimals at most, as published tables have."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value if isinstance(value, int) else round(float(value), 4)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
