"""What a report rests on, as queries: each in one statement, because a page has few of them."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from portal.access.reach import Part, Reach
from portal.annotations.models import Annotation, Reply
from portal.caseload.within import within
from portal.measures.models import Administration, AdministrationState, MeasureAssignment
from portal.reflections.models import Reflection, State


def shared_with_notes(
    session: Session, client_id: uuid.UUID, start: datetime, end: datetime, reach: Reach
) -> dict[Reflection, list[Annotation]]:
    """Return what was shared from `start` up to, not including, `end`, with what stands beside it.

    Both oldest first, and as far as `reach` goes.
    """
    is_beside = and_(
        Annotation.reflection_id == Reflection.id,
        within(reach, Part.ANNOTATIONS, Annotation.written_at),
    )
    rows = session.execute(
        select(Reflection, Annotation)
        .join(Reflection.shared)
        .outerjoin(Annotation, is_beside)
        .where(
            Reflection.client_id == client_id,
            Reflection.state == State.SHARED,
            Reflection.shared_at >= start,
            Reflection.shared_at < end,
            within(reach, Part.REFLECTIONS, Reflection.last_shared_at),
        )
        .options(
            contains_eager(Reflection.shared),
            joinedload(Annotation.author),
            joinedload(Annotation.replies).joinedload(Reply.author),
        )
        .order_by(Reflection.shared_at, Reflection.id, Annotation.written_at, Annotation.id)
    ).unique()
    found: dict[Reflection, list[Annotation]] = {}
    for reflection, annotation in rows:
        found.setdefault(reflection, []).extend([annotation] if annotation else [])
    return found


def answered_and_asked(
    session: Session, client_id: uuid.UUID, reach: Reach
) -> tuple[Sequence[Administration], Sequence[MeasureAssignment]]:
    """Return what a client has answered, the oldest first, and all that was asked of them.

    Each answer comes with its own assignment, and the first with every one, so that those that
    were never answered are there too; where nothing was answered there is nothing to tell.
    """
    other = aliased(Administration)
    first = (
        select(other.id)
        .where(other.client_id == client_id, other.state == AdministrationState.COMPLETED)
        .where(within(reach, Part.MEASURES, other.completed_at))
        .order_by(other.completed_at, other.id)
        .limit(1)
        .scalar_subquery()
    )
    its_own = MeasureAssignment.id == Administration.assignment_id
    of_first = and_(
        Administration.id == first,
        MeasureAssignment.client_id == client_id,
        within(reach, Part.MEASURES, MeasureAssignment.assigned_at),
    )
    rows = session.execute(
        select(Administration, MeasureAssignment)
        .outerjoin(MeasureAssignment, or_(its_own, of_first))
        .where(
            Administration.client_id == client_id,
            Administration.state == AdministrationState.COMPLETED,
            within(reach, Part.MEASURES, Administration.completed_at),
        )
        .options(joinedload(Administration.assignment))
        .order_by(Administration.completed_at, Administration.id)
    ).all()
    asked = dict.fromkeys(one for _answer, one in rows if one is not None)
    return list(dict.fromkeys(answer for answer, _one in rows)), list(asked)
