"""Naming who covers, and handing a reflection over to them."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.entrusting import queries
from portal.entrusting.models import Cover, Handover


class NoCover(Exception):
    """The practitioner has named nobody who covers, now or soon."""


def name_cover(
    session: Session,
    practitioner: Viewer,
    *,
    colleague: User,
    starts_at: datetime,
    ends_at: datetime,
) -> Cover:
    """Let a colleague stand in for some days; whoever was named before does so no longer."""
    assert practitioner.practice_id is not None
    assert practitioner.user_id is not None
    moment = clock.now()
    end_cover(session, practitioner)
    cover = Cover(
        practice_id=practitioner.practice_id,
        practitioner_id=practitioner.user_id,
        colleague_id=colleague.id,
        named_at=moment,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    session.add(cover)
    _record_own(session, practitioner, Kind.COVER_NAMED, cover.id)
    return cover


def end_cover(session: Session, practitioner: Viewer) -> None:
    """End whatever cover a practitioner has named; what was handed over comes back."""
    assert practitioner.user_id is not None
    moment = clock.now()
    cover = queries.cover_of(session, practitioner.user_id, moment)
    while cover is not None:
        cover.ends_at = moment
        _record_own(session, practitioner, Kind.COVER_ENDED, cover.id)
        session.flush()
        cover = queries.cover_of(session, practitioner.user_id, moment)


def hand_over(
    session: Session, practitioner: Viewer, *, client_id: uuid.UUID, reflection_id: uuid.UUID
) -> Handover:
    """Put one shared reflection into the hands of the cover; once is enough. Raises NoCover."""
    assert practitioner.user_id is not None
    moment = clock.now()
    cover = queries.cover_of(session, practitioner.user_id, moment)
    if cover is None:
        raise NoCover
    for handed in queries.still_handed(session, cover.id, reflection_id):
        return handed
    handover = Handover(
        practice_id=cover.practice_id,
        cover_id=cover.id,
        client_id=client_id,
        reflection_id=reflection_id,
        handed_at=moment,
    )
    session.add(handover)
    happened = (cover.practice_id, practitioner.user_id, client_id, reflection_id)
    record(session, Happening(Kind.REFLECTION_HANDED_OVER, *happened))
    return handover


def take_handover_back(session: Session, practitioner: Viewer, reflection_id: uuid.UUID) -> None:
    """Take a reflection out of the cover's hands, from the next click on."""
    assert practitioner.user_id is not None
    cover = queries.cover_of(session, practitioner.user_id, clock.now())
    for handed in queries.still_handed(session, cover.id, reflection_id) if cover else ():
        handed.taken_back_at = clock.now()
        happened = (handed.practice_id, practitioner.user_id, handed.client_id, reflection_id)
        record(session, Happening(Kind.REFLECTION_HAND_OVER_ENDED, *happened))


def _record_own(session: Session, actor: Viewer, kind: Kind, subject_id: uuid.UUID) -> None:
    assert actor.practice_id is not None
    record(session, Happening(kind, actor.practice_id, actor.user_id, None, subject_id))
