"""The row guard: whatever a query forgets, no row of a client outside the scope is loaded or saved.

It knows whose a row is, not which row may be seen; that stays with policy and queries.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import event, false
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, with_loader_criteria

from portal.access import wall
from portal.access.entrusted import NOTHING as NOTHING_ENTRUSTED
from portal.access.entrusted import Entrusted
from portal.access.viewer import Role, Viewer
from portal.database import AuthorOwned, Base, BetweenColleagues, ClientOwned, PracticeOwned


class OutOfScope(Exception):
    """A row of a client was asked for, or saved, outside the scope of the session."""


@dataclass(frozen=True)
class Scope:
    """Whose rows a session may touch. `reason` is set only for work of the portal itself."""

    practice_id: uuid.UUID | None = None
    client_ids: frozenset[uuid.UUID] = frozenset()
    user_id: uuid.UUID | None = None
    role: Role | None = None
    entrusted: Entrusted = NOTHING_ENTRUSTED
    reason: str = ""

    @property
    def author_id(self) -> uuid.UUID | None:
        """Whose private notes may be touched."""
        return self.user_id if self.role is Role.PRACTITIONER else None

    @property
    def told(self) -> wall.Told:
        """What the database is told of it. Nobody's scope, and the portal's own, open no file."""
        if self.practice_id is None:
            return wall.AT_THE_DOOR
        return wall.told(
            role=[self.role],
            user=[self.user_id],
            practice=[self.practice_id],
            clients=self.client_ids,
            files=self.client_ids | self.entrusted.emergency_ids,
            entrusted=self.entrusted.client_ids,
            reflections=self.entrusted.reflection_ids,
            reviews=self.entrusted.review_ids,
        )


NOTHING = Scope()


def enter(session: Session, viewer: Viewer) -> None:
    """Bind `session` to what `viewer` may touch, once a request."""
    _bind(
        session,
        Scope(viewer.practice_id, viewer.file_ids, viewer.user_id, viewer.role, viewer.entrusted),
    )


def leave(session: Session) -> None:
    """Bind `session` to nobody: from here on only accounts can be looked up."""
    _bind(session, NOTHING)


def open_in_emergency(session: Session, client_id: uuid.UUID) -> None:
    """Let `session` read the file of a client that is opened in an emergency in it."""
    scope = _scope(session)
    opened = scope.entrusted.emergency_ids | {client_id}
    entrusted = replace(scope.entrusted, emergency_ids=opened)
    _bind(session, replace(scope, entrusted=entrusted))


@contextmanager
def lending(session: Session, client_ids: Iterable[uuid.UUID]) -> Iterator[None]:
    """Let `session` open the names of these clients for a while, and nothing else of theirs."""
    scope = _scope(session)
    entrusted = replace(scope.entrusted, client_ids=frozenset(client_ids))
    with _bound(session, replace(scope, entrusted=entrusted)):
        yield


@contextmanager
def whole_file(session: Session, client_id: uuid.UUID) -> Iterator[None]:
    """Let `session` work on all of a client's file for a while, for what sums it up."""
    scope = _scope(session)
    with _bound(session, replace(scope, client_ids=scope.client_ids | {client_id})):
        yield


def widen(session: Session, *client_ids: uuid.UUID) -> None:
    """Let `session` touch the files of clients: one just invited in it, or whose records open."""
    scope = _scope(session)
    _bind(session, replace(scope, client_ids=scope.client_ids.union(client_ids)))


@contextmanager
def portal_itself(session: Session, reason: str) -> Iterator[None]:
    """Lift the guard for commands and jobs, which act for no viewer. `reason` must be told.

    Inside a request the wall stays: only accounts can be looked up, of whichever practice.
    """
    if not reason:
        raise ValueError("say why the guard is lifted")
    wall.step_outside(session)
    with _bound(session, Scope(reason=reason)):
        yield


@contextmanager
def _bound(session: Session, scope: Scope) -> Iterator[None]:
    before = _scope(session)
    _bind(session, scope)
    try:
        yield
    except BaseException:
        session.info.update(scope=before, told=before.told)  # the transaction may be lost
        raise
    _bind(session, before)


def _bind(session: Session, scope: Scope) -> None:
    session.info["scope"] = scope
    wall.tell(session, scope.told)


