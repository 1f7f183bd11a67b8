"""Safety reviews in the small world: one that is open, and one that was closed with words."""

import uuid
from datetime import date

from sqlalchemy.orm import Session

from portal import clock
from portal.safety.answers import entry
from portal.safety.closing import Closing
from portal.safety.models import Cause, Contact, SafetyReview
from portal.safety.services import ask_to_call, close, open_review
from tests.cast import Cast, viewer_of


def a_review(session: Session, cast: Cast, answer: str, call: str) -> SafetyReview:
    """Let Maren give an answer that a person should look at, and ask to be called."""
    review = open_review(
        session,
        client_id=cast.maren.id,
        cause=Cause.MEASURE,
        response_id=uuid.uuid4(),
        answered=[
            entry(clock.now(), item=9, value=1, question="A question of a form", answer=answer)
        ],
    )
    ask_to_call(review, words=call)
    session.flush()
    return review


def a_closed_review(session: Session, cast: Cast, words: str) -> SafetyReview:
    """Let Ruth have closed another."""
    review = a_review(session, cast, "Several days", "")
    closing = Closing(Contact.MET, words, None, "We go on.", date(2030, 1, 2))
    close(review, viewer_of(session, cast.ruth), closing)
    session.flush()
    return review
