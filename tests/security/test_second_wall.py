"""R28: where policy says yes to everything and the row guard is gone, PostgreSQL alone holds."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import Table, Uuid, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal.access import wall
from portal.database import Base
from tests.cast import Cast, Person
from tests.house.posting import fields_for
from tests.house.world import CANARIES, World, build_world, rules
from tests.security.saying_yes import saying_yes
from tests.stages import ON_POSTGRESQL
from tests.visitor import Visitor

__all__ = ["saying_yes"]

pytestmark = ON_POSTGRESQL

Visit = Callable[[Person | None], Visitor]
INTRUDERS = ("noor", "idris", "tobias", "sena", "joan")
"""Two other clients, a colleague, one whose care has ended, and the practice's admin."""

MARENS_OWN = (*CANARIES.values(), "Maren Aldous")
OF_THE_INVITED = {"invitations.accept_invitation"}
"""A link opens for whoever holds it; the one in this world is not Maren's."""

OWN_PASSWORD = {"password.change"}
"""Whoever changes their own password signs in with another one afterwards."""

THEIRS = {
    "practitioner_emergency.open_file": {"tobias", "sena"},  # with a reason, and not unnoticed
    "client_rights.acknowledge_emergency": {"sena"},  # about what she did herself
    "practitioner_private_notes.kept": {"sena"},
    "practitioner_former": {"sena"},  # records of who was in care with her until last month
}
"""What some of them may do by rights, by endpoint or by door: no leak."""


class Tried(NamedTuple):
    """One answer to somebody whose business it was not."""

    who: str
    door: str
    status: int
    found: list[str]


