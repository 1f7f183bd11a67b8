"""The measures at a glance: a line each, for whoever looks for one number and its doubt."""

from portal.cli.clinical_rows import rows_of
from portal.psychometrics.instrument import Direction, Instrument, Terms

HEAD = (
    "measure",
    "terms",
    "scores",
    "fewer difficulties",
    "reliable change, by itself",
    "cut-off, by itself",
    "state",
    "not verified",
)

STATE = {
    Terms.FREE: "verbatim",
    Terms.NON_COMMERCIAL: "gated",
    Terms.SCORES_ONLY: "scores only",
}

NONE = "none"


def line_of(one: Instrument) -> tuple[str, ...]:
    """Return a measure in one line; its own section says the rest."""
    return (
        f"[{one.name}](#{one.name.lower().replace(' ', '-')})",
        one.licence.id,
        _scores(one),
        "fewer points" if one.direction is Direction.LOWER else "more points",
        _change(one),
        _cut_off(one),
        STATE[one.licence.terms],
        _not_verified(one),
    )


def _scores(one: Instrument) -> str:
    steps = "" if one.step == 1 else f", in steps of {one.step}"
    return f"{one.low} to {one.high}{steps}"


def _change(one: Instrument) -> str:
    """Return the default rule, and any other that was read: where they disagree, both are told."""
    default = one.change()
    if default is None:
        return NONE
    also = [
        f"; {other.points} ({other.name}) is told beside it where it says otherwise"
        for other in one.changes
        if other.source.seen and other is not default
    ]
    return f"{default.points} ({default.name}){''.join(also)}"


def _cut_off(one: Instrument) -> str:
    default = one.cut_off()
    if default is None:
        return NONE
    beyond = "or more" if one.direction is Direction.LOWER else "or less"
    return f"{default.at} {beyond} ({default.name})"


def _not_verified(one: Instrument) -> str:
    """Return what rests on a source that was not seen, and how many points are open."""
    unseen = [what for what, _, source in rows_of(one) if not source.seen]
    count = len(one.open_points)
    return "; ".join([*unseen, f"{count} open {'point' if count == 1 else 'points'} below"])
