"""Every table has its rule on PostgreSQL, and the database holds what the rules say."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, text

import portal.application  # noqa: F401 (brings every model)
from migrations.roles import APP, WORKER
from migrations.rules import AUTHOR, IN_CARE, OF_PRACTICE, READABLE, RULES
from portal.access import wall
from portal.database import AuthorOwned, Base, ClientOwned, OfReflection, PracticeOwned
from tests.stages import ON_POSTGRESQL

REMEDY = "give it a rule in migrations/rules.py, and call guard() in the migration that makes it"
MODELS = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]


def test_every_table_has_a_rule() -> None:
    assert len(MODELS) > 25
    assert not MODELS.keys() - RULES.keys(), REMEDY
    assert not RULES.keys() - MODELS.keys(), "there is no such table any more"


@pytest.mark.parametrize("table", sorted(MODELS))
def test_a_rule_is_as_wide_as_the_row_guard(table: str) -> None:
    """A rule that forgot whose a row is would let the first mistake through."""
    model, rule = MODELS[table], RULES[table]

    if issubclass(model, PracticeOwned):
        assert rule.inside == OF_PRACTICE, table
    if issubclass(model, AuthorOwned):
        assert rule == AUTHOR
    if issubclass(model, ClientOwned):
        assert rule.at_the_door == (), f"{table}: a file is closed before anybody is known"
        assert rule.seen.startswith((READABLE, IN_CARE)), f"{table}: {rule.seen}"
        assert rule.conditions()["INSERT"].find(IN_CARE) > 0, f"{table} may be written by others"
    if issubclass(model, OfReflection):
        assert "app.reflections" in rule.seen, f"{table}: a cover reads what is handed over"


def test_the_roles_here_and_there_are_the_same() -> None:
    assert (wall.APP, wall.WORKER) == (APP, WORKER)
    told = "".join(condition for rule in RULES.values() for condition in rule.conditions().values())
    for name in wall.SETTINGS:
        assert f"'app.{name}'" in told, f"nobody asks for app.{name}"
    assert told.count("current_setting(") == sum(
        told.count(f"current_setting('app.{name}', true)") for name in wall.SETTINGS
    ), "a rule asks for what nobody tells"


@pytest.fixture
def database(app: Flask) -> Iterator[Connection]:
    """A connection of the owner."""
    with app.app_context():
        engine = wall.engine_of_owner(app.extensions["sqlalchemy"].engines)
        with engine.connect() as connection:
            yield connection


@ON_POSTGRESQL
def test_r28_every_table_is_forced_and_has_all_its_policies(database: Connection) -> None:
    forced = database.execute(
        text(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
            "AND relkind IN ('r', 'p') AND relrowsecurity AND relforcerowsecurity"
        )
    ).scalars()
    policies = database.execute(
        text("SELECT tablename, policyname, roles[1], cmd FROM pg_policies")
    ).all()

    assert set(forced) == MODELS.keys(), REMEDY
    wanted = {
        (f"request_{one.lower()}", APP, one) for one in ("SELECT", "INSERT", "UPDATE", "DELETE")
    }
    owner = database.execute(text("SELECT current_user")).scalar_one()
    wanted |= {("worker", WORKER, "ALL"), ("owner", owner, "ALL")}
    for table in MODELS:
        assert {tuple(row[1:]) for row in policies if row[0] == table} == wanted, table


@ON_POSTGRESQL
def test_the_roles_own_nothing_and_step_past_nothing(database: Connection) -> None:
    roles = database.execute(
        text(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole, "
            "(SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid) "
            f"FROM pg_roles WHERE rolname IN ('{APP}', '{WORKER}')"
        )
    ).all()

    assert sorted(map(tuple, roles)) == [(APP, False, 0), (WORKER, False, 0)]


@ON_POSTGRESQL
def test_nobody_but_the_owner_may_empty_a_table_or_change_the_record(database: Connection) -> None:
    may = text("SELECT has_table_privilege(:role, quote_ident(:table), :right)")
    held = {
        (role, table, right)
        for role in (APP, WORKER)
        for table in MODELS
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
        if database.execute(may, {"role": role, "table": table, "right": right}).scalar_one()
    }

    assert not [one for one in held if one[2] in {"TRUNCATE", "REFERENCES", "TRIGGER"}]
    of_the_record = {one for one in held if one[1] in {"audit_event", "audit_head"}}
    assert {(table, right) for _, table, right in of_the_record} == {
        ("audit_event", "SELECT"),
        ("audit_event", "INSERT"),
        ("audit_head", "SELECT"),
    }
    assert (APP, "outgoing_mail", "SELECT") not in held
    assert (WORKER, "outgoing_mail", "SELECT") in held
    assert len(held) > 100


@ON_POSTGRESQL
def test_there_is_no_view_that_would_lend_its_owners_eyes(database: Connection) -> None:
    views = database.execute(
        text(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') "
            "AND relnamespace = current_schema()::regnamespace"
        )
    ).scalars()

    assert list(views) == [], "make it WITH (security_invoker = true), and say so here"
