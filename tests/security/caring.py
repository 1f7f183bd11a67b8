"""Maren and Ruth with a day behind them, and what people see before and after a change."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import Part
from portal.accounts.models import User
from portal.caseload.models import CareRelationship
from portal.caseload.queries import care_between
from portal.caseload.services import set_appointment
from portal.journey.services import set_goal
from portal.reports import services as reports
from portal.transfers.models import Transfer
from tests import factories as make
from tests.cast import Cast, Person
from tests.house.world import PERIOD, _finish
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
Ids = dict[str, uuid.UUID]

WORDS = {
    "old": "quillowmere by the tide",
    "note": "brackenlode beside it",
    "reply": "sedgewhistle she answered",
    "goal": "marramstrand every week",
    "private": "zanzibarlark for me alone",
    "new": "thrumwick after the change",
}


def a_day_ago(session: Session, cast: Cast) -> Ids:
    """Let there be something of everything between Maren and Ruth, since a day ago."""
    with time_machine.travel(clock.now() - timedelta(days=1), tick=False):
        old = make.shared_reflection(session, cast.maren, body=WORDS["old"], mood=3)
        note = make.annotation_on(session, cast.ruth, old, body=WORDS["note"])
        make.reply_to(session, cast.maren, note, body=WORDS["reply"])
        make.private_note_on(session, cast.ruth, old, body=WORDS["private"])
        client = session.get_one(User, cast.maren.id)
        set_goal(session, practice_id=client.practice_id, client_id=client.id, words=WORDS["goal"])
        report = reports.begin_report(session, client, author_id=cast.ruth.id, period=PERIOD)
        session.flush()
        _finish(session, report)
        reports.share_report(report)
        set_appointment(
            client,
            practitioner_id=cast.ruth.id,
            starts_at=clock.now() + timedelta(days=9),
            place=None,
        )
        session.commit()
    ids = {"old": old.id, "note": note.id, "report": report.id}
    ids["care"] = in_care(session, cast.maren, cast.ruth).id
    return ids


def in_care(session: Session, client: Person, practitioner: Person) -> CareRelationship:
    """Return the care of the two that goes on."""
    care = care_between(session, client.id, practitioner.id)
    assert care is not None
    return care


def hand_over(
    visit: Visit, session: Session, cast: Cast, *parts: Part
) -> tuple[Visitor, Visitor, Visitor]:
    """Let Ruth propose Tobias and Maren agree; return the three at their browsers."""
    ruth, maren, tobias = visit(cast.ruth), visit(cast.maren), visit(cast.tobias)
    ruth.post(f"/practice/clients/{cast.maren.id}/transfer", colleague=str(cast.tobias.id))
    proposed = session.scalars(select(Transfer.id)).one()
    answer = maren.post(f"/my/transfer/{proposed}/agree", parts=[part.value for part in parts])
    assert answer.status_code == 302, answer.text
    return ruth, maren, tobias


def seen_by(visitor: Visitor, cast: Cast, ids: Ids) -> set[str]:
    """Return which of the words stand on any page of a practitioner's about Maren."""
    addresses = (
        "/practice/desk",
        "/practice/caseload",
        f"/practice/clients/{cast.maren.id}",
        f"/practice/clients/{cast.maren.id}/private-notes",
        f"/practice/reflections/{ids['old']}",
        f"/practice/reports/{ids['report']}",
        "/practice/reports",
    )
    pages = [visitor.fetch(address) for address in addresses]
    text = "\n".join(page.text for page in pages if page.status_code == 200)
    return {name for name, words in WORDS.items() if words in text}
