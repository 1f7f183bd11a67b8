"""What is entrusted to somebody now, as facts of the viewer.

It ends for good when the care of whoever gave it does, and is nothing to who treats the client.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from portal.access.entrusted import Entrusted
from portal.access.reach import Reach
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.accounts.queries import keeps_consent
from portal.caseload.models import CareRelationship
from portal.entrusting.models import (
    Cover,
    EmergencyAccess,
    Handover,
    OpenReview,
    SupervisionItem,
)
from portal.entrusting.queries import is_in_force

Thing = Select[*tuple[Any, ...]]
HANDED, GIVEN, OPENED, WAITS = "handed", "given", "opened", "waits"


def may_hold_something(moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Say of an account whether anything may be entrusted to it at `moment`: mostly nothing is."""
    covers = exists().where(Cover.colleague_id == User.id, Cover.ends_at > moment)
    opened = exists().where(
        EmergencyAccess.practitioner_id == User.id, EmergencyAccess.ends_at > moment
    )
    supervises = exists().where(
        SupervisionItem.supervisor_id == User.id, SupervisionItem.ends_at > moment
    )
    told = exists().where(OpenReview.told_id == User.id, OpenReview.ended_at.is_(None))
    return or_(covers, opened, supervises, told)


def with_what_is_entrusted(session: Session, viewer: Viewer, moment: datetime) -> Viewer:
    """Return the viewer with what is entrusted to them at `moment`, in one statement."""
    assert viewer.user_id is not None
    things = (_handed, _given, _opened, _covered_reviews, _told_reviews)
    rows = session.execute(union_all(*(thing(viewer.user_id, moment) for thing in things))).all()
    return replace(viewer, entrusted=_facts(rows))


def _facts(rows: Sequence[Any]) -> Entrusted:
    opened = [row for row in rows if row.what == OPENED]
    return Entrusted(
        client_ids=frozenset(row.client_id for row in rows if row.what != OPENED),
        reflection_ids=frozenset(row.id for row in rows if row.what == HANDED),
        item_ids=frozenset(row.id for row in rows if row.what == GIVEN),
        review_ids=frozenset(row.id for row in rows if row.what == WAITS),
        emergency_ids=frozenset(row.client_id for row in opened),
        emergency_until=max((row.ends_at for row in opened), default=None),
        reach=_reach(row for row in rows if row.what == HANDED),
    )


def _reach(handed: Iterable[Any]) -> dict[uuid.UUID, Reach]:
    """Return how far back whoever handed something over sees, by its id."""
    reach: dict[uuid.UUID, Reach] = {}
    for row in handed:
        own = Reach(row.started_at, row.carried)
        reach[row.id] = own.joined(reach.get(row.id, own))
    return reach


def _handed(user_id: uuid.UUID, moment: datetime) -> Thing:
    return (
        select(
            literal(HANDED).label("what"),
            Handover.client_id,
            Handover.reflection_id.label("id"),
            Cover.ends_at,
            CareRelationship.started_at,
            CareRelationship.carried,
        )
        .join(Cover, Cover.id == Handover.cover_id)
        .join(CareRelationship, still_treats(Cover.practitioner_id, Handover.client_id))
        .where(
            Cover.colleague_id == user_id,
            is_in_force(moment),
            Handover.taken_back_at.is_(None),
            Handover.handed_at >= CareRelationship.started_at,
        )
    )


def _given(user_id: uuid.UUID, moment: datetime) -> Thing:
    author = still_treats(SupervisionItem.author_id, SupervisionItem.client_id)
    return (
        select(
            literal(GIVEN).label("what"),
            SupervisionItem.client_id,
            SupervisionItem.id,
            SupervisionItem.ends_at,
            null(),
            null(),
        )
        .join(CareRelationship, author)
        .where(
            SupervisionItem.supervisor_id == user_id,
            SupervisionItem.ends_at > moment,
            SupervisionItem.shared_at >= CareRelationship.started_at,
        )
    )


def _opened(user_id: uuid.UUID, moment: datetime) -> Thing:
    return select(
        literal(OPENED).label("what"),
        EmergencyAccess.client_id,
        EmergencyAccess.id,
        EmergencyAccess.ends_at,
        null(),
        null(),
    ).where(
        EmergencyAccess.practitioner_id == user_id,
        EmergencyAccess.ends_at > moment,
        keeps_consent(EmergencyAccess.client_id),
        ~exists().where(still_treats(user_id, EmergencyAccess.client_id)),
    )


def _covered_reviews(user_id: uuid.UUID, moment: datetime) -> Thing:
    """Return open safety reviews of clients for whose practitioner somebody covers now."""
    return (
        _waiting(Cover.ends_at)
        .join(CareRelationship, CareRelationship.client_id == OpenReview.client_id)
        .join(Cover, Cover.practitioner_id == CareRelationship.practitioner_id)
        .where(
            still_treats(Cover.practitioner_id, OpenReview.client_id),
            Cover.colleague_id == user_id,
            is_in_force(moment),
        )
    )


def _told_reviews(user_id: uuid.UUID, moment: datetime) -> Thing:
    """Return open safety reviews of which somebody was told, as nobody had looked in time."""
    return _waiting(OpenReview.ended_at).where(
        OpenReview.told_id == user_id, keeps_consent(OpenReview.client_id)
    )


def _waiting(ends_at: Any) -> Thing:
    return select(
        literal(WAITS).label("what"),
        OpenReview.client_id,
        OpenReview.review_id.label("id"),
        ends_at.label("ends_at"),
        null(),
        null(),
    ).where(OpenReview.ended_at.is_(None))


def still_treats(practitioner_id: Any, client_id: Any) -> ColumnElement[bool]:
    """Say of a care relationship that it is theirs, goes on, and that the client consents."""
    return and_(
        CareRelationship.practitioner_id == practitioner_id,
        CareRelationship.client_id == client_id,
        CareRelationship.started_at.is_not(None),
        CareRelationship.ended_at.is_(None),
        keeps_consent(client_id),
    )
