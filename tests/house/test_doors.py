"""Every endpoint stands behind the Door, and every permission is asked for somewhere."""

import ast
import re

from flask import Flask

from config import ROOT
from portal.access.beforehand import WITHOUT_CONSENT
from portal.access.permissions import Permission
from portal.access.policy import POLICY, READ_BEFORE
from portal.application import DOORS
from tests.house.stage import Stage
from tests.house.tree import Source, sources

DOOR = "make it with @door.get or @door.post in a *_views.py file"


def test_every_endpoint_has_a_permission(house: Stage) -> None:
    unmarked = [
        endpoint
        for endpoint, view in house.app.view_functions.items()
        if endpoint != "static" and not isinstance(getattr(view, "permission", None), Permission)
    ]

    assert len(house.app.view_functions) > 40
    assert not unmarked, f"{unmarked}: {DOOR}"


def test_every_view_is_made_by_a_door(house: Stage) -> None:
    names = {door.blueprint.name for door in DOORS} | {"security"}

    for endpoint, view in house.app.view_functions.items():
        if endpoint == "static":
            continue
        assert endpoint.split(".")[0] in names, f"{endpoint}: {DOOR}"
        made_in = view.__code__.co_filename
        assert made_in.endswith(("portal/access/door.py", "portal/access/guard.py")), (
            f"{endpoint}: {DOOR}"
        )


def test_every_door_is_hung() -> None:
    hung = {id(door) for door in DOORS}
    written = 0
    for source in sources("portal"):
        if not source.path.name.endswith("_views.py"):
            continue
        module = __import__(source.module, fromlist=["door"])
        assert id(module.door) in hung, f"{source.name}: add its door to DOORS in application.py"
        written += 1
    assert written == len(DOORS)


def test_no_blueprint_or_route_is_made_elsewhere() -> None:
    looked_at = 0
    for source in sources("portal"):
        if source.name == "portal/access/door.py":
            continue
        for call in source.calls():
            looked_at += 1
            assert call.name not in {"Blueprint", "add_url_rule", "route"}, (
                f"{source.name}:{call.line}: {DOOR}"
            )
    assert looked_at > 500


WITHIN_CARE = {"practitioner_former.report"}
"""A report of a file that only the care it belongs to opens: that care is named before it."""


def test_every_url_variable_is_an_id_or_a_token(house: Stage) -> None:
    looked_at = 0
    for rule in house.app.url_map.iter_rules():
        if rule.endpoint in {"static", "security.static"}:
            continue
        looked_at += len(rule.arguments)
        most = 2 if rule.endpoint in WITHIN_CARE else 1
        assert len(rule.arguments) <= most, f"{rule}: one URL variable a route"
        for name in rule.arguments:
            assert name == "token" or f"<uuid:{name}>" in rule.rule, f"{rule}: take a uuid"
    assert looked_at > 20


def test_every_permission_is_asked_for_by_a_route_or_a_template(house: Stage) -> None:
    asked = {
        view.permission
        for view in house.app.view_functions.values()
        if isinstance(getattr(view, "permission", None), Permission)
    }
    templates = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "templates").rglob("*.html")
    )
    asked |= {Permission(word) for word in re.findall(r"can\(\s*[\"']([a-z_:]+)[\"']", templates)}
    asked |= {Permission[name] for source in sources("portal") for name in _required(source)}

    asked |= set(READ_BEFORE.values()) | WITHOUT_CONSENT  # the Door itself asks for these

    unasked = sorted(set(POLICY) - asked)
    assert not unasked, f"{unasked}: nobody asks for these; take them out of permissions.py"


def _required(source: Source) -> set[str]:
    """Return the permissions that a file asks `may` or `can` for."""
    found = set()
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in {"may", "can"}:
            found |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    return found & set(Permission.__members__)


def test_an_unmarked_endpoint_would_be_noticed(app: Flask) -> None:
    """The control: the first test above can fail."""
    app.add_url_rule("/bare", endpoint="bare", view_func=lambda: "")

    view = app.view_functions["bare"]

    assert not isinstance(getattr(view, "permission", None), Permission)
