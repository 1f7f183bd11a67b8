"""Answering on PostgreSQL, where what is being saved is locked, and each row has its wall."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.measures.models import AdministrationState
from tests.cast import Cast, Person
from tests.slices.measures.asking import asked, begun, chosen, kept
from tests.stages import ON_POSTGRESQL
from tests.visitor import Visitor

pytestmark = ON_POSTGRESQL

Visit = Callable[[Person | None], Visitor]


def test_answers_are_saved_crossed_told_about_and_sent(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast)
    maren = visit(cast.maren)
    answers = begun(maren, assignment.id, "all")

    saved = chosen(maren, answers, 1, q1="1")
    crossed = chosen(maren, answers, 1, q1="2")
    told = chosen(maren, answers, 2, q9="1")
    card = maren.get(str(told.location))
    sent = maren.post(f"{answers}/look-over", edition=3, remark="")
    pages = [maren.get(one) for one in ("/my/today", "/my/measures", answers)]

    assert (saved.status_code, crossed.status_code, sent.location) == (303, 409, answers)
    assert [one.status_code for one in (card, *pages)] == [200, 200, 200, 200]
    assert kept(session).state is AdministrationState.COMPLETED


def test_what_was_begun_is_put_aside(visit: Visit, cast: Cast, session: Session) -> None:
    assignment = asked(session, cast)
    maren = visit(cast.maren)
    begun(maren, assignment.id)

    aside = maren.post(f"/my/measures/{assignment.id}/let-go")

    assert aside.location == "/my/measures"
    assert kept(session).state is AdministrationState.LET_GO
