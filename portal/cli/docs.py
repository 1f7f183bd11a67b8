"""`flask docs role-matrix`: the policy as a table for people, written from the policy itself."""

from collections.abc import Sequence

import click

from portal.access import predicates as p
from portal.access.permissions import Permission
from portal.access.policy import POLICY, READ_BEFORE
from portal.access.predicates import Predicate

ROLES: dict[str, frozenset[Predicate]] = {
    "Nobody signed in": frozenset(),
    "Client": frozenset({p.is_signed_in, p.is_client}),
    "Practitioner": frozenset({p.is_signed_in, p.is_practitioner}),
    "Supervisor": frozenset({p.is_signed_in, p.is_supervisor}),
    "Practice admin": frozenset({p.is_signed_in, p.is_admin}),
}
ABOUT_A_ROLE = frozenset().union(*ROLES.values())

WORDS: dict[Predicate, str] = {
    p.owns: "in their own file",
    p.treats: "of a client in care with them now",
    p.has_practitioner: "while somebody treats them",
    p.is_shared: "while it is shared",
    p.is_on_shared: "while the reflection is shared",
    p.reaches_reflection: "shared since that care began or come along",
    p.reaches_annotation: "written since that care began or come along",
    p.reaches_goal: "set since that care began or come along",
    p.reaches_assignment: "asked for since that care began or come along",
    p.reaches_measure: "answered since that care began or come along",
    p.reaches_wording: "worded since that care began or come along",
    p.reaches_review: "that is open or was closed since that care began",
    p.waits_for: "that waits while they cover, or of which they were told as nobody had looked",
    p.waits_for_answer: "that the other side proposed and nobody has answered",
    p.came_along: "from before that care and come along",
    p.is_completed: "once the answers were sent",
    p.is_typed: "that was typed in",
    p.has_asker: "while somebody treats them who sees what is asked",
    p.has_reader: "while somebody treats them who sees the annotation",
    p.arranged: "whom they meet then",
    p.treated: "of care with them that has ended, while its records are kept",
    p.proposed: "that they proposed",
    p.is_theirs: "of their own account",
    p.wrote: "that they wrote",
    p.is_draft: "while it is a draft",
    p.is_finished: "once its pages exist",
    p.is_given: "once it was shared with them",
    p.works_in_practice: "of their own practice",
    p.in_emergency: "of a client whose file they opened in an emergency",
    p.was_handed: "that was handed over to them as cover",
    p.is_on_handed: "on what was handed over to them as cover",
    p.was_given: "that was shared with them for supervision",
    p.invites_staff: "to a colleague, not to a client",
}

HEAD = """\
# Who may do what

Written by `python3 dev.py flask docs role-matrix` from `portal/access/policy.py`; a test holds the
two together. Do not edit it by hand. A dash means never. Every condition in a cell must hold; an
"or" offers another way. What somebody may not know of answers 404, like what does not exist; where
the last column says 403, whoever may do what it names is told 403 instead.
"""

LEGEND = """
## The conditions

Each is a function of three lines in `portal/access/predicates.py`, over facts that are read from
the database anew for every request. So an end of care counts from the next click on.
"""


@click.group()
def docs() -> None:
    """Documents that are written from the code."""


@docs.command("role-matrix")
def print_role_matrix() -> None:
    """Print the role matrix; docs/role-matrix.md keeps a copy."""
    click.echo(role_matrix(), nl=False)


def role_matrix() -> str:
    """Return the whole document, as Markdown."""
    rows = [_row(permission) for permission in Permission]
    head = ("Permission", *ROLES, "403 for whoever may")
    rule = tuple("---" for _ in head)
    table = "\n".join(_line(cells) for cells in (head, rule, *rows))
    legend = "\n".join(f"- *{words}*: {one.__doc__}" for one, words in WORDS.items())
    return f"{HEAD}\n{table}\n{LEGEND}\n{legend}\n"


def _row(permission: Permission) -> tuple[str, ...]:
    before = READ_BEFORE.get(permission)
    cells = (_cell(permission, facts) for facts in ROLES.values())
    return (f"`{permission}`", *cells, f"`{before}`" if before else "")


def _cell(permission: Permission, facts: frozenset[Predicate]) -> str:
    """Say under which conditions a role may do this, or that it never may."""
    clauses = POLICY.get(permission, [])
    ways = [_conditions(clause) for clause in clauses if _role_of(clause) <= facts]
    return " **or** ".join(ways) or "–"


def _role_of(clause: Sequence[Predicate]) -> frozenset[Predicate]:
    return frozenset(clause) & ABOUT_A_ROLE


def _conditions(clause: Sequence[Predicate]) -> str:
    return ", ".join(WORDS[one] for one in clause if one not in ABOUT_A_ROLE) or "yes"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
