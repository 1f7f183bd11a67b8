"""Questions about annotations: who reads what, what stands beside it, and what is new."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.annotations.models import Annotation, Reply
from portal.annotations.reading import Reading
from portal.caseload.models import Appointment
from portal.reflections.models import Reflection, Revision, State

ON_ONE_REFLECTION = 500
ON_ONE_PAGE = 50
WAITING_AT_MOST = 500


def find_shared_reading(session: Session, reflection_id: uuid.UUID) -> Reading | None:
    """Return a reflection that is shared now, with the revisions that were shared."""
    reading = find_own_reading(session, reflection_id)
    if reading is None or reading.state is not State.SHARED:
        return None
    shared = tuple(one for one in reading.revisions if one.shared_at is not None)
    return reading._replace(revisions=shared)


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
    return (
        session.scalars(
            select(Annotation)
            .where(Annotation.reflection_id == reflection_id)
            .options(
                joinedload(Annotation.author),
                joinedload(Annotation.replies).joinedload(Reply.author),
            )
            .order_by(Annotation.written_at, Annotation.id)
            .limit(ON_ONE_REFLECTION)
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


def waiting_ids(session: Session, practitioner: Viewer) -> Sequence[uuid.UUID]:
    """Return the ids of what waits for a practitioner, in the order of the desk, without words."""
    return session.scalars(
        select(Reflection.id)
        .where(
            Reflection.client_id.in_(practitioner.client_ids),
            Reflection.waits_for.is_not(None),
            Reflection.state == State.SHARED,
        )
        .order_by(Reflection.waits_since, Reflection.id)
        .limit(WAITING_AT_MOST)
    ).all()
