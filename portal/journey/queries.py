"""Questions about goals."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.reach import Part, Reach
from portal.caseload.within import within
from portal.journey.models import Goal, GoalState

MANY = 200  # more goals than anybody sets; a list must end somewhere


def goals_of(session: Session, client_id: uuid.UUID, reach: Reach | None = None) -> Sequence[Goal]:
    """Return a client's goals, ongoing and ended, in the order they were set.

    `reach` is how far back a practitioner sees; the client sees all.
    """
    query = select(Goal).where(Goal.client_id == client_id)
    if reach is not None:
        query = query.where(within(reach, Part.GOALS, Goal.set_at))
    return session.scalars(query.order_by(Goal.set_at, Goal.id).limit(MANY)).all()


def goals_apart(
    session: Session, client_id: uuid.UUID, reach: Reach | None = None
) -> tuple[list[Goal], list[Goal]]:
    """Return what is ongoing, oldest first, and what has ended, newest end first."""
    goals = goals_of(session, client_id, reach)
    ongoing = [goal for goal in goals if goal.state is GoalState.ONGOING]
    ended = [goal for goal in goals if goal.state is not GoalState.ONGOING]
    return ongoing, sorted(ended, key=lambda goal: goal.ended_at or goal.set_at, reverse=True)


def find_goal(session: Session, goal_id: uuid.UUID) -> Goal | None:
    """Return a goal, whoever asks; the Door decides."""
    return session.scalars(select(Goal).where(Goal.id == goal_id)).one_or_none()
