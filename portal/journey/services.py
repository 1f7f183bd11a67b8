"""Setting goals, ending them in one of three ways, and taking them up again."""

import uuid

from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.database import session_of
from portal.journey.models import Goal, GoalState
from portal.reflections.words import canonical


class WrongMove(Exception):
    """The goal does not stand where this can be done to it."""


def set_goal(session: Session, *, practice_id: uuid.UUID, client_id: uuid.UUID, words: str) -> Goal:
    """Write down a goal in the client's own words."""
    goal = Goal(
        practice_id=practice_id,
        client_id=client_id,
        state=GoalState.ONGOING,
        set_at=clock.now(),
    )
    goal.words = canonical(words)
    session.add(goal)
    _record(session, goal)
    return goal


def end_goal(goal: Goal, *, state: GoalState, closing_words: str = "") -> None:
    """End an ongoing goal as done, changed or let go. Raises WrongMove."""
    if goal.state is not GoalState.ONGOING or state is GoalState.ONGOING:
        raise WrongMove
    goal.state, goal.ended_at = state, clock.now()
    goal.closing_words = canonical(closing_words) or None
    _record(session_of(goal), goal)


def take_up_goal(goal: Goal) -> None:
    """Take up an ended goal again; what was said at its end goes with the end. Raises WrongMove."""
    if goal.state is GoalState.ONGOING:
        raise WrongMove
    goal.state, goal.ended_at, goal.closing_words = GoalState.ONGOING, None, None
    _record(session_of(goal), goal)


def _record(session: Session, goal: Goal) -> None:
    record(
        session,
        Happening(Kind.GOAL_CHANGED, goal.practice_id, goal.client_id, goal.client_id, goal.id),
    )
