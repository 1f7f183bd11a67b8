"""Telling others when nobody has seen a safety review by when the client was told somebody would.

The worker asks every minute. Each review is told of once, in a transaction of its own.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Role
from portal.accounts.models import User
from portal.accounts.queries import staff_here
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.notices.services import post_words
from portal.safety import queries
from portal.safety.models import SafetyReview
from portal.safety.promises import Promise, promises_to
from portal.safety.telling import Told, Why, everybody_in, note, tell


def escalate(session: Session, review_id: uuid.UUID) -> bool:
    """Tell whoever treats and covers again, and the colleague who was named for this.

    Where no colleague was named, or nobody treats the client now, it is who runs the practice: they
    are told that something waits, and whom to ask, and see nothing of it. Returns whether this did.
    """
    moment = clock.now()
    review = queries.overdue_alone(session, review_id, moment)
    if review is None:
        return False
    review.escalated_at = moment
    facts = (review.practice_id, None, review.client_id, review.id)
    record(session, Happening(Kind.SAFETY_ESCALATED, *facts))
    nobody_reads = queries.has_withdrawn(session, review.client_id)
    promises = [] if nobody_reads else promises_to(session, review.client_id, moment)
    colleague = _colleague(session, promises)
    again = [(person, Why.AGAIN) for person, _why in everybody_in(promises)]
    tell(session, review, again if colleague is None else [*again, (colleague, Why.COLLEAGUE)])
    if colleague is None:
        _tell_admins(session, review, promises)
    else:
        queries.waiting_sign(session, review.id).told_id = colleague.id
    return True


def _colleague(session: Session, promises: Sequence[Promise]) -> User | None:
    """Return the first colleague who was named for this and works here now."""
    named = [one.colleague_id for one in promises if one.colleague_id is not None]
    found = queries.colleagues_by_id(session, named)
    return next((found[one] for one in named if one in found and found[one].active), None)


def _tell_admins(session: Session, review: SafetyReview, promises: Sequence[Promise]) -> None:
    told: list[Told] = [(admin, Why.ADMIN) for admin in staff_here(session, Role.ADMIN)]
    name = promises[0].practitioner.name if promises else ""
    for admin, _why in told:
        post_words(session, review.practice_id, admin.email, "notices/waits_at.txt", name=name)
    note(session, review, told)
