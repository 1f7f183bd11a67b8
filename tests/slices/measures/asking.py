"""A measure that is asked of Maren, and what she does with it, at her browser or behind it."""

import re
import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal import clock
from portal.accounts.models import User
from portal.measures.asking.plan import Plan
from portal.measures.models import Administration, MeasureAssignment, Rhythm
from portal.measures.services import assign
from portal.safety.models import SafetyReview
from tests.cast import Cast
from tests.hours import has_hours
from tests.visitor import Visitor

ALL_NOT_AT_ALL: dict[str, Any] = {f"q{number}": "0" for number in range(1, 11)}


def asked(session: Session, cast: Cast, slug: str = "phq-9", **more: Any) -> MeasureAssignment:
    """Have Ruth ask Maren for a measure, every week from today on."""
    plan: dict[str, Any] = {"rhythm": Rhythm.EVERY_WEEKS, "every": 1}
    plan |= {"starts_on": clock.today("Europe/London"), **more}
    client = session.get_one(User, cast.maren.id)
    has_hours(session, cast.ruth)
    found = assign(client, Plan(slug=slug, **plan), practitioner_id=cast.ruth.id)
    session.commit()
    return found


def begun(visitor: Visitor, assignment_id: uuid.UUID, pace: str = "one") -> str:
    """Begin, and return the address of the answers."""
    answer = visitor.post(f"/my/measures/{assignment_id}/begin", pace=pace)
    assert answer.status_code == 303, answer.text
    return str(answer.location).split("/questions")[0]


def chosen(
    visitor: Visitor, answers: str, edition: int, *, script: bool = False, **fields: Any
) -> TestResponse:
    """Send a page of answers that was made from that edition: q1="2" is the first question's."""
    given: dict[str, Any] = {"edition": edition, "question": 1}
    for name, value in fields.items():
        given[f"answer-{name[1:]}" if name[1:].isdecimal() else name] = value
    return visitor.post(f"{answers}/questions", script, **given)


def edition_in(page: str) -> int:
    """Return the edition that a page carries."""
    found = re.search(r'name="edition" value="(\d+)"', page)
    assert found, page
    return int(found[1])


def kept(session: Session) -> Administration:
    """Return the one administration there is, as it is stored now."""
    session.expire_all()
    return session.scalars(select(Administration)).one()


def values_on(review: SafetyReview) -> list[int]:
    """Return which answers stand on a review, the earliest first."""
    return [one["value"] for one in review.answered]
