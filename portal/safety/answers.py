"""What a client answered on the way, as it stands on the open review of their answers."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
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

NOTHING = -1


def entry(
    moment: datetime, *, item: int | None, value: int | None, question: str = "", answer: str = ""
) -> Answered:
    """Return an answer as it stands on a review."""
    return {
        "item": item,
        "value": value,
        "question": question,
        "answer": answer,
        "at": moment.isoformat(),
    }


def answers_on(review: SafetyReview) -> list[list[tuple[Answered, datetime]]]:
    """Return all that was answered and when, question by question, the earliest first."""
    answered = sorted(review.answered or (), key=lambda one: one["item"] or 0)
    return [
        [(one, datetime.fromisoformat(one["at"])) for one in given]
        for _item, given in groupby(answered, key=lambda one: one["item"])
    ]


def last_on(review: SafetyReview) -> dict[int | None, int]:
    """Return the last answer to each question that stands on a review."""
    return {one["item"]: one["value"] or 0 for one in review.answered or ()}


def note_answers(session: Session, review: SafetyReview, given: Sequence[Answered]) -> bool:
    """Note answers that are new beside the earlier ones.

    Where somebody has seen the review and one of these is higher than the last to its question,
    they have not seen this: it waits anew, they are told again, and the client sees the card again.
    Returns whether it was so.
    """
    before = last_on(review)
    news = [one for one in given if (one["value"] or 0) != before.get(one["item"], NOTHING)]
    is_higher = any((one["value"] or 0) > before.get(one["item"], NOTHING) for one in news)
    if news:
        review.answered = [*review.answered, *news]
    if review.acknowledged_at is None or not is_higher:
        return False
    moment = clock.now()
    promises = promises_to(session, review.client_id, moment)
    review.wait_anew(due_at(promises, moment))
    facts = (review.practice_id, review.client_id, review.client_id, review.id)
    record(session, Happening(Kind.SAFETY_BEGUN, *facts))
    tell(session, review, everybody_in(promises))
    return True
