"""The record is appended to, hash-chained, and any change to it is found."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import event as listening
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal import clock
from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.audit.catalogue import Kind
from portal.audit.chain import START, hash_of
from portal.audit.models import AuditEvent, AuditHead
from portal.audit.queries import breaks_in_chains
from portal.audit.services import Happening, record, record_all
from portal.cli.audit import audit
from tests.cast import Cast, Person


def opened(client: Person, actor: Person) -> Happening:
    """Return that somebody opened a client's file."""
    return Happening(Kind.CLIENT_OPENED, client.practice_id, actor.id, client.id, client.id)


@pytest.fixture
def chain(session: Session, cast: Cast) -> Session:
    """A session in which two things happened to Maren, and one to Noor, since the beginning."""
    for _ in range(2):
        record(session, opened(cast.maren, cast.ruth))
    record(session, opened(cast.noor, cast.tobias))
    session.commit()
    return session


def events_of(session: Session, client: Person) -> list[AuditEvent]:
    """Return a client's events in their order."""
    return list(
        session.scalars(
            select(AuditEvent).where(AuditEvent.chain_id == client.id).order_by(AuditEvent.sequence)
        )
    )


def tamper(session: Session, *statements: str, **values: object) -> None:
    """Do what nobody may: switch the triggers off, change the record, switch them on again."""
    session.commit()
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).all()
        off, on = [f"DROP TRIGGER {row[0]}" for row in rows], [row[1] for row in rows]
    else:
        tables = [f"ALTER TABLE {name} %s TRIGGER USER" for name in ("audit_event", "audit_head")]
        off = ["SET LOCAL ROLE NONE", *(one % "DISABLE" for one in tables)]
        on = ["SET CONSTRAINTS ALL IMMEDIATE", *(one % "ENABLE" for one in tables)]
    for statement in (*off, *statements, *on):
        connection.execute(text(statement), values if statement in statements else {})
    session.commit()


def refuses(session: Session, statement: str) -> None:
    """See a statement refused: PostgreSQL's roles have no right to it, and the owner a trigger."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="permission denied|never changed"):
            session.connection().exec_driver_sql(statement)
        session.rollback()
        session.connection().exec_driver_sql("SET LOCAL ROLE NONE")
    with pytest.raises(DBAPIError, match="never changed"):
        session.connection().exec_driver_sql(statement)
    session.rollback()


def of(client: Person) -> str:
    """Return the condition that finds a client's events on either engine."""
    return f"replace(CAST(chain_id AS TEXT), '-', '') = '{client.id.hex}'"


def test_events_continue_one_another(chain: Session, cast: Cast) -> None:
    events = events_of(chain, cast.maren)

    assert [event.sequence for event in events] == [1, 2, 3]
    assert events[0].previous_hash == START
    assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:2]]
    assert all(event.hash == hash_of(event) for event in events)
    assert list(breaks_in_chains(chain)) == []


def test_the_head_follows_by_itself(chain: Session, cast: Cast) -> None:
    head = chain.get_one(AuditHead, cast.maren.id)

    assert (head.sequence, head.hash) == (3, events_of(chain, cast.maren)[-1].hash)


def test_events_without_a_client_go_to_the_chain_of_the_practice(
    session: Session, cast: Cast
) -> None:
    record(session, Happening(Kind.SIGNED_IN, cast.ruth.practice_id, cast.ruth.id))
    session.commit()

    newest = session.scalars(select(AuditEvent).where(AuditEvent.kind == Kind.SIGNED_IN)).one()

    assert newest.chain_id == cast.ruth.practice_id
    assert newest.client_id is None


def test_a_batch_over_several_chains_takes_two_statements(
    session: Session, cast: Cast, app: Flask
) -> None:
    session.rollback()
    session.connection()
    statements: list[str] = []
    listening.listen(
        session.get_bind(), "before_cursor_execute", lambda *a: statements.append(a[2])
    )

    record_all(session, [opened(one, cast.ruth) for one in (cast.maren, cast.idris) * 3])
    session.flush()

    assert [one.split()[0] for one in statements] == ["SELECT", "INSERT"]
    assert [event.sequence for event in events_of(session, cast.idris)] == [1, 2, 3, 4]
    assert list(breaks_in_chains(session)) == []


def test_what_is_rolled_back_is_not_recorded(chain: Session, cast: Cast) -> None:
    record(chain, opened(cast.maren, cast.ruth))
    chain.flush()

    chain.rollback()

    assert len(events_of(chain, cast.maren)) == 3
    assert list(breaks_in_chains(chain)) == []


def test_the_moment_and_the_request_are_kept(session: Session, cast: Cast) -> None:
    moment = datetime(2026, 10, 25, 0, 30, 0, 123456, tzinfo=UTC)
    session.info["request_id"] = "abc123"
    with clock.telling(moment):
        record(session, opened(cast.maren, cast.ruth))
    session.commit()
    session.expire_all()

    *_, event = events_of(session, cast.maren)

    assert (event.at, event.request_id) == (moment, "abc123")
    assert event.hash == hash_of(event)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET kind = 'care.ended'",
        "UPDATE audit_event SET sequence = 9 WHERE sequence = 3",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE sequence = 3",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET sequence = sequence - 1",
        "UPDATE audit_head SET hash = hash",
    ],
)
def test_the_database_refuses_to_change_the_record(chain: Session, statement: str) -> None:
    refuses(chain, statement)

    assert list(breaks_in_chains(chain)) == []


