"""What tests do once instead of over and over: nothing here changes what they prove.

An application is built for each test. Most of that time would go into reading, again and again,
the same routes and writing the same SQL, which each engine keeps for itself; and the collector of
cycles would look each time through everything that was imported.
"""

import gc
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from portal.extensions import sqlite

read_rule: Callable[[Rule], None] = Rule.compile
rules_read: dict[object, tuple[Any, ...]] = {}


def read_once(rule: Rule) -> None:
    """Take what was read out of a rule like this before: its parts, and who builds addresses."""
    key = (rule.rule, repr(rule.defaults), rule.host, rule.subdomain, rule.merge_slashes)
    if key not in rules_read:
        read_rule(rule)
        builders = (rule._build.__func__, rule._build_unknown.__func__)  # type: ignore[attr-defined]
        rules_read[key] = (rule._parts, rule._trace, rule._converters, rule.arguments, *builders)
        return
    rule._parts, rule._trace, rule._converters, arguments, build, build_unknown = rules_read[key]
    rule.arguments = set(arguments)
    rule._build = build.__get__(rule, None)
    rule._build_unknown = build_unknown.__get__(rule, None)


def keep_what_is_imported() -> None:
    """Look no more for cycles in what stays until the end, and less often in the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@event.listens_for(Engine, "connect")
def _wait_for_no_disk(connection: Any, record: Any) -> None:
    """No file of a test outlives the machine."""
    if isinstance(connection, sqlite.Connection):
        connection.execute("PRAGMA synchronous=OFF")


OF_THE_DATABASE = ("tests/slices/access/", "tests/slices/audit/")
"""What is tested there is the database's own work: every case runs on both."""


def is_a_copy(item: pytest.Item) -> bool:
    """Tell whether this is a case of a slice's test that only runs again on PostgreSQL."""
    case = getattr(item, "callspec", None)
    is_again = case is not None and case.params.get("stage") == "postgresql"
    is_of_a_slice = item.nodeid.startswith("tests/slices/")
    is_wanted = item.nodeid.startswith(OF_THE_DATABASE) or item.get_closest_marker("every_case")
    return is_again and is_of_a_slice and not is_wanted


def spared(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return what need not run: of a slice's test, all cases but the first on PostgreSQL.

    All of them run on SQLite. What the database itself must meet is marked `every_case`.
    """
    found, seen = list[pytest.Item](), set[str]()
    for item in filter(is_a_copy, items):
        test = item.nodeid.split("[")[0]
        if test in seen:
            found.append(item)
        seen.add(test)
    return found


def same_dialect(one: DefaultDialect, other: object) -> bool:
    """Two engines of one make speak alike, so each may run what was written for the other."""
    return type(one) is type(other)


def share_what_is_compiled(engines: Iterable[Engine]) -> None:
    """Let engines find the SQL that others before them have compiled."""
    for engine in engines:
        engine._compiled_cache = compiled


compiled = LRUCache[Any, Any](5_000)
DefaultDialect.__eq__ = same_dialect  # type: ignore[method-assign,assignment]
DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign,assignment]


def leave_untraced(items: Iterable[pytest.Item]) -> None:
    """Count no lines in what goes everywhere over and over: a line run is not a line asserted."""
    for item in items:
        if item.nodeid.startswith(EVERYWHERE):
            item.add_marker("no_cover")


EVERYWHERE = (
    "tests/house/",
    "tests/security/test_crawler.py",
    "tests/security/test_state_machine.py",
)

Rule.compile = read_once  # type: ignore[method-assign]
