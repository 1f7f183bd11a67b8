"""What a rule finds worth a conversation is for the practitioner: no client ever meets it."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from tests.cast import Cast, Person
from tests.slices.measures.arranging import ZONE, answered, asked, summing_to
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE
Visit = Callable[[Person | None], Visitor]

REASON = "wigeonmere, spoken of on Tuesday"
SAID = ("worth a conversation", "6 points higher than on", "has not moved", "put it aside", REASON)
LEAVES = {"/leave"}


def own_pages(app: Flask, *more: str) -> list[str]:
    """Return every address in a client's door that asks for no row, and those named."""
    plain = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.rule not in LEAVES
    ]
    return [*(one for one in plain if not one.startswith("/practice")), *more]


def test_r95_what_is_worth_a_conversation_is_on_no_page_of_a_client(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=8)
    answered(session, assignment, summing_to(10), weeks_ago=7)
    last = answered(session, assignment, summing_to(16))
    maren, ruth = visit(cast.maren), visit(cast.ruth)
    page = f"/practice/clients/{cast.maren.id}/measures"
    ruth.post(f"/practice/measures/{last.id}/talked")  # she sees all that a client may see
    told = ruth.get(page).text
    key = f"phq-9 not_better_yet {clock.today(ZONE).isoformat()}"
    ruth.post(f"{page}/aside", prompt=key, reason=REASON)
    told += ruth.get(page).text

    looked_at = 0
    own = (f"/my/measures/{assignment.id}", f"/my/measures/answers/{last.id}")
    for address in own_pages(app, *own):
        answer = maren.fetch(address)
        looked_at += answer.status_code == 200
        for words in SAID:
            assert words.casefold() not in answer.text.casefold(), f"{address} says {words!r}"

    assert all(words.casefold() in told.casefold() for words in SAID), "the control"
    assert looked_at > 12


def test_r95_that_something_was_put_aside_stands_in_no_record_of_the_client(
    visit: Visit, cast: Cast, session: Session
) -> None:
    assignment = asked(session, cast.maren, cast.ruth, weeks_ago=3)
    answered(session, assignment, summing_to(10), weeks_ago=2)
    answered(session, assignment, summing_to(16))
    key = f"phq-9 worse_than_baseline {clock.today(ZONE).isoformat()}"

    page = f"/practice/clients/{cast.maren.id}/measures"
    visit(cast.ruth).post(f"{page}/aside", prompt=key, reason=REASON)

    put_aside = select(AuditEvent).where(AuditEvent.kind == Kind.PROMPT_PUT_ASIDE)
    (event,) = session.scalars(put_aside).all()
    assert event.chain_id == cast.ruth.practice_id
    assert event.client_id is None
    assert visit(cast.maren).get("/my/privacy").status_code == 200
