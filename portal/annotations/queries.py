"""Questions about annotations: who reads what, what stands beside it, and what is new."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.accounts.models import User
from portal.annotations.models import Annotation, Reply
from portal.annotations.reading import Reading
from portal.caseload.models import Appointment
from portal.reflections.models import Reflection, Revision, State

ON_ONE_REFLECTION = 500
ON_ONE_PAGE = 50
IN_ONE_REPORT = 2_000


def find_shared_reading(session: Session, reflection_id: uuid.UUID) -> Reading | None:
    """Return a reflection that is shared now, with the revisions that are shared with it.

    Sharing again does not bring back what was taken back before, unless there are notes on it.
    """
    reading = find_own_reading(session, reflection_id)
    if reading is None or reading.state is not State.SHARED:
        return None
    shared = [one for one in reading.revisions if one.shared_at is not None]
    taken_back = {one.id for one in shared if _was_taken_back(one, reading.reflection)}
    taken_back -= _noted(session, taken_back)
    return reading._replace(revisions=tuple(one for one in shared if one.id not in taken_back))


def _was_taken_back(revision: Revision, reflection: Reflection) -> bool:
    """Tell whether a revision was shared only before the client took the reflection back."""
    if revision.number == reflection.shared_number:
        return False
    assert revision.shared_at is not None
    assert reflection.shared_at is not None
    return revision.shared_at < reflection.shared_at


def _noted(session: Session, revision_ids: set[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these revisions have annotations; without any it asks nothing."""
    if not revision_ids:
        return set()
    return set(
        session.scalars(
            select(Annotation.revision_id).where(Annotation.revision_id.in_(revision_ids))
        )
    )


def find_own_reading(session: Session, reflection_id: uuid.UUID) -> Reading | None:
    """Return a reflection with all its revisions, for the client who wrote them."""
    next_at = (
        select(func.min(Appointment.starts_at))
        .where(
            Appointment.practice_id == Reflection.practice_id,
            Appointment.client_id == Reflection.client_id,
            Appointment.starts_at >= clock.now(),
        )
        .correlate(Reflection)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Reflection, Revision, User, next_at)
        .join(User, User.id == Reflection.client_id)
        .outerjoin(Revision, Revision.reflection_id == Reflection.id)
        .where(Reflection.id == reflection_id)
        .order_by(Revision.number.desc())
    ).all()
    if not rows:
        return None
    reflection, _, client, appointment_at = rows[0]
    revisions = tuple(row[1] for row in rows if row[1] is not None)
    return Reading(reflection, revisions, client, appointment_at)


def find_annotation(session: Session, annotation_id: uuid.UUID) -> Annotation | None:
    """Return an annotation with the reflection and the revision that it stands on."""
    return session.scalars(
        select(Annotation)
        .where(Annotation.id == annotation_id)
        .options(joinedload(Annotation.reflection), joinedload(Annotation.revision))
    ).one_or_none()


def annotations_on(session: Session, reflection_id: uuid.UUID) -> Sequence[Annotation]:
    """Return all annotations on a reflection, of every revision, with replies and authors."""
    return _conversations(session, [reflection_id], ON_ONE_REFLECTION)


def annotations_on_all(
    session: Session, reflection_ids: Iterable[uuid.UUID]
) -> Sequence[Annotation]:
    """Return all annotations on several reflections, with replies and authors, oldest first."""
    return _conversations(session, list(reflection_ids), IN_ONE_REPORT)


def _conversations(
    session: Session, reflection_ids: list[uuid.UUID], limit: int
) -> Sequence[Annotation]:
    if not reflection_ids:
        return ()
    return (
        session.scalars(
            select(Annotation)
            .where(Annotation.reflection_id.in_(reflection_ids))
            .options(
                joinedload(Annotation.author),
                joinedload(Annotation.replies).joinedload(Reply.author),
            )
            .order_by(Annotation.written_at, Annotation.id)
            .limit(limit)
        )
        .unique()
        .all()
    )


def annotations_for(
    session: Session, client_id: uuid.UUID, limit: int = ON_ONE_PAGE
) -> Sequence[Annotation]:
    """Return the annotations on a client's reflections: those not yet seen first, then newest."""
    return session.scalars(
        select(Annotation)
        .where(Annotation.client_id == client_id)
        .options(joinedload(Annotation.author), joinedload(Annotation.revision))
        .order_by(
            Annotation.seen_at.is_not(None), Annotation.written_at.desc(), Annotation.id.desc()
        )
        .limit(limit)
    ).all()


def replies_for(
    session: Session, client_id: uuid.UUID, limit: int = ON_ONE_PAGE
) -> Sequence[Reply]:
    """Return what was replied to a client: replies not yet seen first, then newest."""
    return session.scalars(
        select(Reply)
        .where(Reply.client_id == client_id, Reply.author_id != client_id)
        .options(
            joinedload(Reply.author),
            joinedload(Reply.annotation).joinedload(Annotation.revision),
        )
        .order_by(Reply.seen_at.is_not(None), Reply.written_at.desc(), Reply.id.desc())
        .limit(limit)
    ).all()
