"""Questions a client may ask about their rights: what they acknowledged."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rights.models import Consent


def consents_of(session: Session, client_id: uuid.UUID, limit: int = 20) -> Sequence[Consent]:
    """Return what a client acknowledged, the newest first."""
    return session.scalars(
        select(Consent)
        .where(Consent.client_id == client_id)
        .order_by(Consent.acknowledged_at.desc(), Consent.id.desc())
        .limit(limit)
    ).all()
