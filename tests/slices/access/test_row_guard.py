"""The row guard: whatever a query forgets, another client's rows are neither loaded nor saved."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.access import scope
from portal.access.scope import OutOfScope, portal_itself
from portal.access.viewer import NOBODY, Role
from portal.accounts import services
from portal.accounts.models import User
from portal.annotations.models import Annotation, Reply
from portal.database import AuthorOwned, Base, ClientOwned, PracticeOwned, new_id
from portal.journey.models import Goal, GoalState
from portal.private_notes.models import PrivateNote
from portal.reflections.models import Intent, Reflection, Revision, State
from portal.vault.models import ClientKey
from tests.cast import Cast, Person

ActingAs = Callable[[Person], Session]
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def a_goal(person: Person) -> Goal:
    """Return a goal of somebody's that is not saved yet."""
    return Goal(
        practice_id=person.practice_id,
        client_id=person.id,
        words=f"a goal of {person.name}",
        state=GoalState.ONGOING,
        set_at=NOW,
    )


def a_note(client: Person, author: Person) -> PrivateNote:
    """Return a private note that is not saved yet."""
    return PrivateNote(
        practice_id=client.practice_id,
        client_id=client.id,
        author_id=author.id,
        body="for myself",
        written_at=NOW,
    )


def a_reflection(person: Person) -> Reflection:
    """Return a shared reflection with one revision, not saved yet."""
    reflection = Reflection(
        practice_id=person.practice_id,
        client_id=person.id,
        once=new_id().hex,
        state=State.SHARED,
        intent=Intent.JUST_WRITE,
        is_quotable=True,
        version=1,
        latest_number=1,
        shared_number=1,
        begun_at=NOW,
        changed_at=NOW,
    )
    reflection.revisions.append(
        Revision(
            practice_id=person.practice_id,
            client_id=person.id,
            number=1,
            body=f"words of {person.name}",
            written_at=NOW,
        )
    )
    return reflection


@pytest.fixture
def files(session: Session, cast: Cast) -> Session:
    """A goal and a reflection of Maren's and of Noor's, and a private note on each."""
    for client, author in ((cast.maren, cast.ruth), (cast.noor, cast.tobias)):
        session.add_all([a_goal(client), a_reflection(client), a_note(client, author)])
    session.commit()
    session.expunge_all()
    return session


def owners(session: Session, model: type[Goal] | type[Reflection]) -> set[object]:
    """Return whose rows a plain select finds."""
    return {row.client_id for row in session.scalars(select(model))}


def test_before_anybody_is_known_no_file_may_be_asked_for(files: Session) -> None:
    scope.enter(files, NOBODY)

    for model in (Goal, Reflection, Revision, PrivateNote, ClientKey):
        with pytest.raises(OutOfScope, match="before anybody is known"):
            files.scalars(select(model))


def test_before_anybody_is_known_a_join_finds_nothing(files: Session, cast: Cast) -> None:
    scope.enter(files, NOBODY)

    with pytest.raises(OutOfScope):
        files.execute(select(User, Goal).join(Goal, Goal.client_id == User.id)).all()


def test_a_select_finds_only_rows_of_ones_own_clients(
    files: Session, acting_as: ActingAs, cast: Cast
) -> None:
    expected = {
        cast.maren: {cast.maren.id},
        cast.noor: {cast.noor.id},
        cast.ruth: {cast.maren.id},
        cast.tobias: {cast.noor.id},
        cast.idris: set(),
        cast.sena: set(),
        cast.joan: set(),
    }
    for person, whose in [*expected.items(), *expected.items()]:  # twice: statements are cached
        seen = acting_as(person)

        assert owners(seen, Goal) == whose, person.name
        assert owners(seen, Reflection) == whose, person.name


def test_a_row_cannot_be_fetched_by_its_id(files: Session, acting_as: ActingAs, cast: Cast) -> None:
    foreign = files.scalars(select(Goal.id).where(Goal.client_id == cast.noor.id)).one()
    own = files.scalars(select(Goal.id).where(Goal.client_id == cast.maren.id)).one()

    seen = acting_as(cast.ruth)

    assert seen.get(Goal, foreign) is None
    assert seen.get(Goal, own) is not None