@pytest.fixture
def world(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> World:
    """One of everything of Maren's; of what there is none, an id that nobody has.

    Nobody covers: what is lent to a cover, the database lets them read by rights.
    """
    monkeypatch.setattr("tests.house.world.a_handover", lambda *_args: None)
    world = build_world(session, cast)
    return replace(world, ids=defaultdict(uuid.uuid4, world.ids))


def walk(app: Flask, visit: Visit, cast: Cast, world: World, *methods: str) -> Iterator[Tried]:
    """Send everybody else to every door with Maren's ids, and look for what is hers."""
    for who in INTRUDERS:
        visitor = visit(getattr(cast, who))
        for rule, method in doors(app, methods):
            if is_theirs(who, rule.endpoint):
                continue
            if visitor.fetch("/").location in (None, "/sign-in"):
                visitor = visit(getattr(cast, who))  # the door before led out
            answer = sent(visitor, app, world, rule, method)
            body = answer[1].decode("utf-8", "replace")
            found = [word for word in MARENS_OWN if word in body]
            yield Tried(who, f"{method} {rule.endpoint}", answer[0], found)


def is_theirs(who: str, endpoint: str) -> bool:
    """Tell whether somebody may do this by rights."""
    return any(who in THEIRS.get(name, ()) for name in (endpoint, endpoint.split(".")[0]))


def doors(app: Flask, methods: tuple[str, ...]) -> list[tuple[Rule, str]]:
    """Return every route with each of its methods that is to be tried."""
    return [
        (rule, method)
        for rule in rules(app)
        for method in methods
        if method in (rule.methods or ()) and rule.endpoint not in OF_THE_INVITED | OWN_PASSWORD
    ]


def sent(visitor: Visitor, app: Flask, world: World, rule: Rule, method: str) -> tuple[int, bytes]:
    """Ask for the page, or send its form with valid fields."""
    address = world.address(app, rule)
    if method == "GET":
        answer = visitor.fetch(address)
    else:
        answer = visitor.post(address, **fields_for(app, rule.endpoint))
    return answer.status_code, answer.get_data()


def rows_about(session: Session, person: Person) -> dict[str, list[str]]:
    """Return every row that names somebody, as text, by table."""
    session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        if names := columns_of_people(table):
            condition = " OR ".join(f'"{name}" = :who' for name in names)
            statement = f'SELECT CAST(t AS text) FROM "{table.name}" t WHERE {condition}'
            rows = session.connection().execute(text(statement), {"who": person.id}).scalars()
            found[table.name] = sorted(rows)
    return found


def columns_of_people(table: Table) -> list[str]:
    """Return the columns that say whose file a row is of."""
    wanted = {"client_id", "chain_id"} | ({"id"} if table.name == "user" else set())
    return [one.name for one in table.columns if one.name in wanted and isinstance(one.type, Uuid)]


def test_r28_with_every_yes_said_the_database_alone_keeps_a_file_from_everybody_else(
    app: Flask, visit: Visit, cast: Cast, world: World, session: Session, saying_yes: None
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    before = rows_about(session, cast.maren)

    tried = list(walk(app, visit, cast, world, "GET", "POST"))

    assert sum(len(rows) for rows in before.values()) > 30
    assert len(tried) > 400, "too few opportunities"
    leaks = [one for one in tried if one.found]
    assert not leaks, "\n".join(map(str, leaks))
    after = rows_about(session, cast.maren)
    changed = {table: set(after[table]) ^ set(rows) for table, rows in before.items()}
    assert not any(changed.values()), f"somebody else changed rows: {changed}"


def test_r28_the_control_without_the_second_wall_the_same_walk_finds_nearly_everything(
    app: Flask,
    visit: Visit,
    cast: Cast,
    world: World,
    saying_yes: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(wall.PortalSession, "is_outside", True)

    leaks = [one for one in walk(app, visit, cast, world, "GET") if one.found]

    assert {one.who for one in leaks} == set(INTRUDERS)
    assert len({one.door for one in leaks}) >= 8
    assert len({word for one in leaks for word in one.found}) >= 6


def test_r28_a_connection_that_was_told_nothing_sees_no_row_of_any_table(
    app: Flask, world: World, session: Session
) -> None:
    everything = {table: counted(session, table) for table in Base.metadata.tables}

    with app.extensions["sqlalchemy"].engine.connect() as connection:
        whoever = connection.execute(text("SELECT current_user")).scalar_one()
        seen = {
            table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
            for table in Base.metadata.tables
            if table != "outgoing_mail"  # which requests may not even ask for
        }

    assert whoever == "portal_app"
    assert sum(count > 0 for count in everything.values()) > 15
    assert set(seen.values()) == {0}


def counted(session: Session, table: str) -> int:
    """Return how many rows the portal itself sees."""
    statement = text(f'SELECT count(*) FROM "{table}"')
    return int(session.connection().execute(statement).scalar_one())


def test_r28_what_is_told_ends_with_the_transaction(
    app: Flask, cast: Cast, world: World, session: Session
) -> None:
    """The pool hands the connection to somebody else, who must inherit nothing."""
    own = {"practice": [cast.maren.practice_id], "clients": [cast.maren.id]}
    told = wall.told(role=["client"], user=[cast.maren.id], files=[cast.maren.id], **own)
    goals = text("SELECT count(*) FROM goal")

    with app.extensions["sqlalchemy"].engine.connect() as connection:
        connection.execute(wall.TELL, dict(told))
        hers = connection.execute(goals).scalar_one()
        connection.commit()
        of_the_next = connection.execute(goals).scalar_one()

    assert hers >= 1
    assert of_the_next == 0


@pytest.mark.parametrize("statement", ["UPDATE", "DELETE", "TRUNCATE"])
def test_r50_the_roles_of_postgresql_have_no_right_to_change_the_record(
    app: Flask, world: World, session: Session, statement: str
) -> None:
    words = {
        "UPDATE": "UPDATE audit_event SET kind = 'care.ended'",
        "DELETE": "DELETE FROM audit_event",
        "TRUNCATE": "TRUNCATE audit_event",
    }
    written = counted(session, "audit_event")
    session.rollback()

    for name in (None, wall.WORKER):
        engine = app.extensions["sqlalchemy"].engines[name]
        with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission"):
            connection.execute(text(words[statement]))

    assert written > 10
    assert counted(session, "audit_event") == written
