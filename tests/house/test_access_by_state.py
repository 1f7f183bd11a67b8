"""Every address with an id × every state of what it asks for × everybody, by policy and by HTTP.

docs/access-matrix.md is written from the policy; the same table is then asked for over HTTP, cell
by cell. After a change that is meant:

    WRITE_ACCESS_MATRIX=1 .venv/bin/pytest tests/house/test_access_by_state.py
"""

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from flask import Flask
from werkzeug.routing import Rule

from config import ROOT, Settings
from portal.access import scope
from portal.access.door import session as request_session
from portal.access.permissions import Permission
from portal.access.policy import may, may_know_of
from portal.access.scope import portal_itself
from portal.access.viewer import NOBODY, Viewer
from tests.cast import Cast, Person, viewer_of
from tests.house.conftest import _staged
from tests.house.stage import Stage
from tests.house.states import State, states
from tests.house.world import World, rules

FILE = ROOT / "docs" / "access-matrix.md"
REMEDY = "if this is meant, write it anew (see the top of tests/house/test_access_by_state.py)"
OPENS, SIGN_IN, UNKNOWN, REFUSED = "opens", "sign in", "404", "403"
HEAD = """\
# Who may open what, in which state

Written by a test from `portal/access/policy.py`, and asked for over HTTP, cell by cell. Do not edit
it by hand. *opens*: the page or the deed is there for this person (a form may still be refused for
what is in it). *404*: the answer is the same as for what does not exist. *403*: may know of it, and
not do this. *sign in*: is sent to sign in first.

Maren is in care with Ruth, and was with Sena before, with everything carried over. Idris has gone
over from Ruth to Tobias and let nothing come along. Noor is Tobias's client. Joan runs the
practice. Wren was invited by Ruth.
"""


class Row(NamedTuple):
    """An address with a method, in one state of what it asks for."""

    endpoint: str
    rule: str
    method: str
    state: State

    def address(self, app: Flask) -> str:
        """Return the address that asks for it."""
        values = {self.state.variable: self.state.id}
        return str(app.url_map.bind("localhost").build(self.endpoint, values, self.method))


def rows(app: Flask, found: list[State]) -> Iterator[Row]:
    """Yield every address with one id that is not for everybody, in every state."""
    for rule in rules(app):
        if len(rule.arguments) != 1 or _permission(app, rule) is Permission.PUBLIC:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for state in found:
                if rule.arguments == {state.variable}:
                    yield Row(rule.endpoint, rule.rule, method, state)


def _permission(app: Flask, rule: Rule) -> Permission:
    view: Any = app.view_functions[rule.endpoint]
    permission: Permission = view.permission
    return permission


def by_policy(app: Flask, viewer: Viewer, row: Row) -> str:
    """Say what the policy makes of it: what is looked for is looked for as this viewer."""
    view: Any = app.view_functions[row.endpoint]
    if not viewer.is_signed_in:
        return SIGN_IN
    session = request_session()
    scope.enter(session, viewer)
    subject = view.find(session, row.state.id) if view.door.admits(viewer) else None
    if subject is None or not may_know_of(viewer, view.permission, subject):
        return UNKNOWN
    return OPENS if may(viewer, view.permission, subject) else REFUSED


def by_http(status: int) -> str:
    """Say the same of an answer."""
    return {401: SIGN_IN, 403: REFUSED, 404: UNKNOWN}.get(status, OPENS)


@pytest.fixture(scope="module")
def house(
    small_world: tuple[Settings, World],
    sqlite_with_cast: tuple[Settings, Cast],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """One application for all of this: nothing is changed after the objects are made."""
    folder = tmp_path_factory.mktemp("states")
    yield from _staged(small_world, sqlite_with_cast[1], folder, "states.sqlite")


@pytest.fixture(scope="module")
def people(house: Stage) -> dict[str, Person | None]:
    """Everybody of the table."""
    return {**house.personas(), "idris": house.cast.idris}


@pytest.fixture(scope="module")
def table(house: Stage, people: dict[str, Person | None]) -> dict[Row, dict[str, str]]:
    """The whole table, as the policy has it."""
    with house.app.test_request_context(), portal_itself(request_session(), "tests"):
        session = request_session()
        found = list(states(session, house.cast, house.world))
        session.commit()
        viewers = {who: viewer_of(session, one) if one else NOBODY for who, one in people.items()}
        session.commit()
    listed: dict[Row, dict[str, str]] = {}
    for who, viewer in viewers.items():
        with house.app.test_request_context():
            for row in rows(house.app, found):
                listed.setdefault(row, {})[who] = by_policy(house.app, viewer, row)
                request_session().rollback()
    return listed


def written(table: dict[Row, dict[str, str]]) -> str:
    """Return the document: a part for each kind of object; states that are alike share a line."""
    names = list(next(iter(table.values())))
    lines, kind = [HEAD], ""
    alike: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
    for row, cells in table.items():
        told = tuple(cells.values())
        key = (row.state.variable, row.rule, row.method, told)
        alike.setdefault(key, []).append(row.state.words)
    for (variable, rule, method, told), words in sorted(alike.items(), key=lambda one: one[0]):
        if variable != kind:
            kind = variable
            what = variable.removesuffix("_id").replace("_", " ")
            lines += [f"\n## {what.capitalize()}\n", _line("Address", "State", *names)]
            lines.append(_line(*["---"] * (len(names) + 2)))
        lines.append(_line(f"`{method} {_plain(rule)}`", "; ".join(words), *told))
    return "\n".join(lines) + "\n"


def _plain(rule: str) -> str:
    return rule.replace("<uuid:", "‹").replace("_id>", "›")


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def test_the_table_is_what_the_policy_says(table: dict[Row, dict[str, str]]) -> None:
    document = written(table)
    if os.environ.get("WRITE_ACCESS_MATRIX"):
        FILE.write_text(document, encoding="utf-8")

    assert len(table) > 150
    assert FILE.read_text(encoding="utf-8") == document, REMEDY


def test_every_cell_is_what_comes_over_http(
    house: Stage, people: dict[str, Person | None], table: dict[Row, dict[str, str]]
) -> None:
    """Pages are all asked for; of deeds each refusal once, as the others would change things."""
    asked, wrong, sent = 0, [], set[tuple[str, ...]]()
    for who, person in people.items():
        visitor = house.visit(person)
        for row, cells in table.items():
            expected, address = cells[who], row.address(house.app)
            if row.method == "POST":
                deed = (who, row.endpoint, expected)
                if expected == OPENS or deed in sent:
                    continue
                sent.add(deed)
            answer = visitor.fetch(address) if row.method == "GET" else visitor.post(address)
            came = by_http(answer.status_code)
            if "/sign-in?" in answer.headers.get("Location", ""):
                came = SIGN_IN
            asked += 1
            if came != expected:
                wrong.append(f"{who} {row.method} {row.rule} ({row.state.words}): {came}")
    assert asked > 800
    assert not wrong, "\n".join(wrong[:40])


def test_the_admin_opens_nothing_of_a_client(table: dict[Row, dict[str, str]]) -> None:
    opened = {row.endpoint for row, cells in table.items() if cells["joan"] == OPENS}

    assert not opened, opened


def test_each_state_makes_a_difference_somewhere(table: dict[Row, dict[str, str]]) -> None:
    """The control: a table in which every state reads the same would show nothing."""
    lines = {(row.endpoint, row.method): set[tuple[str, ...]]() for row in table}
    for row, cells in table.items():
        lines[row.endpoint, row.method].add(tuple(cells.values()))

    assert sum(len(different) > 1 for different in lines.values()) > 15
