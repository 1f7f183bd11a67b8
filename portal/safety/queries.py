"""Questions about safety reviews, and about the hours in which somebody looks at them."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import Session

from portal.access.reach import Reach
from portal.access.viewer import Role, Viewer
from portal.accounts.models import User
from portal.accounts.queries import keeps_consent
from portal.caseload.models import CareRelationship
from portal.entrusting.models import Cover, OpenReview
from portal.entrusting.queries import is_in_force
from portal.safety.models import Cause, SafetyHours, SafetyReview

ON_ONE_PAGE = 50


def find_review(session: Session, review_id: uuid.UUID) -> SafetyReview | None:
    """Return one review; the row guard and the Door decide for whom."""
    return session.scalars(select(SafetyReview).where(SafetyReview.id == review_id)).one_or_none()


def review_of_answers(session: Session, administration_id: uuid.UUID) -> SafetyReview | None:
    """Return the review of these answers that somebody still has to close."""
    return session.scalars(_open_of_answers(administration_id)).one_or_none()


def review_of_answers_alone(session: Session, administration_id: uuid.UUID) -> SafetyReview | None:
    """Return the same, as it is now; nobody else can close it until this commits."""
    return session.scalars(
        _open_of_answers(administration_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def closed_review_of_answers(session: Session, administration_id: uuid.UUID) -> SafetyReview | None:
    """Return the review of these answers that was closed last."""
    return session.scalars(
        select(SafetyReview)
        .where(
            SafetyReview.administration_id == administration_id,
            SafetyReview.closed_at.is_not(None),
        )
        .order_by(SafetyReview.closed_at.desc(), SafetyReview.id.desc())
        .limit(1)
    ).one_or_none()


def reviews_of_answers(session: Session, administration_id: uuid.UUID) -> Sequence[SafetyReview]:
    """Return all that was opened for these answers, open or closed, the newest first."""
    return session.scalars(
        select(SafetyReview)
        .where(SafetyReview.administration_id == administration_id)
        .order_by(SafetyReview.opened_at.desc(), SafetyReview.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()


def open_and_asked_since(
    session: Session, client_id: uuid.UUID, moment: datetime
) -> SafetyReview | None:
    """Return the newest open review that a client asked for at `moment` or after."""
    return session.scalars(
        select(SafetyReview)
        .where(
            SafetyReview.client_id == client_id,
            SafetyReview.cause == Cause.ASKED,
            SafetyReview.closed_at.is_(None),
            SafetyReview.opened_at >= moment,
        )
        .order_by(SafetyReview.opened_at.desc(), SafetyReview.id.desc())
        .limit(1)
    ).one_or_none()


def _open_of_answers(administration_id: uuid.UUID) -> Select[SafetyReview]:
    return select(SafetyReview).where(
        SafetyReview.administration_id == administration_id, SafetyReview.closed_at.is_(None)
    )


def waiting_sign(session: Session, review_id: uuid.UUID) -> OpenReview:
    """Return what says of a review that it waits."""
    return session.scalars(select(OpenReview).where(OpenReview.review_id == review_id)).one()


def on_desk(
    session: Session, practitioner: Viewer, today: date
) -> Sequence[tuple[SafetyReview, User]]:
    """Return what waits for whoever treats, covers, or was told; the soonest due first.

    After that what is to be looked at again by now: with who closed it, or with whoever treats
    where that was somebody who does not; policy says which of these are within reach.
    """
    is_open = SafetyReview.closed_at.is_(None)
    treats = SafetyReview.client_id.in_(practitioner.client_ids)
    stands_in = SafetyReview.id.in_(practitioner.entrusted.review_ids)
    rows = session.execute(
        select(SafetyReview, User)
        .join(User, User.id == SafetyReview.client_id)
        .where((is_open & (treats | stands_in)) | (treats & _again_for(practitioner, today)))
        .order_by(~is_open, SafetyReview.due_at, SafetyReview.id)
        .limit(ON_ONE_PAGE)
    ).all()
    return [(review, client) for review, client in rows]


def _again_for(practitioner: Viewer, today: date) -> ColumnElement[bool]:
    still_treats = exists().where(
        CareRelationship.client_id == SafetyReview.client_id,
        CareRelationship.practitioner_id == SafetyReview.closed_by_id,
        CareRelationship.started_at.is_not(None),
        CareRelationship.ended_at.is_(None),
    )
    is_theirs = (SafetyReview.closed_by_id == practitioner.user_id) | ~still_treats
    is_due = (SafetyReview.next_on <= today) & SafetyReview.looked_again_at.is_(None)
    return SafetyReview.closed_at.is_not(None) & is_due & is_theirs


def open_of(session: Session, client_id: uuid.UUID) -> Sequence[SafetyReview]:
    """Return what of a client's still waits to be closed, the newest first."""
    return session.scalars(
        select(SafetyReview)
        .where(SafetyReview.client_id == client_id, SafetyReview.closed_at.is_(None))
        .order_by(SafetyReview.opened_at.desc(), SafetyReview.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()


def own_reviews(session: Session, client_id: uuid.UUID) -> Sequence[SafetyReview]:
    """Return a client's own reviews, the newest first."""
    return session.scalars(
        select(SafetyReview)
        .where(SafetyReview.client_id == client_id)
        .order_by(SafetyReview.opened_at.desc(), SafetyReview.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()


def reviews_of(session: Session, client_id: uuid.UUID, reach: Reach) -> Sequence[SafetyReview]:
    """Return a client's reviews, open ones and what was closed within reach, the newest first."""
    return session.scalars(
        select(SafetyReview)
        .where(
            SafetyReview.client_id == client_id,
            SafetyReview.closed_at.is_(None) | (SafetyReview.closed_at >= reach.since),
        )
        .order_by(SafetyReview.opened_at.desc(), SafetyReview.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()


def overdue_ids(session: Session, moment: datetime) -> Sequence[uuid.UUID]:
    """Return the reviews that others are to be told of now, the longest due first."""
    return session.scalars(
        select(SafetyReview.id)
        .join(OpenReview, OpenReview.review_id == SafetyReview.id)
        .where(OpenReview.ended_at.is_(None), _is_overdue(moment))
        .order_by(SafetyReview.due_at, SafetyReview.id)
    ).all()


def overdue_alone(session: Session, review_id: uuid.UUID, moment: datetime) -> SafetyReview | None:
    """Return an overdue review that nobody else can change until this commits, if it still is."""
    return session.scalars(
        select(SafetyReview)
        .where(SafetyReview.id == review_id, _is_overdue(moment))
        .with_for_update(skip_locked=True)
    ).one_or_none()


def colleagues_by_id(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, User]:
    """Return colleagues with these ids, whether they work here now or did, by their ids."""
    rows = session.scalars(select(User).where(User.id.in_(ids), User.role != Role.CLIENT))
    return {one.id: one for one in rows}


def has_withdrawn(session: Session, client_id: uuid.UUID) -> bool:
    """Tell whether a client took their consent back, so that nobody opens their file."""
    return (
        session.scalars(
            select(User.id).where(User.id == client_id, ~keeps_consent(User.id))
        ).one_or_none()
        is not None
    )


def hours_of(
    session: Session, practitioner_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, SafetyHours]:
    """Return the hours that these practitioners have set, by their ids."""
    rows = session.scalars(
        select(SafetyHours).where(SafetyHours.practitioner_id.in_(practitioner_ids))
    )
    return {one.practitioner_id: one for one in rows}


def _is_overdue(moment: datetime) -> ColumnElement[bool]:
    """Say what nobody saw in time, what comes up again, and what nobody here can look at any more.

    Where nobody treats the client, who had seen it counts for nothing, and the last step comes at
    once.
    """
    unseen = and_(
        SafetyReview.acknowledged_at.is_(None),
        SafetyReview.escalated_at.is_(None),
        SafetyReview.due_at <= moment,
    )
    all_told = SafetyReview.all_told_at.is_not(None) & SafetyReview.acknowledged_at.is_(None)
    cared_for = exists().where(
        CareRelationship.client_id == SafetyReview.client_id,
        CareRelationship.started_at.is_not(None),
        CareRelationship.ended_at.is_(None),
    )
    return SafetyReview.closed_at.is_(None) & (
        unseen | (SafetyReview.raise_at <= moment) | (~cared_for & ~all_told)
    )


def covering_now(
    session: Session, practitioner_ids: Collection[uuid.UUID], moment: datetime
) -> Sequence[tuple[Cover, User]]:
    """Return who covers for these practitioners at `moment`, with the colleague."""
    rows = session.execute(
        select(Cover, User)
        .join(User, User.id == Cover.colleague_id)
        .where(Cover.practitioner_id.in_(practitioner_ids), is_in_force(moment), User.active)
        .order_by(Cover.starts_at, Cover.id)
    ).all()
    return [(cover, colleague) for cover, colleague in rows]