def test_counts_joins_and_columns_are_guarded(
    files: Session, acting_as: ActingAs, cast: Cast
) -> None:
    seen = acting_as(cast.ruth)

    assert seen.scalar(select(func.count(Reflection.id))) == 1
    assert seen.scalar(select(func.count()).select_from(Reflection)) == 1
    assert seen.scalars(select(Goal.client_id)).all() == [cast.maren.id]
    joined = select(Revision.client_id).join(Reflection, Revision.reflection_id == Reflection.id)
    assert seen.scalars(joined).all() == [cast.maren.id]
    assert seen.scalars(select(Goal.client_id).union(select(Reflection.client_id))).all() == [
        cast.maren.id
    ]


def test_relationships_are_guarded(files: Session, acting_as: ActingAs, cast: Cast) -> None:
    foreign = files.scalars(select(Reflection).where(Reflection.client_id == cast.noor.id)).one()
    own = files.scalars(select(Reflection).where(Reflection.client_id == cast.maren.id)).one()
    revision = files.scalars(select(Revision).where(Revision.client_id == cast.noor.id)).one()
    revision.reflection_id, revision.number = (
        own.id,
        2,
    )  # a row of Noor's hangs, by a fault, under Maren's
    assert foreign.id != own.id
    files.commit()
    files.expunge_all()
    seen = acting_as(cast.ruth)

    for loading in (selectinload(Reflection.revisions), joinedload(Reflection.revisions)):
        seen.expunge_all()
        reflection = seen.scalars(select(Reflection).options(loading)).unique().one()
        assert {one.client_id for one in reflection.revisions} == {cast.maren.id}
    seen.expunge_all()
    lazily = seen.scalars(select(Reflection)).one()
    assert {one.client_id for one in lazily.revisions} == {cast.maren.id}


def test_raw_sql_needs_a_reason(files: Session, acting_as: ActingAs, cast: Cast) -> None:
    seen = acting_as(cast.ruth)

    with pytest.raises(OutOfScope, match="reason"):
        seen.execute(text("SELECT * FROM goal"))
    with pytest.raises(OutOfScope, match="reason"):
        seen.execute(select(Goal.__table__))
    assert seen.execute(text("SELECT 1"), execution_options={"reason": "tests"}).scalar() == 1


def test_a_foreign_row_cannot_be_added(files: Session, acting_as: ActingAs, cast: Cast) -> None:
    seen = acting_as(cast.ruth)
    seen.add(a_goal(cast.noor))

    with pytest.raises(OutOfScope, match="Goal of a client outside"):
        seen.flush()


def test_a_row_can_be_added_for_ones_own_client(
    files: Session, acting_as: ActingAs, cast: Cast
) -> None:
    seen = acting_as(cast.ruth)
    seen.add(a_goal(cast.maren))

    seen.flush()

    assert seen.scalar(select(func.count(Goal.id))) == 2


def test_a_foreign_row_that_is_held_already_cannot_be_changed_or_deleted(
    files: Session, acting_as: ActingAs, cast: Cast
) -> None:
    foreign = files.scalars(select(Goal).where(Goal.client_id == cast.noor.id)).one()
    seen = acting_as(cast.ruth)

    foreign.state = GoalState.DONE
    with pytest.raises(OutOfScope):
        seen.flush()
    seen.rollback()

    with portal_itself(seen, "tests"):
        foreign = seen.scalars(select(Goal).where(Goal.client_id == cast.noor.id)).one()
    seen.delete(foreign)
    with pytest.raises(OutOfScope):
        seen.flush()


def test_an_own_row_cannot_be_given_to_somebody_else(
    files: Session, acting_as: ActingAs, cast: Cast
) -> None:
    seen = acting_as(cast.ruth)
    own = seen.scalars(select(Goal)).one()

    own.client_id = cast.noor.id

    with pytest.raises(OutOfScope):
        seen.flush()


def test_statements_that_change_many_rows_reach_only_ones_own(
    files: Session, acting_as: ActingAs, cast: Cast
) -> None:
    seen = acting_as(cast.ruth)
    seen.execute(update(Goal).values(state=GoalState.DONE))
    seen.execute(delete(PrivateNote))

    with portal_itself(seen, "tests"):
        states = {row.client_id: row.state for row in seen.scalars(select(Goal))}
        authors = seen.scalars(select(PrivateNote.author_id)).all()

    assert states == {cast.maren.id: GoalState.DONE, cast.noor.id: GoalState.ONGOING}
    assert authors == [cast.tobias.id]


