"""What held when somebody came in may be over when they write: it is asked again, and held."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import scope
from portal.access.viewer import Viewer
from portal.accounts.queries import user_alone
from portal.caseload.entrusted import still_treats, with_what_is_entrusted
from portal.caseload.models import CareRelationship


def is_still_in_care(session: Session, writer: Viewer, client_id: uuid.UUID) -> bool:
    """Tell whether the writer treats the client now; neither care nor consent ends before commit.

    Whoever ends care waits for the same account, and taking consent back changes it.
    """
    user_alone(session, client_id)
    care = select(CareRelationship.id).where(still_treats(writer.user_id, client_id))
    return session.scalars(care.limit(1)).first() is not None


def is_still_handed(
    session: Session, writer: Viewer, client_id: uuid.UUID, reflection_id: uuid.UUID
) -> bool:
    """Tell whether a reflection of a client is in the hands of the writer, who covers now.

    That hangs on the care of whoever handed it over, which the writer cannot see otherwise.
    """
    with scope.whole_file(session, client_id):
        fresh = with_what_is_entrusted(session, writer, clock.now())
    return reflection_id in fresh.entrusted.reflection_ids
