"""A sealed field behaves like any other through the life of a session, and stores ciphertext."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import LargeBinary, bindparam, insert, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from portal.database import new_id
from portal.journey.models import Goal, GoalState
from portal.vault.sealed import sealed_fields
from tests.cast import Cast

WORDS = "to walk to the harbour again"


@pytest.fixture
def goal(session: Session, cast: Cast) -> Goal:
    """A saved goal of Maren's."""
    row = Goal(
        practice_id=cast.maren.practice_id,
        client_id=cast.maren.id,
        words=WORDS,
        state=GoalState.ONGOING,
        set_at=datetime.now(UTC),
    )
    session.add(row)
    session.commit()
    return row


def raw(session: Session, goal_id: object, column: str = "words_sealed") -> bytes | None:
    """Return what the database itself holds."""
    statement = text(f"SELECT {column} AS blob FROM goal WHERE id = :id").bindparams(
        bindparam("id", goal_id, type_=Goal.__table__.c.id.type)
    )
    found = session.execute(
        statement.columns(blob=LargeBinary), execution_options={"reason": "tests"}
    ).scalar_one()
    return None if found is None else bytes(found)


def test_the_database_holds_no_word(session: Session, goal: Goal) -> None:
    blob = raw(session, goal.id)

    assert blob is not None
    assert blob[:1] == b"\x01"
    assert b"harbour" not in blob
    assert len(blob) >= len(WORDS) + 28


def test_the_same_words_are_never_the_same_ciphertext(session: Session, goal: Goal) -> None:
    before = raw(session, goal.id)
    goal.words = "something else"
    session.flush()

    goal.words = WORDS
    session.commit()

    assert raw(session, goal.id) != before


def test_words_are_read_back_after_commit_expire_and_refresh(session: Session, goal: Goal) -> None:
    assert goal.words == WORDS

    session.expire(goal)
    assert goal.words == WORDS

    session.refresh(goal)
    assert goal.words == WORDS


def test_words_are_read_before_they_are_flushed(goal: Goal) -> None:
    goal.words = "to sleep"

    assert goal.words == "to sleep"


def test_a_change_survives_commit(session: Session, goal: Goal) -> None:
    goal.words = "to sleep"
    session.commit()
    session.expunge_all()

    again = session.scalars(select(Goal)).one()

    assert again.words == "to sleep"


def test_a_rollback_brings_the_old_words_back(session: Session, goal: Goal) -> None:
    goal.words = "to sleep"

    session.rollback()

    assert goal.words == WORDS


def test_a_rollback_after_flush_brings_the_old_words_back(session: Session, goal: Goal) -> None:
    goal.words = "to sleep"
    session.flush()

    session.rollback()

    assert goal.words == WORDS


def test_expiring_forgets_what_was_not_flushed(session: Session, goal: Goal) -> None:
    goal.words = "to sleep"

    session.expire(goal)

    assert goal.words == WORDS


def test_a_query_flushes_waiting_words_first(session: Session, goal: Goal) -> None:
    goal.words = "to sleep"

    found = session.scalars(select(Goal)).one()

    assert found is goal
    assert goal.words == "to sleep"
    assert b"to sleep" not in (raw(session, goal.id) or b"")


def test_none_is_stored_as_nothing(session: Session, goal: Goal) -> None:
    goal.closing_words = "that was enough"
    session.commit()
    assert raw(session, goal.id, "closing_words_sealed") is not None

    goal.closing_words = None
    session.commit()

    assert raw(session, goal.id, "closing_words_sealed") is None
    assert goal.closing_words is None


def test_any_script_comes_back_as_it_was(session: Session, goal: Goal) -> None:
    for words in ("", "שלום", "家に帰りたい", "🌊👩🏽\u200d🦰", "é e\u0301", "\n\n  a\t"):
        goal.words = words
        session.commit()
        session.expire(goal)

        assert goal.words == words


def test_nothing_printed_shows_words(session: Session, goal: Goal) -> None:
    goal.words = "to sleep"

    shown = [repr(goal), str(goal), repr(goal.words_sealed), repr(Goal.words), repr(vars(goal))]

    assert not [one for one in shown if "to sleep" in one]


def test_a_sealed_field_cannot_be_searched(goal: Goal) -> None:
    with pytest.raises(TypeError, match="cannot be searched"):
        select(Goal).where(Goal.words == WORDS)


@pytest.mark.parametrize(
    "statement",
    [
        lambda: update(Goal).values(words_sealed="to sleep"),
        lambda: update(Goal).values(words_sealed=b"to sleep"),
        lambda: insert(Goal).values(id=new_id(), words_sealed=b"to sleep"),
    ],
    ids=["update with words", "update with bytes", "insert with bytes"],
)
def test_a_bulk_statement_with_words_is_refused(
    session: Session, goal: Goal, statement: Callable[[], object]
) -> None:
    with pytest.raises((TypeError, StatementError), match="unsealed words"):
        session.execute(statement())  # type: ignore[call-overload]


def test_saving_in_bulk_is_refused(session: Session, cast: Cast) -> None:
    row = Goal(
        practice_id=cast.maren.practice_id,
        client_id=cast.maren.id,
        words=WORDS,
        state=GoalState.ONGOING,
        set_at=datetime.now(UTC),
    )

    with pytest.raises((TypeError, StatementError), match="unsealed words"):
        session.bulk_save_objects([row])


def test_a_detached_row_that_was_not_opened_cannot_be(session: Session, goal: Goal) -> None:
    session.refresh(goal)
    session.expunge(goal)

    with pytest.raises(RuntimeError, match="detached"):
        _ = goal.words


def test_a_copy_of_a_row_keeps_no_words_waiting_in_another(goal: Goal) -> None:
    goal.words = "to sleep"

    assert "to sleep" not in repr(copy.copy(vars(goal)))


def test_a_field_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="no field 'word'"):
        Goal(word="to sleep")


def test_the_sealed_fields_of_a_mixin_belong_to_the_model() -> None:
    from portal.reflections.models import Draft, Revision

    names = {field.name for field in sealed_fields(Revision)}

    assert names == {field.name for field in sealed_fields(Draft)}
    assert {"title", "body", "prompt", "mood", "tags", "moment"} <= names
