"""What a client marked in shared reflections, to be pinned under a chart at its day."""

import uuid

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import Reach
from portal.drawing.measured import Moment
from portal.reflections import models
from portal.reflections.queries import shared_of

LATEST = 200


def happened(
    session: Session, client_id: uuid.UUID, reach: Reach | None, zone: str
) -> list[Moment]:
    """Return the hard stretches and what was managed, as the client marked them; none without care.

    The words of the reflection stay where they are.
    """
    if reach is None:
        return []
    return [
        Moment(clock.local(one.shared_at, zone).date(), named_moment(one.shared.moment))
        for one in shared_of(session, client_id, reach, limit=LATEST)
        if one.shared and one.shared.moment and one.shared_at
    ]


def named_moment(moment: str) -> str:
    """Say what a client marked, and that it was they who did."""
    return {
        models.Moment.HARD_STRETCH: _("A hard stretch, marked by the client"),
        models.Moment.MANAGED: _("Something managed, marked by the client"),
    }[models.Moment(moment)]
