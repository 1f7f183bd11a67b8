"""Every endpoint × every persona × every method: the answer is the one on file.

After a change that is meant, write the file anew and read the difference before committing it:

    WRITE_ACCESS_MATRIX=1 .venv/bin/pytest tests/house/test_access_matrix.py
"""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from portal.access.permissions import Permission
from tests.house.posting import fields_for
from tests.house.stage import Stage
from tests.house.world import rules

FILE = Path(__file__).with_name("access_matrix.toml")
REMEDY = (
    "if this is meant, write the matrix anew (see the top of tests/house/test_access_matrix.py)"
)
HEAD = """\
# Who gets which answer at which door. The subject of every address is Maren's; Ruth treats her.
# 302 signed out is the way to sign in, 401 the page that keeps a form; 403 may know but not do;
# 404 may not know. Written by a test: see test_access_matrix.py.
"""
Matrix = dict[str, dict[str, int]]
OPEN_TO_OTHERS = {"practitioner_emergency.file"}
"""A door that opens in an emergency only; tests/security/test_entrusting.py goes through it."""

NEED_A_DEVICE = {
    "account.remove_passkey",
    "confirming.confirmed_by_passkey",
    "factors.add_passkey",
    "second_step.give_code",
    "second_step.give_passkey",
    "second_step.give_recovery_code",
}
"""Doors that open with a second factor only; tests/slices/sign_in goes through them."""


def doors(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Yield every route with each of its methods."""
    for rule in rules(app):
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE", "PATCH"}):
            yield rule, method


def measure(house: Stage) -> Matrix:
    """Send everybody to every door and note the answers; a change is undone each time."""
    matrix: Matrix = {f"{rule.endpoint} {method}": {} for rule, method in doors(house.app)}
    for name, person in house.personas().items():
        visitor = house.visit(person)
        for rule, method in doors(house.app):
            address = house.world.address(house.app, rule)
            if method == "GET":
                status = visitor.fetch(address).status_code
            else:
                fields = fields_for(house.app, rule.endpoint)
                status = visitor.post(address, **fields).status_code
            matrix[f"{rule.endpoint} {method}"][name] = status
            if method != "GET" and status < 400:
                house.renew()
                visitor = house.visit(person)
    return matrix


def write(matrix: Matrix) -> None:
    """Write the matrix, a line a door."""
    lines, section = [HEAD], ""
    for key in sorted(matrix):
        blueprint, view = key.split(".", 1)
        if blueprint != section:
            section = blueprint
            lines.append(f"\n[{section}]\n")
        cells = ", ".join(f"{name} = {status}" for name, status in matrix[key].items())
        lines.append(f'"{view}" = {{ {cells} }}\n')
    FILE.write_text("".join(lines), encoding="utf-8")


def on_file() -> Matrix:
    """Return the matrix that was agreed on."""
    sections = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {f"{name}.{view}": row for name, rows in sections.items() for view, row in rows.items()}


def test_every_answer_is_the_one_on_file(house: Stage) -> None:
    measured = measure(house)
    if os.environ.get("WRITE_ACCESS_MATRIX"):
        write(measured)
    agreed = on_file()

    assert len(measured) > 50
    unlisted, gone = sorted(measured.keys() - agreed), sorted(agreed.keys() - measured)
    assert not unlisted, f"not in access_matrix.toml: {unlisted}; {REMEDY}"
    assert not gone, f"in access_matrix.toml, but not in the portal: {gone}; {REMEDY}"
    changed = [
        f"{door}: {name} gets {status}, on file {agreed[door].get(name)}"
        for door, row in measured.items()
        for name, status in row.items()
        if agreed[door].get(name) != status
    ]
    assert not changed, "\n".join([*changed, REMEDY])


def test_what_stands_on_file_is_safe(house: Stage) -> None:
    """Whatever is written there: outsiders come in nowhere, and staff see no file of no client."""
    looked_at = 0
    agreed = on_file()
    for rule, method in doors(house.app):
        row = agreed[f"{rule.endpoint} {method}"]
        permission = house.app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]
        if permission is Permission.PUBLIC:
            continue
        assert row["nobody"] == (302 if method == "GET" else 401), rule
        assert max(row.values()) < 500, rule
        if rule.arguments:
            before = "ruth" if "former_id" in rule.arguments else "sena"  # who treated Maren then
            stays_out = {"noor", "tobias", before, "joan"}
            if "review_id" in rule.arguments and not rule.rule.startswith("/my/"):
                stays_out.remove("tobias")  # who covers for Ruth
            assert {row[name] for name in stays_out} == {404}, f"{rule.endpoint} {method}: {row}"
        if rule.rule.startswith("/account"):  # everybody's own, in either door
            continue
        for name, status in row.items():
            own_door = rule.rule.startswith("/my/") is (name in {"maren", "noor"})
            assert own_door or name == "nobody" or status in {403, 404}, f"{rule}: {name} {status}"
        looked_at += 1
    assert looked_at > 40


def test_the_matrix_opens_every_door_for_somebody(house: Stage) -> None:
    """The control: a door that refuses everybody would make the tests above worthless."""
    shut = [
        door
        for door, row in on_file().items()
        if min(row.values()) >= 400
        and door.split()[0] not in NEED_A_DEVICE | OPEN_TO_OTHERS | {"security.verify"}
    ]

    assert not shut, f"{shut}: give these valid fields in tests/house/posting.py"
