"""Telling others of a safety review that nobody saw by when the client was told somebody would.

The worker asks every minute. Each review takes one step at a time, in a transaction of its own:
unseen, first whoever treats and a colleague are told, then who runs the practice, and from then on
all of them again, daily for a week and then weekly; seen and left open, first who saw it, then who
runs the practice. Where nobody treats the client, who runs the practice is told at once.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Role
from portal.accounts.queries import staff_here
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.safety import queries
from portal.safety.models import SafetyReview
from portal.safety.promises import Promise, again_at, due_at, promises_to
from portal.safety.telling import Told, Why, everybody_in, send, tell


def escalate(session: Session, review_id: uuid.UUID) -> bool:
    """Take the step that a review is due for now; return whether there was one.

    Who runs the practice is told that something waits, and whom to ask, and sees nothing of it.
    """
    moment = clock.now()
    review = queries.overdue_alone(session, review_id, moment)
    if review is None:
        return False
    _record(session, review)
    promises = _promises(session, review, moment)
    people = _next_step(session, review, promises, moment)
    tell(session, review, people, name=_name(promises))
    return True


def escalate_unread(session: Session, review_id: uuid.UUID) -> bool:
    """Tell everybody of a review whose own words do not open; nothing is noted on it itself."""
    moment = clock.now()
    review = queries.overdue_alone(session, review_id, moment)
    if review is None:
        return False
    _record(session, review)
    promises = _promises(session, review, moment)
    review.acknowledged_at = review.acknowledged_by_id = None
    _take_last_step(review, promises, moment)
    people = [*everybody_in(promises), *_admins(session, review)]
    send(session, review, people, name=_name(promises))
    return True


def _next_step(
    session: Session, review: SafetyReview, promises: Sequence[Promise], moment: datetime
) -> list[Told]:
    """Note which step is taken, and return who is told with it, and why."""
    if not promises:
        review.acknowledged_at = review.acknowledged_by_id = None
        _take_last_step(review, promises, moment)
        return _admins(session, review)
    if review.acknowledged_at is None and review.escalated_at is None:
        review.escalated_at, review.raise_at = moment, due_at(promises, moment)
        return _everybody(promises, Why.AGAIN) + _in_place(session, review, promises)
    if review.acknowledged_at is not None and review.reminded_at is None:
        review.reminded_at, review.raise_at = moment, due_at(promises, moment)
        return _who_saw(session, review, promises)
    why = Why.AGAIN if review.acknowledged_at is None else Why.STILL_OPEN
    told_before = _told_before(session, review) if review.all_told_at else []
    _take_last_step(review, promises, moment)
    return _everybody(promises, why) + told_before + _admins(session, review)


def _take_last_step(review: SafetyReview, promises: Sequence[Promise], moment: datetime) -> None:
    """Note that all were told, and when they are again if nobody sees it until then."""
    review.escalated_at = review.escalated_at or moment
    review.all_told_at = moment
    is_seen = review.acknowledged_at is not None
    review.raise_at = None if is_seen else again_at(promises, moment, since=review.due_at)


def _told_before(session: Session, review: SafetyReview) -> list[Told]:
    """Return the colleague who was told in place of whoever had not looked."""
    told_id = queries.waiting_sign(session, review.id).told_id
    found = queries.colleagues_by_id(session, [told_id]) if told_id else {}
    return [(person, Why.AGAIN) for person in found.values()]


def _in_place(session: Session, review: SafetyReview, promises: Sequence[Promise]) -> list[Told]:
    """Return the first colleague who was named for this and works here now; or else the admins."""
    named = [one.colleague_id for one in promises if one.colleague_id is not None]
    found = queries.colleagues_by_id(session, named)
    there = [found[one] for one in named if one in found and found[one].active]
    if not there:
        return _admins(session, review)
    queries.waiting_sign(session, review.id).told_id = there[0].id
    return [(there[0], Why.COLLEAGUE)]


def _who_saw(session: Session, review: SafetyReview, promises: Sequence[Promise]) -> list[Told]:
    """Return who saw it, while they can look at it still; or else everybody who can."""
    told_id = queries.waiting_sign(session, review.id).told_id
    can_look = {person.id for person, _why in everybody_in(promises)} | {told_id}
    seen_by = review.acknowledged_by_id
    if seen_by not in can_look or seen_by is None:
        return _everybody(promises, Why.STILL_OPEN)
    found = queries.colleagues_by_id(session, [seen_by])
    return [(person, Why.STILL_OPEN) for person in found.values()]


def _everybody(promises: Sequence[Promise], why: Why) -> list[Told]:
    return [(person, why) for person, _why in everybody_in(promises)]


def _admins(session: Session, review: SafetyReview) -> list[Told]:
    admins = staff_here(session, Role.ADMIN)
    return [(admin, Why.ADMIN) for admin in admins if admin.practice_id == review.practice_id]


def _promises(session: Session, review: SafetyReview, moment: datetime) -> Sequence[Promise]:
    """Return who could look; nobody can, where the client took their consent back."""
    if queries.has_withdrawn(session, review.client_id):
        return []
    return promises_to(session, review.client_id, moment)


def _name(promises: Sequence[Promise]) -> str:
    return promises[0].practitioner.name if promises else ""


def _record(session: Session, review: SafetyReview) -> None:
    facts = (review.practice_id, None, review.client_id, review.id)
    record(session, Happening(Kind.SAFETY_ESCALATED, *facts))
