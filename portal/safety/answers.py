"""What a client answered on the way, as it stands on the open review of their answers."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record
from portal.safety.models import SafetyReview
from portal.safety.promises import due_at, promises_to
from portal.safety.telling import everybody_in, tell

Answered = dict[str, Any]
"""The item and the value, question and answer as the client saw them, and the moment."""


def entry(
    moment: datetime, *, item: int | None, value: int | None, question: str, answer: str
) -> Answered:
    """Return an answer as it stands on a review."""
    return {
        "item": item,
        "value": value,
        "question": question,
        "answer": answer,
        "at": moment.isoformat(),
    }


def answers_on(review: SafetyReview) -> list[tuple[Answered, datetime]]:
    """Return all that was answered and when, the earliest first."""
    return [(one, datetime.fromisoformat(one["at"])) for one in review.answered or ()]


def note_answer(session: Session, review: SafetyReview, answered: Answered) -> bool:
    """Note another answer beside the earlier ones.

    Where somebody has seen the review and this answer is higher than the last, they have not seen
    this: it waits anew, they are told again, and the client sees the card again. Returns whether
    it was so.
    """
    before = review.answered[-1]["value"] or 0
    value = answered["value"] or 0
    if value == before:
        return False
    review.answered = [*review.answered, answered]
    if review.acknowledged_at is None or value < before:
        return False
    moment = clock.now()
    promises = promises_to(session, review.client_id, moment)
    review.wait_anew(due_at(promises, moment))
    facts = (review.practice_id, review.client_id, review.client_id, review.id)
    record(session, Happening(Kind.SAFETY_BEGUN, *facts))
    tell(session, review, everybody_in(promises))
    return True