def test_an_insert_statement_is_refused(files: Session, acting_as: ActingAs, cast: Cast) -> None:
    seen = acting_as(cast.ruth)

    with pytest.raises(OutOfScope, match=r"session\.add"):
        seen.execute(insert(Goal).values(id=new_id(), client_id=cast.noor.id))


def test_a_row_of_another_practice_cannot_be_added(
    files: Session, acting_as: ActingAs, cast: Cast
) -> None:
    seen = acting_as(cast.ruth)
    goal = a_goal(cast.maren)
    goal.practice_id = new_id()
    goal.words_sealed = None
    seen.add(goal)

    with pytest.raises(OutOfScope, match="another practice"):
        seen.flush()


def test_rows_of_another_practice_are_not_found(
    files: Session, acting_as: ActingAs, cast: Cast
) -> None:
    elsewhere = services.open_practice(files, name="Mill Street")
    files.flush()
    services.add_staff(
        files, elsewhere.id, role=Role.PRACTITIONER, email="ada@example.org", name="Ada"
    )
    files.commit()

    seen = acting_as(cast.joan)

    assert {one.practice_id for one in seen.scalars(select(User))} == {cast.joan.practice_id}


def test_a_private_note_is_seen_by_its_author_alone(
    files: Session, acting_as: ActingAs, cast: Cast
) -> None:
    with portal_itself(files, "tests"):
        files.add(a_note(cast.maren, cast.tobias))  # as if he had treated her too
        files.commit()
    expected = {
        cast.ruth: {(cast.maren.id, cast.ruth.id)},
        cast.tobias: {(cast.noor.id, cast.tobias.id)},
    }

    for name, person in cast.everybody().items():
        if name == "wren":  # has no account to look with yet
            continue
        files.expunge_all()
        seen = acting_as(person)
        notes = seen.scalars(select(PrivateNote))
        found = {(note.client_id, note.author_id) for note in notes}

        assert found == expected.get(person, set()), person.name


def test_a_private_note_of_another_author_cannot_be_saved(
    files: Session, acting_as: ActingAs, cast: Cast
) -> None:
    for person, note in (
        (cast.maren, a_note(cast.maren, cast.ruth)),
        (cast.ruth, a_note(cast.maren, cast.tobias)),
        (cast.ruth, a_note(cast.noor, cast.ruth)),
        (cast.joan, a_note(cast.maren, cast.joan)),
    ):
        seen = acting_as(person)
        seen.add(note)
        with pytest.raises(OutOfScope):
            seen.flush()
        seen.rollback()


def test_lifting_the_guard_needs_a_reason_and_ends(session: Session, cast: Cast) -> None:
    scope.enter(session, NOBODY)

    with pytest.raises(ValueError, match="say why"), portal_itself(session, ""):
        pass
    with portal_itself(session, "tests"):
        session.scalars(select(Goal)).all()

    with pytest.raises(OutOfScope):
        session.scalars(select(Goal))


def test_the_scope_widens_for_a_client_who_has_just_been_invited(
    session: Session, acting_as: ActingAs, cast: Cast
) -> None:
    seen = acting_as(cast.ruth)
    scope.widen(seen, cast.noor.id)
    seen.add(a_goal(cast.noor))

    seen.flush()

    assert cast.noor.id in owners(seen, Goal)


def test_every_table_of_a_file_is_guarded() -> None:
    own_sources = {"care_relationship", "transfer", "handover", "emergency_access", "open_review"}
    apart = {"audit_event", "supervision_item"}  # the record; and what lies between colleagues
    looked_at = 0
    for mapper in Base.registry.mappers:
        table = mapper.class_.__tablename__
        if "client_id" in mapper.columns and table not in own_sources | apart:
            assert issubclass(mapper.class_, ClientOwned | AuthorOwned), table
            looked_at += 1
        if table not in {"practice", "throttle"}:  # counters of tries name nobody
            assert issubclass(mapper.class_, PracticeOwned), table
    assert looked_at >= 10
    assert issubclass(Annotation, ClientOwned)
    assert issubclass(Reply, ClientOwned)
