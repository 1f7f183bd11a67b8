"""A positive safety answer: somebody is asked to look, complete or not, sent or not."""

from sqlalchemy.orm import Session

from portal import clock
from portal.database import session_of
from portal.measures.models import Administration
from portal.measures.questions import Answers, Sheet
from portal.safety.answers import Answered, entry, note_answer
from portal.safety.models import Cause, SafetyReview
from portal.safety.queries import closed_review_of_answers, review_of_answers_alone
from portal.safety.services import open_review


def heed(
    administration: Administration, sheet: Sheet, answers: Answers, before: Answers
) -> SafetyReview | None:
    """Have a person look at a positive answer; return the review if it waits anew since just now.

    Called with what was sent even where it came too late to be kept. `before` is what was kept
    until then: an answer that somebody has looked into asks nobody again until it is given again.
    """
    positive = sheet.positive(answers)
    session = session_of(administration)
    if not positive:
        return None
    number = positive[0].number
    answered = _answered(sheet, answers, number)
    review = review_of_answers_alone(session, administration.id)
    if review is not None:
        return review if note_answer(session, review, answered) else None
    is_repeated = before.get(str(number)) == answers[str(number)]
    if is_repeated and _was_looked_into(session, administration, answered):
        return None
    return open_review(
        session,
        client_id=administration.client_id,
        cause=Cause.MEASURE,
        response_id=administration.id,
        item=number,
        value=answered["value"],
        question=answered["question"],
        answer=answered["answer"],
    )


def _was_looked_into(session: Session, administration: Administration, answered: Answered) -> bool:
    """Tell whether a review of these answers was closed with this one as the last."""
    closed = closed_review_of_answers(session, administration.id)
    return closed is not None and closed.answered[-1]["value"] == answered["value"]


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
