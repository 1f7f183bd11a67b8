"""R7, R10: an invitation is taken up once, also by two who send the form at the same moment."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Invitation
from portal.caseload.models import CareRelationship
from tests.cast import Cast, Person
from tests.stages import ON_POSTGRESQL
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
MANY = 4


@pytest.fixture(autouse=True)
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a while pass after each look at an invitation, so that others come in between."""
    looked = Invitation.is_open

    def is_open(self: Invitation, moment: datetime) -> bool:
        found = looked(self, moment)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(Invitation, "is_open", is_open)


def at_once(visitors: list[Visitor], path: str, **fields: str) -> list[int]:
    """Let all send the same form at the same moment; return what they were answered."""
    together = Barrier(len(visitors))

    def send(visitor: Visitor) -> int:
        together.wait(timeout=30)
        return visitor.post(path, **fields).status_code

    with ThreadPoolExecutor(len(visitors)) as pool:
        return sorted(pool.map(send, visitors))


@ON_POSTGRESQL
def test_r07_a_link_opens_an_account_once_though_many_follow_it_at_once(
    app: Flask, visit: Visit, cast: Cast
) -> None:
    ruth = visit(cast.ruth)
    sent = ruth.post("/practice/invitations", email="new@example.org", name="New Client")
    link = re.search(r"/invitation/[\w-]{20,}", ruth.get(str(sent.location)).text)
    assert link is not None
    chosen = "larks over the salt marsh"

    statuses = at_once(
        [Visitor(app) for _each in range(MANY)], link[0], password=chosen, password_confirm=chosen
    )

    assert statuses == [302] + [410] * (MANY - 1)


@ON_POSTGRESQL
def test_r07_an_invitation_begins_care_once_though_it_is_answered_twice_at_once(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visit(cast.tobias).post("/practice/invitations", email=cast.maren.email, name="Maren")
    browsers = [visit(cast.maren) for _each in range(MANY)]
    page = browsers[0].get("/my/invitations").text
    waiting = re.search(r'name="invitation"[^>]*value="([^"]+)"', page)
    assert waiting is not None

    statuses = at_once(browsers, "/my/invitations", invitation=waiting[1], says="yes")

    assert statuses == [302] * MANY
    session.commit()
    begun = select(CareRelationship).where(
        CareRelationship.client_id == cast.maren.id,
        CareRelationship.practitioner_id == cast.tobias.id,
    )
    assert len(session.scalars(begun).all()) == 1
