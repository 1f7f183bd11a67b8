"""No page asks more than nine statements of the database, whatever the number of rows."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.house.stage import Stage
from tests.house.world import rules

MOST = 9
SILENT = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def counting(house: Stage) -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    with house.app.app_context():
        engine = house.app.extensions["sqlalchemy"].engine
    statements: list[str] = []

    def note(*told: object) -> None:
        statement = str(told[2])
        if not statement.startswith(SILENT):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def costs(house: Stage) -> dict[str, list[str]]:
    """Return the statements of every page that Maren, Ruth, Joan and nobody may see."""
    found = {}
    for who in ("nobody", "maren", "ruth", "joan"):
        visitor = house.visit(house.personas()[who])
        for rule in rules(house.app):
            if "GET" not in (rule.methods or ()):
                continue
            address = house.world.address(house.app, rule)
            with counting(house) as statements:
                status = visitor.fetch(address).status_code
            if status < 400:
                found[f"{rule.endpoint} ({who})"] = list(statements)
    return found


def test_a_page_costs_at_most_nine_statements_and_no_more_with_many_rows(
    house: Stage, full_house: Stage
) -> None:
    few, many = costs(house), costs(full_house)

    assert few.keys() == many.keys()
    assert len(few) > 40
    wrong = []
    for page, statements in many.items():
        if len(statements) > MOST:
            listed = "\n    ".join(one.split("\n")[0][:90] for one in statements)
            wrong.append(f"{page} takes {len(statements)}, at most {MOST}:\n    {listed}")
        if len(statements) > len(few[page]):
            wrong.append(
                f"{page} takes {len(few[page])} with one row and {len(statements)} with twelve: "
                f"load what it shows with its list"
            )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", ["/my/reflections", "/my/goals"])
def test_the_control_a_page_asks_something(house: Stage, page: str) -> None:
    visitor = house.visit(house.cast.maren)

    with counting(house) as statements:
        visitor.get(page)

    assert len(statements) >= 2
