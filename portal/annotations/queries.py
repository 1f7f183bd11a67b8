"""Questions about annotations: who reads what, what stands beside it, and what is new."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, and_, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.reach import Part, Reach
from portal.accounts.models import User
from portal.annotations.models import Annotation, Reply
from portal.annotations.reading import Reading
from portal.caseload.models import Appointment
from portal.caseload.within import within
from portal.reflections.models import Reflection, Revision, State

ON_ONE_REFLECTION = 500
ON_ONE_PAGE = 50

Opened = Row[Reflection, Revision, User, datetime, datetime]


def find_shared_reading(session: Session, reflection_id: uuid.UUID) -> Reading | None:
    """Return a reflection that is shared now, with the revisions that are shared with it.

    Sharing again does not bring back what was taken back before, unless there are notes on it.
    """
    rows = _opened(session, reflection_id)
    if not rows or rows[0].Reflection.state is not State.SHARED:
        return None
    return _reading([row for row in rows if row.noted_at or _is_shared(row)])


def find_own_reading(session: Session, reflection_id: uuid.UUID) -> Reading | None:
    """Return a reflection with all its revisions, for the client who wrote them."""
    rows = _opened(session, reflection_id)
    return _reading(rows) if rows else None


def _is_shared(row: Opened) -> bool:
    """Tell whether a revision was shared since its reflection was last taken back, if it was."""
    reflection, revision = row.Reflection, row.Revision
    if revision.shared_at is None:
        return False
    is_newest = revision.number == reflection.shared_number
    return is_newest or bool(revision.shared_at >= reflection.shared_at)


def _reading(rows: Sequence[Opened]) -> Reading:
    revisions = tuple(row.Revision for row in rows if row.Revision is not None)
    noted_at = {row.Revision.id: row.noted_at for row in rows if row.noted_at is not None}
    return Reading(rows[0].Reflection, revisions, rows[0].User, rows[0].next_at, noted_at)


def _opened(session: Session, reflection_id: uuid.UUID) -> Sequence[Opened]:
    """Return a row for each revision, newest first, with when a note was last written on it."""
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
    noted_at = (
        select(func.max(Annotation.written_at))
        .where(
            Annotation.practice_id == Reflection.practice_id,
            Annotation.reflection_id == Reflection.id,
            Annotation.revision_id == Revision.id,
        )
        .correlate(Reflection, Revision)
        .scalar_subquery()
    )
    return session.execute(
        select(Reflection, Revision, User, next_at.label("next_at"), noted_at.label("noted_at"))
        .join(User, User.id == Reflection.client_id)
        .outerjoin(Revision, Revision.reflection_id == Reflection.id)
        .where(Reflection.id == reflection_id)
        .order_by(Revision.number.desc())
    ).all()


def find_annotation(session: Session, annotation_id: uuid.UUID) -> Annotation | None:
    """Return an annotation with the reflection and the revision that it stands on."""
    return session.scalars(
        select(Annotation)
        .where(Annotation.id == annotation_id)
        .options(joinedload(Annotation.reflection), joinedload(Annotation.revision))
    ).one_or_none()


def annotations_on(
    session: Session, reflection_id: uuid.UUID, reach: Reach | None = None
) -> Sequence[Annotation]:
    """Return the annotations on a reflection, of every revision, with replies and authors.

    `reach` is how far back a practitioner sees; the client sees all.
    """
    is_seen = within(reach, Part.ANNOTATIONS, Annotation.written_at) if reach else true()
    return (
        session.scalars(
            select(Annotation)
            .where(Annotation.reflection_id == reflection_id, is_seen)
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


def unseen_for(
    session: Session, client_id: uuid.UUID, limit: int = ON_ONE_PAGE
) -> Sequence[tuple[Annotation, Reply | None]]:
    """Return annotations that a client has not seen, or with a reply that they have not.

    An annotation comes once with each such reply, and once where there is none.
    """
    is_unseen = and_(
        Reply.annotation_id == Annotation.id,
        Reply.author_id != client_id,
        Reply.seen_at.is_(None),
    )
    rows = session.execute(
        select(Annotation, Reply)
        .outerjoin(Reply, is_unseen)
        .where(
            Annotation.client_id == client_id,
            or_(Annotation.seen_at.is_(None), Reply.id.is_not(None)),
        )
        .options(
            joinedload(Annotation.author),
            joinedload(Annotation.revision),
            joinedload(Reply.author),
        )
        .order_by(
            Annotation.seen_at.is_not(None), Annotation.written_at.desc(), Annotation.id.desc()
        )
        .limit(limit)
    ).all()
    return [(annotation, reply) for annotation, reply in rows]


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
