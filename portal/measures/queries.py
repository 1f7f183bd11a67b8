"""Questions about measures: what is asked of a client, what is open, what was answered."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import may
from portal.access.reach import Part, Reach
from portal.access.viewer import Viewer
from portal.caseload.models import Appointment
from portal.caseload.within import within
from portal.measures.models import (
    Administration,
    AdministrationState,
    MeasureAssignment,
    Rhythm,
)
from portal.measures.rhythm import Occasion, Plan, occasion

MANY = 1000  # more than anybody ever answers; a list must end somewhere
OPEN, COMPLETED = AdministrationState.OPEN, AdministrationState.COMPLETED
TAKEN_OUT = AdministrationState.TAKEN_OUT


class Due(NamedTuple):
    """What a client may answer now: begun (`administration`) or not yet; none of it is late.

    Where nothing new is asked and something was begun, `due_on` is the day of that.
    """

    assignment: MeasureAssignment
    due_on: date
    administration: Administration | None


def find_assignment(session: Session, assignment_id: uuid.UUID) -> MeasureAssignment | None:
    """Return what is asked of a client, whoever asks; the Door decides."""
    return session.scalars(
        select(MeasureAssignment).where(MeasureAssignment.id == assignment_id)
    ).one_or_none()


def find_administration(session: Session, administration_id: uuid.UUID) -> Administration | None:
    """Return one time that a measure was answered, whoever asks; the Door decides."""
    return session.scalars(
        select(Administration)
        .where(Administration.id == administration_id)
        .options(joinedload(Administration.assignment))
    ).one_or_none()


def find_typed(session: Session, score_id: uuid.UUID) -> Administration | None:
    """Return a score that was typed in, whoever asks; the Door decides."""
    found = find_administration(session, score_id)
    return found if found is not None and found.typed_by_id is not None else None


def alone(session: Session, administration: Administration) -> None:
    """Read it anew, with nobody else writing until this commits; without what it is joined to."""
    session.scalars(
        select(Administration)
        .where(Administration.id == administration.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def administration_on(
    session: Session, assignment: MeasureAssignment, due_on: date
) -> Administration | None:
    """Return what was begun on one occasion."""
    return session.scalars(
        select(Administration).where(
            Administration.assignment_id == assignment.id, Administration.due_on == due_on
        )
    ).one_or_none()


def assignments_of(
    session: Session, client_id: uuid.UUID, reach: Reach | None = None
) -> Sequence[MeasureAssignment]:
    """Return what is asked of a client, and what was, in the order in which it was asked.

    `reach` is how far back a practitioner sees; the client sees all.
    """
    query = select(MeasureAssignment).where(MeasureAssignment.client_id == client_id)
    if reach is not None:
        query = query.where(within(reach, Part.MEASURES, MeasureAssignment.assigned_at))
    order = MeasureAssignment.assigned_at, MeasureAssignment.id
    return session.scalars(query.order_by(*order).limit(MANY)).all()


def clients_with_measures(session: Session) -> Sequence[uuid.UUID]:
    """Return everybody who was ever asked for a measure or has a score, for a command."""
    asked = select(MeasureAssignment.client_id)
    return session.scalars(asked.union(select(Administration.client_id))).all()


def completed_of(
    session: Session,
    client_id: uuid.UUID,
    slug: str | None = None,
    reach: Reach | None = None,
) -> list[Administration]:
    """Return what a client has answered, the oldest first: of one measure, or of all.

    The slug is sealed, so it is compared here.
    """
    found, _taken_out = completed_and_taken_out(session, client_id, reach)
    return [one for one in found if slug is None or one.slug == slug]


def completed_and_taken_out(
    session: Session, client_id: uuid.UUID, reach: Reach | None = None
) -> tuple[list[Administration], list[Administration]]:
    """Return what counts, and the scores that were typed in by mistake, the oldest first."""
    query = select(Administration).where(
        Administration.client_id == client_id, Administration.state.in_([COMPLETED, TAKEN_OUT])
    )
    if reach is not None:
        query = query.where(within(reach, Part.MEASURES, Administration.completed_at))
    found = session.scalars(
        query.options(joinedload(Administration.assignment))
        .order_by(Administration.completed_at, Administration.id)
        .limit(MANY)
    ).all()
    return (
        [one for one in found if one.state is COMPLETED],
        [one for one in found if one.state is TAKEN_OUT],
    )


def open_of(session: Session, assignment: MeasureAssignment) -> Sequence[Administration]:
    """Return what was begun of an assignment, and neither completed nor let go."""
    return session.scalars(
        select(Administration).where(
            Administration.assignment_id == assignment.id, Administration.state == OPEN
        )
    ).all()


def standing_of(
    session: Session, client: Viewer, now: datetime, zone: str
) -> list[tuple[MeasureAssignment, Due | None]]:
    """Return all that a client is or was asked, and what of it may be answered now, at once."""
    today = clock.local(now, zone).date()
    latest = aliased(Administration)
    newest = (
        select(func.max(latest.due_on))
        .where(latest.assignment_id == MeasureAssignment.id)
        .correlate(MeasureAssignment)
        .scalar_subquery()
    )
    next_at = (
        select(func.min(Appointment.starts_at))
        .where(
            Appointment.client_id == client.user_id,
            Appointment.starts_at >= clock.midnight(today, zone),
        )
        .scalar_subquery()
    )
    of_it = and_(
        Administration.assignment_id == MeasureAssignment.id, Administration.due_on == newest
    )
    rows = session.execute(
        select(MeasureAssignment, Administration, next_at)
        .outerjoin(Administration, of_it)
        .where(MeasureAssignment.client_id == client.user_id)
        .options(contains_eager(Administration.assignment))
        .order_by(MeasureAssignment.assigned_at, MeasureAssignment.id)
        .limit(MANY)
    ).all()
    return [
        (row[0], _due(*row, today, zone) if may(client, Permission.MEASURE_BEGIN, row[0]) else None)
        for row in rows
    ]


def _due(
    assignment: MeasureAssignment,
    latest: Administration | None,
    next_at: datetime | None,
    today: date,
    zone: str,
) -> Due | None:
    asked = None if assignment.ended_at else _occasion(assignment, next_at, today, zone)
    if latest is None:
        return Due(assignment, asked.due_on, None) if asked else None
    done_on = latest.completed_at and clock.local(latest.completed_at, zone).date()
    if asked is None or asked.is_met(latest.due_on, done_on):
        return Due(assignment, latest.due_on, latest) if latest.state is OPEN else None
    return Due(assignment, asked.due_on, None)


def _occasion(
    assignment: MeasureAssignment, next_at: datetime | None, today: date, zone: str
) -> Occasion | None:
    is_before = assignment.rhythm is Rhythm.BEFORE_APPOINTMENTS
    plan = Plan(
        assignment.starts_on,
        assignment.every if assignment.rhythm is Rhythm.EVERY_WEEKS else 0,
        assignment.days_before if is_before else None,
    )
    return occasion(plan, today, next_at and clock.local(next_at, zone).date())
