"""What lies within a practitioner's reach, as conditions for queries: the policy's own words."""

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from portal.access.reach import Part, Reach
from portal.access.viewer import Viewer


def within(
    reach: Reach,
    part: Part,
    moment: InstrumentedAttribute[datetime | None] | InstrumentedAttribute[datetime],
) -> ColumnElement[bool]:
    """Return the condition that a row of one client's, with this moment, is within reach."""
    return true() if part in reach.carried else moment >= reach.since


def within_reach_of(
    practitioner: Viewer,
    part: Part,
    client_id: InstrumentedAttribute[uuid.UUID],
    moment: InstrumentedAttribute[datetime | None],
) -> ColumnElement[bool]:
    """Return the condition that a row is of a client in care, and within that care's reach."""
    whole = [client for client, reach in practitioner.reach.items() if part in reach.carried]
    others = practitioner.reach.keys() - set(whole)
    return or_(
        client_id.in_(whole),
        *(
            and_(client_id == client, within(practitioner.reach[client], part, moment))
            for client in sorted(others)
        ),
    )
