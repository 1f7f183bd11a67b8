"""What tests of safety reviews arrange: a review, somebody who covers, hours that were set."""

import uuid
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.entrusting.services import name_cover
from portal.notices.models import OutgoingMail
from portal.safety.answers import entry
from portal.safety.hours import Hours
from portal.safety.models import Cause, SafetyReview
from portal.safety.services import open_review, set_hours
from tests.cast import Cast, Person, viewer_of
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
ALWAYS = Hours(frozenset(range(7)), time(0), time(0), within=2)
NEXT_ON = (clock.today("Europe/London") + timedelta(weeks=8)).isoformat()
CLOSING: dict[str, Any] = {
    "contact": "called",
    "summary": "We spoke for half an hour. heronsgate.",
    "plan": "We meet tomorrow at ten.",
    "next_on": NEXT_ON,
}


def asked(session: Session, client: Person) -> SafetyReview:
    """Let a client press, and return the review."""
    review = open_review(session, client_id=client.id, cause=Cause.ASKED)
    session.commit()
    return review


def answered(session: Session, client: Person, *, value: int = 1) -> SafetyReview:
    """Let a client give an answer that a person should look at, and return the review."""
    review = open_review(
        session,
        client_id=client.id,
        cause=Cause.MEASURE,
        response_id=uuid.uuid4(),
        answered=[
            entry(
                clock.now(),
                item=9,
                value=value,
                question="A question of some form",
                answer="Several days",
            )
        ],
    )
    session.commit()
    return review


def looks_always(session: Session, person: Person, colleague: Person | None = None) -> None:
    """Let a practitioner look at any hour, within two, and name who is told if not."""
    who = viewer_of(session, person)
    set_hours(session, who, ALWAYS, colleague_id=colleague.id if colleague else None)
    session.commit()


def covers(session: Session, away: Person, colleague: Person, *, starts: int = -1) -> None:
    """Let a colleague cover from yesterday, or so many days from now, until in five days."""
    name_cover(
        session,
        viewer_of(session, away),
        colleague=session.get_one(User, colleague.id),
        starts_at=clock.now() + timedelta(days=starts),
        ends_at=clock.now() + timedelta(days=5),
    )
    session.commit()


def mails(session: Session) -> list[tuple[str, str]]:
    """Return who was written to, and what, since the last time."""
    session.commit()
    found = list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))
    told = [(one.recipient, one.body) for one in found]
    for one in found:
        session.delete(one)
    session.commit()
    return told


def kinds(session: Session, client: Person) -> list[Kind]:
    """Return what was recorded of a client about safety, the earliest first."""
    session.commit()
    found = session.scalars(
        select(AuditEvent.kind)
        .where(AuditEvent.client_id == client.id)
        .order_by(AuditEvent.sequence)
    )
    return [kind for kind in found if kind.value.startswith("safety")]


def reviews(session: Session, cast: Cast) -> list[SafetyReview]:
    """Return every review of Maren's, the earliest first."""
    session.commit()
    session.expire_all()
    rows = select(SafetyReview).where(SafetyReview.client_id == cast.maren.id)
    return list(session.scalars(rows.order_by(SafetyReview.opened_at, SafetyReview.id)))