def test_the_database_refuses_to_empty_the_record(chain: Session) -> None:
    if chain.get_bind().dialect.name != "postgresql":
        return  # SQLite has no TRUNCATE

    for table in ("audit_event", "audit_head"):
        refuses(chain, f"TRUNCATE {table}")


@pytest.mark.parametrize(
    "change",
    ["kind = 'care.ended'", "actor_id = NULL", "request_id = 'other'", "subject_id = NULL"],
)
def test_a_changed_event_is_found(chain: Session, cast: Cast, change: str) -> None:
    tamper(chain, f"UPDATE audit_event SET {change} WHERE sequence = 2 AND {of(cast.maren)}")

    (said,) = breaks_in_chains(chain)

    assert said == f"Chain {cast.maren.id}: event 2 was changed."


def test_a_flipped_byte_of_a_hash_is_found(chain: Session, cast: Cast) -> None:
    blob = bytearray(events_of(chain, cast.maren)[1].hash)
    blob[7] ^= 1
    change = f"UPDATE audit_event SET hash = :hash WHERE sequence = 2 AND {of(cast.maren)}"
    tamper(chain, change, hash=bytes(blob))

    said = list(breaks_in_chains(chain))

    assert f"Chain {cast.maren.id}: event 2 was changed." in said
    assert f"Chain {cast.maren.id} does not continue at event 3." in said


@pytest.mark.parametrize("sequence", [1, 2])
def test_an_event_taken_from_the_middle_is_found(chain: Session, cast: Cast, sequence: int) -> None:
    tamper(chain, f"DELETE FROM audit_event WHERE sequence = {sequence} AND {of(cast.maren)}")

    assert f"Chain {cast.maren.id} does not continue at event {sequence + 1}." in list(
        breaks_in_chains(chain)
    )


def test_a_removed_last_event_is_found_by_the_head(chain: Session, cast: Cast) -> None:
    tamper(chain, f"DELETE FROM audit_event WHERE sequence = 3 AND {of(cast.maren)}")

    assert list(breaks_in_chains(chain)) == [
        f"Chain {cast.maren.id} does not end where its head says."
    ]


def test_a_whole_chain_that_is_gone_is_found_by_its_head(chain: Session, cast: Cast) -> None:
    tamper(chain, f"DELETE FROM audit_event WHERE {of(cast.maren)}")

    assert list(breaks_in_chains(chain)) == [
        f"Chain {cast.maren.id} does not end where its head says."
    ]


def test_a_chain_without_its_head_is_found(chain: Session, cast: Cast) -> None:
    tamper(chain, f"DELETE FROM audit_head WHERE {of(cast.maren)}")

    assert list(breaks_in_chains(chain)) == [
        f"Chain {cast.maren.id} does not end where its head says."
    ]


def test_two_swapped_events_are_found(chain: Session, cast: Cast) -> None:
    tamper(
        chain,
        f"UPDATE audit_event SET sequence = 99 WHERE sequence = 1 AND {of(cast.maren)}",
        f"UPDATE audit_event SET sequence = 1 WHERE sequence = 2 AND {of(cast.maren)}",
        f"UPDATE audit_event SET sequence = 2 WHERE sequence = 99 AND {of(cast.maren)}",
    )

    said = list(breaks_in_chains(chain))

    assert f"Chain {cast.maren.id} does not continue at event 1." in said
    assert f"Chain {cast.maren.id}: event 1 was changed." in said


def test_one_broken_chain_does_not_accuse_another(chain: Session, cast: Cast) -> None:
    tamper(chain, f"DELETE FROM audit_event WHERE sequence = 3 AND {of(cast.maren)}")

    assert not [said for said in breaks_in_chains(chain) if str(cast.noor.id) in said]


def test_the_command_says_whether_the_record_is_whole(
    app: Flask, chain: Session, cast: Cast
) -> None:
    chain.rollback()
    run: Callable[..., object] = app.test_cli_runner().invoke
    whole = run(audit, ["verify"])
    tamper(chain, f"DELETE FROM audit_event WHERE sequence = 3 AND {of(cast.maren)}")

    broken = run(audit, ["verify"])

    assert (whole.exit_code, "whole" in whole.output) == (0, True)  # type: ignore[attr-defined]
    assert (broken.exit_code, "head" in broken.output) == (1, True)  # type: ignore[attr-defined]


def test_many_at_once_make_one_unbroken_chain(app: Flask, session: Session, cast: Cast) -> None:
    record(session, opened(cast.maren, cast.ruth))  # a client's chain begins with the invitation
    session.commit()
    problems: list[BaseException] = []

    def write() -> None:
        try:
            with app.app_context(), portal_itself(request_session(), "tests"):
                for _ in range(5):
                    record(request_session(), opened(cast.maren, cast.ruth))
                    request_session().commit()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert problems == []
    assert len(events_of(session, cast.maren)) == 22
    assert list(breaks_in_chains(session)) == []
