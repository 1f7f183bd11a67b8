"""Questions about who guesses too often."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.sign_in.guessing.models import Throttle


def throttle(session: Session, key: bytes) -> Throttle:
    """Return what is counted under a key that was tried before."""
    return session.scalars(select(Throttle).where(Throttle.key == key)).one()
