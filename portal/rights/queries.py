"""Questions about clients' rights: what they acknowledged, and which files bear their name."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Invitation, User
from portal.rights.models import Consent


def consents_of(session: Session, client_id: uuid.UUID, limit: int = 20) -> Sequence[Consent]:
    """Return what a client acknowledged, the newest first."""
    return session.scalars(
        select(Consent)
        .where(Consent.client_id == client_id)
        .order_by(Consent.acknowledged_at.desc(), Consent.id.desc())
        .limit(limit)
    ).all()


def files_that_waited_for(session: Session, client: User) -> Sequence[User]:
    """Return the files made for a client's address beside their own, which nobody ever opened."""
    return session.scalars(
        select(User)
        .distinct()
        .join(Invitation, Invitation.user_id == User.id)
        .where(
            Invitation.practice_id == client.practice_id,
            Invitation.email == client.email,
            Invitation.care_relationship_id.is_not(None),
            User.id != client.id,
            User.password.is_(None),
        )
    ).all()
