"""Who is told at once that a file was opened in an emergency: mails that say nothing of it."""

from sqlalchemy.orm import Session

from portal.access.viewer import Role
from portal.accounts.queries import staff_here
from portal.caseload.queries import practitioners_of
from portal.entrusting.models import EmergencyAccess
from portal.notices.services import post_words


def tell_of_emergency(session: Session, access: EmergencyAccess) -> None:
    """Tell whoever treats the client, and the practice's admins, that they should sign in."""
    treating = [practitioner for _care, practitioner in practitioners_of(session, access.client_id)]
    for colleague in (*treating, *staff_here(session, Role.ADMIN)):
        if colleague.id != access.practitioner_id:
            post_words(session, access.practice_id, colleague.email, "notices/emergency.txt")
