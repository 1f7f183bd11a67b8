"""Questions about what the practice has stated of licences."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.measures.licences.models import LicenceStatement

MANY = 100


def statements(session: Session) -> Sequence[LicenceStatement]:
    """Return what the practice states now, the latest first; what was taken back is not there."""
    return session.scalars(
        select(LicenceStatement)
        .where(LicenceStatement.taken_back_at.is_(None))
        .order_by(LicenceStatement.stated_at.desc(), LicenceStatement.id.desc())
        .limit(MANY)
    ).all()
