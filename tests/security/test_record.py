"""The record: every read, every refusal, no word; whatever is changed in it shows (R50 to R52)."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.access.disclosure import MOST_REFUSALS
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent, AuditHead
from portal.audit.queries import adrift, anchors, breaks_in_chains
from portal.cli.audit import audit
from portal.cli.backup import backup
from portal.rights.access_log import NOT_TOLD, THEIRS, YOURS
from tests import factories
from tests.cast import Cast, Person
from tests.house.stage import Stage
from tests.house.world import CANARIES, rules
from tests.slices.audit.test_chain import events_of, of, opened, tamper
from tests.slices.audit.test_chain import record as note
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


@pytest.fixture
def chain(session: Session, cast: Cast) -> Session:
    """A session in which several things happened to Maren and to Noor."""
    for client, by in ((cast.maren, cast.ruth), (cast.noor, cast.tobias), (cast.maren, cast.ruth)):
        note(session, opened(client, by))
    session.commit()
    return session


def refusals(session: Session) -> list[AuditEvent]:
    """Return the refusals on record."""
    session.rollback()
    found = select(AuditEvent).where(AuditEvent.kind == Kind.ACCESS_REFUSED)
    return list(session.scalars(found.order_by(AuditEvent.sequence)))


def test_r50_a_read_is_recorded_with_who_what_when_and_in_which_request(
    visit: Visit, cast: Cast, session: Session
) -> None:
    reflection = factories.stored(session, factories.shared_reflection(session, cast.maren))

    visit(cast.ruth).get(f"/practice/reflections/{reflection}")

    session.rollback()
    event = events_of(session, cast.maren)[-1]
    assert (event.kind, event.actor_id) == (Kind.REFLECTION_OPENED, cast.ruth.id)
    assert (event.subject_id, event.client_id) == (reflection, cast.maren.id)
    assert event.at.utcoffset() == timedelta(0)
    assert len(event.request_id or "") == 12


def test_r50_whoever_tries_what_is_not_theirs_leaves_a_trace(
    visit: Visit, cast: Cast, session: Session
) -> None:
    reflection = factories.stored(session, factories.shared_reflection(session, cast.maren))
    nowhere = uuid.uuid4()
    tobias = visit(cast.tobias)

    answers = [tobias.get(f"/practice/reflections/{one}") for one in (reflection, nowhere)]
    visit(cast.ruth).get(f"/practice/reflections/{reflection}")

    assert [answer.status_code for answer in answers] == [404, 404]
    traces = refusals(session)
    assert [event.subject_id for event in traces] == [reflection, nowhere]
    assert {event.actor_id for event in traces} == {cast.tobias.id}
    assert {event.chain_id for event in traces} == {cast.tobias.practice_id}
    assert list(breaks_in_chains(session)) == []


@ON_SQLITE
def test_r50_nobody_can_flood_the_record_with_refusals(
    visit: Visit, cast: Cast, session: Session
) -> None:
    tobias, sena = visit(cast.tobias), visit(cast.sena)

    for _ in range(MOST_REFUSALS + 5):
        tobias.fetch(f"/practice/clients/{uuid.uuid4()}")
    sena.fetch(f"/practice/clients/{cast.maren.id}")

    by = [event.actor_id for event in refusals(session)]
    assert by.count(cast.tobias.id) == MOST_REFUSALS
    assert by.count(cast.sena.id) == 1


def test_r50_no_event_holds_a_word(house: Stage) -> None:
    ruth = house.visit(house.cast.ruth)
    for rule in rules(house.app):
        if rule.rule.startswith("/practice") and "GET" in (rule.methods or ()):
            ruth.fetch(house.world.address(house.app, rule))

    stored = house.file.read_bytes()
    wal = house.file.with_name(house.file.name + "-wal")
    stored += wal.read_bytes() if wal.exists() else b""

    columns = {column.name for column in AuditEvent.__table__.columns}
    assert columns.isdisjoint({"body", "words", "detail", "content", "text", "name"})
    for words in CANARIES.values():
        assert words.encode() not in stored


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET kind = 'care.ended'",
        "UPDATE audit_event SET at = at WHERE sequence = 1",
        "DELETE FROM audit_event WHERE sequence = 2",
        "DELETE FROM audit_event",
    ],
)
def test_r50_the_database_itself_refuses_to_change_an_event(chain: Session, statement: str) -> None:
    chain.rollback()
    before = len(chain.scalars(select(AuditEvent.sequence)).all())

    with pytest.raises(DBAPIError, match="never changed|permission denied"):
        chain.connection().exec_driver_sql(statement)

    chain.rollback()
    assert len(chain.scalars(select(AuditEvent.sequence)).all()) == before


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit_head", "UPDATE audit_head SET sequence = sequence - 1"]
)
def test_r50_the_end_of_a_chain_is_not_taken_away_and_not_set_back(
    chain: Session, statement: str
) -> None:
    before = sorted(map(tuple, chain.execute(select(AuditHead.chain_id, AuditHead.sequence))))

    with pytest.raises(DBAPIError, match="never changed|permission denied"):
        chain.connection().exec_driver_sql(statement)

    chain.rollback()
    after = sorted(map(tuple, chain.execute(select(AuditHead.chain_id, AuditHead.sequence))))
    assert before == after


CHANGED: dict[str, str] = {
    "practice_id": "'00000000000000000000000000000001'",
    "client_id": "NULL",
    "actor_id": "NULL",
    "kind": "'care.ended'",
    "subject_id": "'00000000000000000000000000000001'",
    "request_id": "'other'",
    "at": "'2020-01-01 00:00:00.000000'",
    "sequence": "77",
    "chain_id": "'00000000000000000000000000000001'",
    "previous_hash": "X'00'",
    "hash": "X'00'",
}


def test_r51_every_column_of_an_event_is_under_the_seal() -> None:
    assert CHANGED.keys() == {column.name for column in AuditEvent.__table__.columns}


@ON_SQLITE
@pytest.mark.parametrize("column", CHANGED)
@pytest.mark.parametrize("sequence", [2, 3])
def test_r51_a_change_in_any_column_is_found(
    chain: Session, cast: Cast, column: str, sequence: int
) -> None:
    whole = list(breaks_in_chains(chain))
    chain.commit()
    with closing(sqlite3.connect(chain.get_bind().engine.url.database or "")) as past_the_portal:
        past_the_portal.execute("DROP TRIGGER audit_event_no_update")
        past_the_portal.execute(
            f"UPDATE audit_event SET {column} = {CHANGED[column]} "
            f"WHERE sequence = {sequence} AND {of(cast.maren)}"
        )
        past_the_portal.commit()

    assert whole == []
    assert list(breaks_in_chains(chain)) != []


@ON_SQLITE
@pytest.mark.parametrize("byte", range(0, 32, 5))
def test_r51_a_flipped_bit_of_a_hash_is_found(chain: Session, cast: Cast, byte: int) -> None:
    blob = bytearray(events_of(chain, cast.maren)[1].hash)
    blob[byte] ^= 1 << (byte % 8)
    tamper(
        chain,
        f"UPDATE audit_event SET hash = :hash WHERE sequence = 2 AND {of(cast.maren)}",
        hash=bytes(blob),
    )

    assert f"Chain {cast.maren.id}: event 2 was changed." in list(breaks_in_chains(chain))


def test_r51_a_removed_last_event_and_a_swapped_pair_are_found(chain: Session, cast: Cast) -> None:
    assert list(breaks_in_chains(chain)) == []

    tamper(chain, f"DELETE FROM audit_event WHERE sequence = 3 AND {of(cast.maren)}")
    tamper(
        chain,
        f"UPDATE audit_event SET sequence = 99 WHERE sequence = 1 AND {of(cast.noor)}",
        f"UPDATE audit_event SET sequence = 1 WHERE sequence = 2 AND {of(cast.noor)}",
        f"UPDATE audit_event SET sequence = 2 WHERE sequence = 99 AND {of(cast.noor)}",
    )

    said = list(breaks_in_chains(chain))
    assert f"Chain {cast.maren.id} does not end where its head says." in said
    assert f"Chain {cast.noor.id}: event 1 was changed." in said


def test_r51_a_whole_file_that_is_gone_with_its_head_is_missed(chain: Session, cast: Cast) -> None:
    tamper(
        chain,
        f"DELETE FROM audit_event WHERE {of(cast.maren)}",
        f"DELETE FROM audit_head WHERE {of(cast.maren)}",
    )

    assert list(breaks_in_chains(chain)) == [
        f"Chain {cast.maren.id} was opened, and nothing of it is there."
    ]


def test_r51_an_emptied_record_is_missed(app: Flask, chain: Session, cast: Cast) -> None:
    chain.rollback()
    run: Callable[..., Any] = app.test_cli_runner().invoke
    whole = run(audit, ["verify"])

    tamper(chain, "DELETE FROM audit_event", "DELETE FROM audit_head")
    emptied = run(audit, ["verify"])

    assert (whole.exit_code, emptied.exit_code) == (0, 1)
    assert f"Chain {cast.ruth.practice_id} was opened" in emptied.output


def cut_with_its_head(session: Session, person: Person) -> None:
    """Remove the last event of a chain and move its head: inside the database nothing shows."""
    *_, before, last = events_of(session, person)
    tamper(
        session,
        f"DELETE FROM audit_event WHERE sequence = {last.sequence} AND {of(person)}",
        f"UPDATE audit_head SET sequence = {before.sequence}, hash = :hash WHERE {of(person)}",
        hash=before.hash,
    )


def test_r51_what_was_kept_elsewhere_finds_even_a_chain_cut_with_its_head(
    app: Flask, chain: Session, cast: Cast, tmp_path: Path
) -> None:
    run: Callable[..., Any] = app.test_cli_runner().invoke
    chain.rollback()
    paper, kept = tmp_path / "heads.txt", tmp_path / "portal.backup"
    paper.write_text(run(audit, ["heads"]).output)
    made = run(backup, ["create", str(kept)])
    ways = (["--heads", str(paper)], ["--against", str(kept)])
    before = [run(audit, ["verify", *way]).exit_code for way in ways]
    note(chain, opened(cast.maren, cast.ruth))
    chain.commit()
    grown = [run(audit, ["verify", *way]).exit_code for way in ways]

    cut_with_its_head(chain, cast.maren)
    cut_with_its_head(chain, cast.maren)

    assert made.exit_code == 0, made.output
    assert (before, grown) == ([0, 0], [0, 0])
    assert run(audit, ["verify"]).exit_code == 0, "inside the database nothing shows"
    for way in ways:
        found = run(audit, ["verify", *way])
        assert (found.exit_code, str(cast.maren.id) in found.output) == (1, True)
    assert run(audit, ["verify", "--heads", __file__]).exit_code == 1


def test_r51_the_event_stands_or_falls_with_the_act(chain: Session, cast: Cast) -> None:
    before = anchors(chain)
    factories.shared_reflection(chain, cast.maren)
    chain.rollback()

    assert anchors(chain) == before
    factories.stored(chain, factories.shared_reflection(chain, cast.maren))
    assert anchors(chain) != before
    assert list(adrift(chain, before)) == []


def test_r52_the_client_reads_who_opened_what(visit: Visit, cast: Cast, session: Session) -> None:
    reflection = factories.stored(session, factories.shared_reflection(session, cast.maren))
    visit(cast.ruth).get(f"/practice/reflections/{reflection}")

    page = visit(cast.maren).get("/my/privacy").text

    assert "Ruth Adeyemi opened a reflection" in page
    assert "Ruth Adeyemi opened a reflection" not in visit(cast.noor).get("/my/privacy").text


def test_r52_whatever_staff_open_has_words_for_the_client() -> None:
    reads = {kind for kind in Kind if kind.value.endswith((".opened", ".downloaded", ".seen"))}

    assert len(reads) > 5
    assert not reads - THEIRS.keys() - YOURS.keys()
    assert all("opened" not in kind.value for kind in NOT_TOLD)


def places(app: Flask) -> Iterator[str]:
    """Yield every address and every command."""
    yield from (f"{rule.endpoint} {rule.rule}" for rule in app.url_map.iter_rules())
    for name, group in app.cli.commands.items():
        yield from (f"{name} {one}" for one in getattr(group, "commands", {name: group}))


def test_r52_there_is_no_page_and_no_command_to_change_or_hide_it(app: Flask) -> None:
    about_it = [one for one in places(app) if "audit" in one or "record" in one]

    assert {one for one in about_it if one.startswith("audit ")} == {"audit verify", "audit heads"}
    assert [one for one in about_it if "client_rights" in one] == [
        "client_rights.record /my/privacy/record.csv"
    ]
    assert not [one for one in about_it if any(word in one for word in ("delete", "purge", "edit"))]


def test_r52_the_admin_can_neither_read_nor_touch_it(
    visit: Visit, cast: Cast, chain: Session
) -> None:
    joan = visit(cast.joan)
    before = {head.chain_id for head in chain.scalars(select(AuditHead))}

    answers = [joan.fetch(page) for page in ("/my/privacy", "/my/privacy/record.csv")]

    assert {answer.status_code for answer in answers} == {403}
    assert before <= {head.chain_id for head in chain.scalars(select(AuditHead))}
