"""A few routes of a test's own behind real Doors, in the real application."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.door import Door, session
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.journey.models import Goal, GoalState
from tests.cast import Cast, Person
from tests.visitor import Visitor


class Probe:
    """Two doors, one a side; `open` hangs them into the application."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        app.config["PROPAGATE_EXCEPTIONS"] = False
        self.app, self.cast = app, cast
        self.practice = Door("probe_practice", __name__, prefix="/practice")
        self.own = Door("probe_own", __name__, prefix="/my")

    def open(self) -> Callable[[Person | None], Visitor]:
        """Hang the doors, and return a way to send visitors."""
        self.app.register_blueprint(self.practice.blueprint)
        self.app.register_blueprint(self.own.blueprint)
        return lambda person: Visitor(self.app).sign_in(person) if person else Visitor(self.app)

    def goals(self) -> Sequence[Goal]:
        """Return, inside a view, every goal that the viewer can load."""
        return session().scalars(select(Goal).order_by(Goal.id)).all()

    def account(self, session: Session, person: Person) -> User:
        """Return somebody's account."""
        return session.get_one(User, person.id)

    def recorded(self, session: Session, kind: Kind) -> Sequence[AuditEvent]:
        """Return the events of a kind that stand in the record now."""
        session.rollback()
        return session.scalars(select(AuditEvent).where(AuditEvent.kind == kind)).all()


def goal_of(session: Session, person: Person) -> uuid.UUID:
    """Save a goal of somebody's and return its id."""
    goal = Goal(
        practice_id=person.practice_id,
        client_id=person.id,
        words=f"a goal of {person.name}",
        state=GoalState.ONGOING,
        set_at=datetime.now(UTC),
    )
    goal_id = goal.id
    session.add(goal)
    session.commit()
    return goal_id
