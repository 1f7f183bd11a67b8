"""Opening a safety review, asking to be called, seeing it and closing it with words."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.access.viewer import Viewer
from portal.accounts.models import User
from portal.accounts.queries import user_alone
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.database import session_of
from portal.entrusting.models import OpenReview
from portal.safety import queries
from portal.safety.answers import Answered, note_answers
from portal.safety.closing import Closing
from portal.safety.hours import Hours
from portal.safety.models import Cause, SafetyHours, SafetyReview
from portal.safety.promises import due_at, promises_to
from portal.safety.telling import Why, everybody_in, tell

SAME_FOR = timedelta(minutes=5)
"""Pressing again within this time is the same call for somebody; later it is a new one."""


class ReviewClosed(Exception):
    """Somebody has closed the review already; its words stay as they are."""


def open_review(
    session: Session,
    *,
    client_id: uuid.UUID,
    cause: Cause,
    response_id: uuid.UUID | None = None,
    answered: Sequence[Answered] = (),
) -> SafetyReview:
    """Have a person look, whatever the value: the same for every answer above nothing.

    There is one open review of a response, and one for pressing twice within a few minutes.
    Answering anew, while it is open, is noted on the one review that there is.
    """
    client = user_alone(session, client_id)
    moment = clock.now()
    found = _opened_before(session, client_id, response_id)
    if found is not None:
        if response_id is not None:
            note_answers(session, found, answered)
        return found
    promises = promises_to(session, client_id, moment)
    review = SafetyReview(
        practice_id=client.practice_id,
        client_id=client_id,
        cause=cause,
        administration_id=response_id,
        answered=None if response_id is None else [*answered],
        opened_at=moment,
        due_at=due_at(promises, moment),
    )
    session.add_all([review, _sign_of(review)])
    kind = Kind.SAFETY_ASKED if cause is Cause.ASKED else Kind.SAFETY_BEGUN
    _record(session, kind, review, client_id)
    tell(session, review, everybody_in(promises))
    session.flush()
    return review


def note_card_seen(review: SafetyReview) -> None:
    """Note that the client has seen the calm card, once for a review."""
    review.card_seen_at = clock.now()


def ask_to_call(review: SafetyReview, *, words: str | None) -> SafetyReview:
    """Note that the client would like to be called; once is enough, and words may be added.

    After the review was seen, somebody has to look again, and after it was closed it is a new one.
    """
    session = session_of(review)
    user_alone(session, review.client_id)
    session.refresh(review, with_for_update=True)
    if not review.is_open:
        review = open_review(session, client_id=review.client_id, cause=Cause.ASKED)
    was_seen = review.acknowledged_at is not None
    is_new = review.asked_to_call_at is None or (was_seen and words and words != review.call_words)
    if words:
        review.call_words = words
    if is_new:
        moment = clock.now()
        review.asked_to_call_at = moment
        _record(session, Kind.SAFETY_CALL_ASKED, review, review.client_id)
        promises = promises_to(session, review.client_id, moment)
        if was_seen:
            review.wait_anew(due_at(promises, moment))
        tell(session, review, everybody_in(promises))
    return review


def acknowledge(review: SafetyReview, practitioner: Viewer) -> bool:
    """Note that somebody has seen it; return whether it was this practitioner, now.

    The first counts, and how late it was stays to be seen. Left open, it comes up again after the
    hours of whoever treats; whoever stands in does not see these, so a working day counts.
    """
    session = session_of(review)
    session.refresh(review, with_for_update=True)
    if review.acknowledged_at is not None:
        return False
    moment = clock.now()
    review.acknowledged_at, review.acknowledged_by_id = moment, practitioner.user_id
    review.reminded_at = review.all_told_at = None
    review.raise_at = due_at(promises_to(session, review.client_id, moment), moment)
    _record(session, Kind.SAFETY_ACKNOWLEDGED, review, practitioner.user_id)
    return True


def close(review: SafetyReview, practitioner: Viewer, closing: Closing) -> None:
    """Close one review with words. Raises ReviewClosed if somebody did so meanwhile."""
    session = session_of(review)
    acknowledge(review, practitioner)
    if not review.is_open:
        raise ReviewClosed
    moment = clock.now()
    review.closed_at, review.closed_by_id = moment, practitioner.user_id
    review.contact, review.known_on = closing.contact, closing.known_on
    review.summary, review.plan = closing.summary or None, closing.plan
    review.next_on = closing.next_on
    queries.waiting_sign(session, review.id).ended_at = moment
    _record(session, Kind.SAFETY_CLOSED, review, practitioner.user_id)


def put_away(review: SafetyReview) -> None:
    """Note that what was to be looked at again was, so that it leaves the desk."""
    if review.next_on is not None and review.looked_again_at is None:
        review.looked_again_at = clock.now()


def goes_over(session: Session, client_id: uuid.UUID, practitioner: User) -> None:
    """Tell a practitioner who now treats a client of what still waits; it is theirs from now on."""
    for review in queries.open_of(session, client_id):
        tell(session, review, [(practitioner, Why.TREATS)])


def set_hours(
    session: Session, practitioner: Viewer, hours: Hours, *, colleague_id: uuid.UUID | None
) -> None:
    """Note in which hours a practitioner looks; what clients were told before stays as it was."""
    assert practitioner.user_id is not None
    assert practitioner.practice_id is not None
    user_alone(session, practitioner.user_id)
    own = queries.hours_of(session, [practitioner.user_id]).get(practitioner.user_id)
    if own is None:
        own = SafetyHours(
            practice_id=practitioner.practice_id, practitioner_id=practitioner.user_id
        )
        session.add(own)
    own.hours, own.colleague_id = hours, colleague_id
    own.changed_at = clock.now()
    facts = (practitioner.practice_id, practitioner.user_id, None, own.id)
    record(session, Happening(Kind.SAFETY_HOURS_SET, *facts))


def _opened_before(
    session: Session, client_id: uuid.UUID, response_id: uuid.UUID | None
) -> SafetyReview | None:
    if response_id is not None:
        return queries.review_of_answers_alone(session, response_id)
    return queries.open_and_asked_since(session, client_id, clock.now() - SAME_FOR)


def _sign_of(review: SafetyReview) -> OpenReview:
    return OpenReview(
        review_id=review.id,
        practice_id=review.practice_id,
        client_id=review.client_id,
        opened_at=review.opened_at,
    )


def _record(session: Session, kind: Kind, review: SafetyReview, actor_id: uuid.UUID | None) -> None:
    record(session, Happening(kind, review.practice_id, actor_id, review.client_id, review.id))
