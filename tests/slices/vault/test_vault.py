"""The vault: each client's words under the client's own key, bound to where they stand."""

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.journey.models import Goal, GoalState
from portal.private_notes.models import PrivateNote
from portal.vault.keyring import Tampered
from portal.vault.models import ClientKey, Lane
from portal.vault.sealed import vault_of
from portal.vault.vault import KeyMissing, Owner
from tests.cast import Cast, Person


def goal_of(session: Session, person: Person, words: str = "to sleep") -> Goal:
    """Save a goal of somebody's."""
    row = Goal(
        practice_id=person.practice_id,
        client_id=person.id,
        words=words,
        state=GoalState.ONGOING,
        set_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return row


def afresh(session: Session) -> None:
    """Save, then forget rows and keys, as a new request does."""
    session.commit()
    session.expunge_all()
    session.info.pop("vault", None)


def key_of(session: Session, person: Person, lane: Lane = Lane.FILE) -> ClientKey:
    """Return one of a client's keys."""
    return session.scalars(
        select(ClientKey).where(ClientKey.client_id == person.id, ClientKey.lane == lane)
    ).one()


def test_words_pasted_into_another_row_are_refused(session: Session, cast: Cast) -> None:
    one, other = goal_of(session, cast.maren, "one"), goal_of(session, cast.maren, "other")

    other.words_sealed = one.words_sealed
    session.flush()

    with pytest.raises(Tampered):
        _ = other.words


def test_words_pasted_into_another_column_are_refused(session: Session, cast: Cast) -> None:
    goal = goal_of(session, cast.maren)

    goal.closing_words_sealed = goal.words_sealed
    session.flush()

    with pytest.raises(Tampered):
        _ = goal.closing_words


def test_words_moved_to_another_client_are_refused(session: Session, cast: Cast) -> None:
    goal = goal_of(session, cast.maren)

    goal.client_id = cast.noor.id
    session.flush()

    with pytest.raises(Tampered):
        _ = goal.words


@pytest.mark.parametrize("position", [0, 1, 17, 29, -1])
def test_one_changed_byte_is_noticed(session: Session, cast: Cast, position: int) -> None:
    goal = goal_of(session, cast.maren)
    blob = bytearray(goal.words_sealed or b"")
    blob[position] ^= 1
    vault = vault_of(session)

    with pytest.raises(Tampered):
        vault.open(bytes(blob), goal.sealing_owner(), Goal.words.place(goal))


def test_the_words_of_an_erased_client_read_as_nothing(session: Session, cast: Cast) -> None:
    goal_of(session, cast.maren)
    key = key_of(session, cast.maren)
    key.wrapped, key.destroyed_at = None, datetime.now(UTC)
    afresh(session)

    goal = session.scalars(select(Goal)).one()

    assert goal.words == ""
    assert not goal.words
    assert f"[{goal.words}]" == "[]"


def test_nothing_more_can_be_written_for_an_erased_client(session: Session, cast: Cast) -> None:
    key = key_of(session, cast.maren)
    key.wrapped, key.destroyed_at = None, datetime.now(UTC)
    afresh(session)

    with pytest.raises(KeyMissing, match="erased"):
        goal_of(session, cast.maren)


def test_a_missing_key_is_an_error_and_never_an_empty_text(session: Session, cast: Cast) -> None:
    goal_of(session, cast.maren)
    session.delete(key_of(session, cast.maren))
    afresh(session)

    goal = session.scalars(select(Goal)).one()

    with pytest.raises(KeyMissing):
        _ = goal.words


def test_private_notes_outlive_the_key_of_the_file(session: Session, cast: Cast) -> None:
    note = PrivateNote(
        practice_id=cast.maren.practice_id,
        client_id=cast.maren.id,
        author_id=cast.ruth.id,
        body="look at the summer",
        written_at=datetime.now(UTC),
    )
    session.add(note)
    key = key_of(session, cast.maren, Lane.FILE)
    key.wrapped, key.destroyed_at = None, datetime.now(UTC)
    afresh(session)

    again = session.scalars(select(PrivateNote)).one()

    assert again.body == "look at the summer"


def test_the_two_keys_of_a_client_do_not_open_each_other(session: Session, cast: Cast) -> None:
    vault = vault_of(session)
    file = Owner(cast.maren.practice_id, cast.maren.id, Lane.FILE)
    notes = file._replace(lane=Lane.PRIVATE_NOTES)
    blob = vault.seal(b"words", file, "place")

    with pytest.raises(Tampered):
        vault.open(blob, notes, "place")


def test_the_keys_of_many_clients_come_in_one_statement(session: Session, cast: Cast) -> None:
    people = [cast.maren, cast.idris, cast.noor]
    for person in people:
        goal_of(session, person)
    afresh(session)
    goals = session.scalars(select(Goal)).all()
    statements: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    vault_of(session).prefetch(person.id for person in people)
    read = [goal.words for goal in goals]
    vault_of(session).prefetch(person.id for person in people)

    assert read == ["to sleep"] * 3
    assert len(statements) == 1


def test_a_session_keeps_no_key_of_the_one_before(session: Session, cast: Cast) -> None:
    goal_of(session, cast.maren)
    afresh(session)
    assert session.scalars(select(Goal)).one().words == "to sleep"
    key = key_of(session, cast.maren)
    key.wrapped, key.destroyed_at = None, datetime.now(UTC)
    session.commit()

    with Session(session.get_bind()) as later:
        later.info["scope"] = session.info["scope"]
        goal = later.scalars(select(Goal)).one()

        assert goal.words == ""


def test_an_unknown_practice_has_no_key(session: Session) -> None:
    with pytest.raises(KeyMissing):
        vault_of(session).seal(b"words", Owner(uuid.uuid4()), "place")


def test_a_client_key_moved_to_another_client_is_refused(session: Session, cast: Cast) -> None:
    goal_of(session, cast.maren)
    mine, theirs = key_of(session, cast.maren), key_of(session, cast.noor)
    mine.wrapped = theirs.wrapped
    afresh(session)
    goal = session.scalars(select(Goal)).one()

    with pytest.raises(Tampered):
        _ = goal.words
