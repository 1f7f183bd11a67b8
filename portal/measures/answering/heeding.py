"""A positive safety answer: somebody is asked to look, complete or not, sent or not."""

from sqlalchemy.orm import Session

from portal import clock
from portal.database import session_of
from portal.measures.models import Administration
from portal.measures.questions import Answers, Sheet
from portal.safety.answers import Answered, entry, last_on, note_answers
from portal.safety.models import Cause, SafetyReview
from portal.safety.queries import closed_review_of_answers, review_of_answers_alone
from portal.safety.services import open_review


def heed(
    administration: Administration, sheet: Sheet, answers: Answers, before: Answers
) -> SafetyReview | None:
    """Have a person look at positive answers; return the review if it waits anew since just now.

    Called with what was sent even where it came too late to be kept. `before` is what was kept
    until then: an answer that somebody has looked into asks nobody again until it is given again.
    All that are positive stand on the one review.
    """
    session = session_of(administration)
    positive = [_answered(sheet, answers, one.number) for one in sheet.positive(answers)]
    if not positive:
        return None
    review = review_of_answers_alone(session, administration.id)
    if review is not None:
        return review if note_answers(session, review, positive) else None
    repeated = {
        one["item"] for one in positive if before.get(str(one["item"])) == answers[str(one["item"])]
    }
    if len(repeated) == len(positive) and _were_looked_into(session, administration, positive):
        return None
    return open_review(
        session,
        client_id=administration.client_id,
        cause=Cause.MEASURE,
        response_id=administration.id,
        answered=positive,
    )


def _were_looked_into(
    session: Session, administration: Administration, positive: list[Answered]
) -> bool:
    """Tell whether a review of these answers was closed with each of these as the last."""
    closed = closed_review_of_answers(session, administration.id)
    if closed is None:
        return False
    last = last_on(closed)
    return all(last.get(one["item"]) == one["value"] for one in positive)


def _answered(sheet: Sheet, answers: Answers, number: int) -> Answered:
    value = int(answers[str(number)] or 0)
    question = sheet.question(number)
    return entry(
        clock.now(),
        item=number,
        value=value,
        question=question.words,
        answer=question.words_of(value),
    )
