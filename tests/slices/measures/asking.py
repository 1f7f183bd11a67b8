"""A measure that is asked of Maren, and what she does with it, at her browser or behind it."""

import re
import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.measures.models import Administration, MeasureAssignment, Rhythm
from portal.measures.services import Plan, assign
from tests.cast import Cast
from tests.visitor import Visitor

ALL_NOT_AT_ALL = {f"answer-{number}": "0" for number in range(1, 11)}


def asked(session: Session, cast: Cast, slug: str = "phq-9", **more: Any) -> MeasureAssignment:
    """Have Ruth ask Maren for a measure, every week from today on."""
    plan = {"rhythm": Rhythm.EVERY_WEEKS, "every": 1, "starts_on": clock.today("Europe/London")}
    client = session.get_one(User, cast.maren.id)
    found = assign(client, Plan(slug=slug, **{**plan, **more}), practitioner_id=cast.ruth.id)
    session.commit()
    return found


def begun(visitor: Visitor, assignment_id: uuid.UUID, pace: str = "one") -> str:
    """Begin, and return the address of the answers."""
    answer = visitor.post(f"/my/measures/{assignment_id}/begin", pace=pace)
    assert answer.status_code == 303, answer.text
    return str(answer.location).split("/questions")[0]


def chosen(visitor: Visitor, answers: str, edition: int, **fields: Any) -> Any:
    """Send a page of answers that was made from that edition."""
    given = {name.replace("q", "answer-"): value for name, value in fields.items()}
    return visitor.post(f"{answers}/questions", edition=edition, question=1, **given)


def edition_in(page: str) -> int:
    """Return the edition that a page carries."""
    found = re.search(r'name="edition" value="(\d+)"', page)
    assert found, page
    return int(found[1])


def kept(session: Session) -> Administration:
    """Return the one administration there is, as it is stored now."""
    session.expire_all()
    return session.scalars(select(Administration)).one()
