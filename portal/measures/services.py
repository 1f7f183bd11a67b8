"""Asking for a measure, and answering it: begun, saved, completed, let go."""

import uuid

from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import Part
from portal.access.scope import whole_file
from portal.accounts.models import User
from portal.accounts.queries import user_alone
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.caseload.going_on import care_going_on
from portal.database import session_of
from portal.measures import queries
from portal.measures.asking.plan import Plan
from portal.measures.models import (
    Administration,
    MeasureAssignment,
    Showing,
)
from portal.measures.summing_up import refresh_measures
from portal.safety.queries import hours_of


class AlreadyAsked(Exception):
    """The client is asked for this measure already."""


class HoursMissing(Exception):
    """Whoever asks about safety has not said in which hours they look at an answer."""


class Closed(Exception):
    """It was completed or let go before."""


def assign(client: User, plan: Plan, *, practitioner_id: uuid.UUID) -> MeasureAssignment:
    """Ask a client for a measure, one at a time.

    Raises AlreadyAsked while anybody who treats them asks for it, and sees what is answered;
    HoursMissing where it asks about safety, and the practitioner has set no hours.
    """
    session = session_of(client)
    if plan.asks_about_safety and not hours_of(session, [practitioner_id]):
        raise HoursMissing
    user_alone(session, client.id)
    if any(one.slug == plan.slug for one in _asked(session, client.id, is_seen=True)):
        raise AlreadyAsked
    assignment = MeasureAssignment(
        practice_id=client.practice_id,
        client_id=client.id,
        assigned_by_id=practitioner_id,
        rhythm=plan.rhythm,
        every=plan.every,
        days_before=plan.days_before,
        starts_on=plan.starts_on,
        scores_proposed=plan.scores,
        assigned_at=clock.now(),
    )
    assignment.slug = plan.slug
    session.add(assignment)
    _record(assignment, Kind.MEASURE_ASSIGNED, practitioner_id)
    refresh_measures(session, client.id, plan.slug)
    return assignment


def end_assignment(assignment: MeasureAssignment, *, actor_id: uuid.UUID) -> None:
    """Ask no more. What was begun may still be finished. Raises Closed if it had ended."""
    if assignment.ended_at is not None:
        raise Closed
    assignment.ended_at = clock.now()
    _record(assignment, Kind.MEASURE_ENDED, actor_id)
    refresh_measures(session_of(assignment), assignment.client_id, assignment.slug)


def end_unreached(session: Session, client_id: uuid.UUID, *, actor_id: uuid.UUID) -> None:
    """Ask no more for what nobody who treats the client sees, now that care ended or went over."""
    session.flush()
    with whole_file(session, client_id):
        for assignment in _asked(session, client_id, is_seen=False):
            assignment.ended_at = clock.now()
            _record(assignment, Kind.MEASURE_ENDED, actor_id)
        session.flush()


def agree_on_scores(assignment: MeasureAssignment, showing: Showing) -> None:
    """Keep when the client would like to see their scores; it counts for the earlier ones, too."""
    if assignment.scores_agreed is showing:
        return
    assignment.scores_agreed = showing
    _record(assignment, Kind.MEASURE_SCORES_AGREED, assignment.client_id)


def talked_about(administration: Administration, *, actor_id: uuid.UUID) -> None:
    """Note that the two looked at a score together: from now on the client sees it."""
    if administration.talked_at is None:
        administration.talked_at = clock.now()
        _record(administration, Kind.MEASURE_TALKED_ABOUT, actor_id)


def _asked(session: Session, client_id: uuid.UUID, *, is_seen: bool) -> list[MeasureAssignment]:
    """Return what is asked of a client and somebody who treats them sees, or what nobody does."""
    reaches = [care.reach for care in care_going_on(session, client_id)]
    return [
        one
        for one in queries.assignments_of(session, client_id)
        if one.ended_at is None
        and any(reach.includes(Part.MEASURES, one.assigned_at) for reach in reaches) is is_seen
    ]


def _record(row: MeasureAssignment | Administration, kind: Kind, actor_id: uuid.UUID) -> None:
    record(session_of(row), Happening(kind, row.practice_id, actor_id, row.client_id, row.id))
