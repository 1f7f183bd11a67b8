"""Questions about what is entrusted: who covers for whom, what was handed over, who opened what."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.entrusting.models import Cover, EmergencyAccess, Handover, SupervisionItem

ON_ONE_PAGE = 50
TOLD_AFTER = timedelta(hours=24)
SHOWN_FOR = timedelta(days=7)


def is_in_force(moment: datetime) -> ColumnElement[bool]:
    """Say which covers last at `moment`."""
    return (Cover.starts_at <= moment) & (Cover.ends_at > moment)


def is_handed_over_by(
    practitioner_id: uuid.UUID | None, reflection_id: Any, moment: datetime
) -> ColumnElement[bool]:
    """Say whether a reflection is in the hands of a practitioner's cover at `moment`."""
    return exists().where(
        Handover.reflection_id == reflection_id,
        Handover.taken_back_at.is_(None),
        Cover.id == Handover.cover_id,
        Cover.practitioner_id == practitioner_id,
        is_in_force(moment),
    )


def cover_of(session: Session, practitioner_id: uuid.UUID, moment: datetime) -> Cover | None:
    """Return the cover that a practitioner has named, begun or still to come."""
    return session.scalars(
        select(Cover)
        .where(Cover.practitioner_id == practitioner_id, Cover.ends_at > moment)
        .order_by(Cover.named_at.desc())
        .limit(1)
    ).one_or_none()


def covers_for(
    session: Session, practitioner_ids: Collection[uuid.UUID], moment: datetime
) -> Sequence[tuple[Cover, User]]:
    """Return who covers for these practitioners, now or soon, with the colleague."""
    rows = session.execute(
        select(Cover, User)
        .join(User, User.id == Cover.colleague_id)
        .where(Cover.practitioner_id.in_(practitioner_ids), Cover.ends_at > moment)
        .order_by(Cover.starts_at, Cover.id)
        .limit(ON_ONE_PAGE)
    ).all()
    return [(cover, colleague) for cover, colleague in rows]


def handover_of(
    session: Session, reflection_id: uuid.UUID, moment: datetime
) -> tuple[Handover, Cover] | None:
    """Return how a reflection is in the hands of a cover, now or soon."""
    row = session.execute(
        select(Handover, Cover)
        .join(Cover, Cover.id == Handover.cover_id)
        .where(
            Handover.reflection_id == reflection_id,
            Handover.taken_back_at.is_(None),
            Cover.ends_at > moment,
        )
        .order_by(Handover.handed_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def still_handed(
    session: Session, cover_id: uuid.UUID, reflection_id: uuid.UUID
) -> Sequence[Handover]:
    """Return how a reflection is in the hands of this cover: once, unless two clicks met."""
    return session.scalars(
        select(Handover).where(
            Handover.cover_id == cover_id,
            Handover.reflection_id == reflection_id,
            Handover.taken_back_at.is_(None),
        )
    ).all()


def handed_with(session: Session, cover_id: uuid.UUID) -> Sequence[Handover]:
    """Return what was handed over to a cover and not taken back, the latest first."""
    return session.scalars(
        select(Handover)
        .where(Handover.cover_id == cover_id, Handover.taken_back_at.is_(None))
        .order_by(Handover.handed_at.desc(), Handover.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()


def open_emergencies_by(
    session: Session, practitioner_id: uuid.UUID, moment: datetime
) -> Sequence[EmergencyAccess]:
    """Return the files that somebody has open in an emergency now."""
    return session.scalars(
        select(EmergencyAccess)
        .where(EmergencyAccess.practitioner_id == practitioner_id, EmergencyAccess.ends_at > moment)
        .order_by(EmergencyAccess.opened_at)
    ).all()


def find_emergency(session: Session, access_id: uuid.UUID) -> EmergencyAccess | None:
    """Return one access in an emergency, whoever asks; the Door decides."""
    return session.scalars(
        select(EmergencyAccess).where(EmergencyAccess.id == access_id)
    ).one_or_none()


def emergencies(
    session: Session, *which: ColumnElement[bool]
) -> Sequence[tuple[EmergencyAccess, User]]:
    """Return who opened files in an emergency, the latest first; in all of the practice."""
    rows = session.execute(
        select(EmergencyAccess, User)
        .join(User, User.id == EmergencyAccess.practitioner_id)
        .where(*which)
        .order_by(EmergencyAccess.opened_at.desc(), EmergencyAccess.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()
    return [(access, practitioner) for access, practitioner in rows]


def emergencies_to_tell(
    session: Session, client_id: uuid.UUID, moment: datetime
) -> Sequence[tuple[EmergencyAccess, User]]:
    """Return what a client is told of at `moment`: a day after it, not in the middle of it."""
    return emergencies(
        session,
        EmergencyAccess.client_id == client_id,
        EmergencyAccess.opened_at <= moment - TOLD_AFTER,
    )


def emergencies_with(
    session: Session, client_ids: Collection[uuid.UUID], moment: datetime
) -> Sequence[tuple[EmergencyAccess, User]]:
    """Return who opened the files of these clients in an emergency lately, the latest first."""
    since = moment - SHOWN_FOR
    which = EmergencyAccess.client_id.in_(client_ids)
    return emergencies(session, which, EmergencyAccess.opened_at > since)


def find_item(session: Session, item_id: uuid.UUID) -> SupervisionItem | None:
    """Return one item for supervision; the row guard and the Door decide for whom."""
    return session.scalars(
        select(SupervisionItem).where(SupervisionItem.id == item_id)
    ).one_or_none()


def items_given_to(
    session: Session, item_ids: Collection[uuid.UUID]
) -> Sequence[tuple[SupervisionItem, User]]:
    """Return items for supervision with their authors, the latest shared first."""
    rows = session.execute(
        select(SupervisionItem, User)
        .join(User, User.id == SupervisionItem.author_id)
        .where(SupervisionItem.id.in_(item_ids))
        .order_by(SupervisionItem.shared_at.desc(), SupervisionItem.id.desc())
        .limit(ON_ONE_PAGE)
    ).all()
    return [(item, author) for item, author in rows]


def items_of_reflection(
    session: Session, reflection_id: uuid.UUID, moment: datetime
) -> Sequence[SupervisionItem]:
    """Return what of one reflection a supervisor may see, the latest shared first."""
    return session.scalars(
        select(SupervisionItem)
        .where(SupervisionItem.reflection_id == reflection_id, SupervisionItem.ends_at > moment)
        .order_by(SupervisionItem.shared_at.desc())
        .limit(ON_ONE_PAGE)
    ).all()