def _scope(session: Session) -> Scope:
    scope: Scope = session.info.get("scope", NOTHING)
    return scope


@event.listens_for(Session, "do_orm_execute")
def _guard_statement(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return
    if not state.is_orm_statement:
        if not state.execution_options.get("reason"):
            raise OutOfScope("raw SQL through the session needs execution_options(reason=…)")
        return
    scope = _scope(state.session)
    if scope.reason:
        return
    if state.is_insert:
        raise OutOfScope("rows are added with session.add, where the guard sees whose they are")
    _refuse_if_unscoped(state, scope)
    state.statement = state.statement.options(*_criteria(scope))


def _refuse_if_unscoped(state: ORMExecuteState, scope: Scope) -> None:
    if scope.practice_id is not None:
        return
    for mapper in state.all_mappers:
        if issubclass(mapper.class_, ClientOwned | AuthorOwned):
            raise OutOfScope(f"{mapper.class_.__name__} asked for before anybody is known")


def _criteria(scope: Scope) -> list[Any]:
    practice_id, user_id = scope.practice_id, scope.user_id
    if practice_id is None:
        return [
            with_loader_criteria(ClientOwned, lambda cls: false(), include_aliases=True),
            with_loader_criteria(AuthorOwned, lambda cls: false(), include_aliases=True),
        ]
    return [
        with_loader_criteria(
            PracticeOwned, lambda cls: cls.practice_id == practice_id, include_aliases=True
        ),
        with_loader_criteria(
            BetweenColleagues,
            lambda cls: (
                (cls.author_id == user_id)
                | (cls.supervisor_id == user_id)
                | (cls.client_id == user_id)
            ),
            include_aliases=True,
        ),
        *_criteria_of_files(scope),
        _criterion_of_notes(scope.author_id, tuple(scope.client_ids)),
    ]


def _criteria_of_files(scope: Scope) -> list[LoaderCriteriaOption]:
    client_ids = tuple(scope.client_ids | scope.entrusted.emergency_ids)
    entrusted_ids = tuple(scope.entrusted.client_ids)
    thing_ids = tuple(scope.entrusted.thing_ids)
    if not entrusted_ids:
        return [
            with_loader_criteria(
                ClientOwned, lambda cls: cls.client_id.in_(client_ids), include_aliases=True
            )
        ]
    return [  # one a table: what is entrusted differs between them, and few hold any
        with_loader_criteria(
            table,
            table.client_id.in_(client_ids) | table.entrusted(entrusted_ids, thing_ids),
            include_aliases=True,
        )
        for table in _tables_of_files()
    ]


def _tables_of_files() -> list[Any]:
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return [one for one in classes if issubclass(one, ClientOwned)]


def _criterion_of_notes(
    author_id: uuid.UUID | None, client_ids: tuple[uuid.UUID, ...]
) -> LoaderCriteriaOption:
    if author_id is None:  # apart: SQLAlchemy keeps the lambda, and None would type its parameter
        return with_loader_criteria(AuthorOwned, lambda cls: false(), include_aliases=True)
    return with_loader_criteria(
        AuthorOwned,
        lambda cls: (cls.author_id == author_id) & cls.client_id.in_(client_ids),
        include_aliases=True,
    )


@event.listens_for(Session, "before_flush")
def _guard_changes(session: Session, context: object, instances: object) -> None:
    scope = _scope(session)
    if scope.reason:
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if not _is_within(scope, row):
            raise OutOfScope(f"{type(row).__name__} of a client outside the scope")
        if isinstance(row, AuthorOwned) and row.author_id != scope.author_id:
            raise OutOfScope(f"{type(row).__name__} of another author")
        if isinstance(row, PracticeOwned) and scope.practice_id not in {None, row.practice_id}:
            raise OutOfScope(f"{type(row).__name__} of another practice")


def _is_within(scope: Scope, row: object) -> bool:
    """Tell whether a row may be saved: of a client's file, or of a thing entrusted."""
    if isinstance(row, ClientOwned) and row.is_of(scope.entrusted.thing_ids):
        return row.client_id in scope.client_ids | scope.entrusted.client_ids
    return not isinstance(row, ClientOwned | AuthorOwned) or row.client_id in scope.client_ids
