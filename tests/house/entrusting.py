"""What is entrusted in the small world: to Vera, to Tobias, and to Sena in an emergency."""

import uuid
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.entrusting import emergencies, services, supervision
from portal.entrusting.models import EmergencyAccess, SupervisionItem
from portal.entrusting.queries import cover_of
from portal.reflections.models import Reflection
from tests.cast import Cast, viewer_of


def an_item(session: Session, cast: Cast, shared: Reflection, words: str) -> SupervisionItem:
    """Let Ruth share words of Maren's with Vera."""
    item = supervision.share(
        session,
        viewer_of(session, cast.ruth),
        supervision.Shared(shared.id, cast.maren.id, words, None, shared.changed_at),
        supervisor=session.get_one(User, cast.vera.id),
        days=30,
    )
    session.flush()
    return item


def a_handover(session: Session, cast: Cast, shared: Reflection) -> None:
    """Let Tobias cover for Ruth, and hold a reflection of a client of hers."""
    ruth, now = viewer_of(session, cast.ruth), clock.now()
    assert ruth.user_id is not None
    if cover_of(session, ruth.user_id, now) is None:
        services.name_cover(
            session,
            ruth,
            colleague=session.get_one(User, cast.tobias.id),
            starts_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=6),
        )
        session.flush()
    services.hand_over(session, ruth, client_id=shared.client_id, reflection_id=shared.id)
    session.flush()


def an_emergency(session: Session, cast: Cast, reason: str) -> uuid.UUID:
    """Let Sena have opened Maren's file the day before yesterday."""
    found = session.scalars(select(EmergencyAccess.id)).one_or_none()
    if found is not None:
        return found
    sena = viewer_of(session, cast.sena)
    with clock.telling(clock.now() - timedelta(days=2)):
        access = emergencies.open_in_emergency(session, sena, called=cast.maren.name, reason=reason)
        session.flush()
    return access.id
