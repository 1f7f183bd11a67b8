"""What ends with care: the care itself, and what nobody who treats the client would see."""

import uuid

from sqlalchemy.orm import Session

from portal.accounts.queries import user_alone
from portal.caseload import services as caseload
from portal.caseload.models import CareRelationship
from portal.measures.services import end_unreached


def end_care(session: Session, care: CareRelationship, *, actor_id: uuid.UUID) -> None:
    """End care, whoever of the two does, and ask no more for what nobody would look at.

    Whoever is writing in the file at that moment writes first.
    """
    user_alone(session, care.client_id)
    caseload.end_care(care, actor_id=actor_id)
    end_unreached(session, care.client_id, actor_id=actor_id)
