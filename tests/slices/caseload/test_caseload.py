"""The caseload: who is on it, in which order, found how, and read from summaries alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import services as accounts
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.caseload import services
from portal.caseload.models import CareRelationship, CareRole
from portal.caseload.queries import find_client
from portal.caseload.summary import Summary
from tests import factories as make
from tests.cast import Cast, Person
from tests.counting import MOST, statements_of
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def meet(session: Session, client: Person, practitioner: Person, days: int) -> None:
    """Set an appointment so many days from now."""
    file = find_client(session, client.id)
    assert file is not None
    services.set_appointment(
        file,
        practitioner_id=practitioner.id,
        starts_at=clock.now() + timedelta(days=days),
        place="Room 2",
    )
    session.commit()


def test_it_shows_ones_own_clients_the_invited_too_and_nobody_else(
    visit: Visit, cast: Cast
) -> None:
    page = visit(cast.ruth).get("/practice/caseload").text

    for name in ("Maren Aldous", "Idris Bello", "Wren Castell"):
        assert name in page
    assert "Noor Haddad" not in page
    assert "Invited, not here yet" in page
    assert "Three clients." in page


def test_a_former_practitioner_has_nobody(visit: Visit, cast: Cast) -> None:
    page = visit(cast.sena).get("/practice/caseload").text

    assert "Maren" not in page
    assert "Nobody is in care with you here yet." in page


@pytest.mark.parametrize("who", ["joan", "maren"])
def test_admin_and_clients_see_no_caseload(visit: Visit, cast: Cast, who: str) -> None:
    answer = visit(cast.everybody()[who]).get("/practice/caseload")

    assert answer.status_code in {403, 404}
    assert "Idris" not in answer.text


def test_signed_out_it_leads_to_signing_in(visit: Visit) -> None:
    answer = visit(None).get("/practice/caseload?show=waiting")

    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?next=")


def test_who_is_met_next_stands_first(visit: Visit, cast: Cast, session: Session) -> None:
    meet(session, cast.maren, cast.ruth, days=5)
    meet(session, cast.idris, cast.ruth, days=2)

    page = visit(cast.ruth).get("/practice/caseload").text

    assert page.index("Idris Bello") < page.index("Maren Aldous") < page.index("Wren Castell")


def test_an_appointment_with_somebody_else_is_not_ones_own(
    visit: Visit, cast: Cast, session: Session
) -> None:
    meet(session, cast.maren, cast.sena, days=5)

    page = visit(cast.ruth).get("/practice/caseload").text

    assert page.count("None agreed") == 3


@pytest.mark.parametrize("typed", ["idris", "BELLO", " Idris ", "ídris"])
def test_a_client_is_found_by_any_part_of_the_name(visit: Visit, cast: Cast, typed: str) -> None:
    page = visit(cast.ruth).post("/practice/caseload", q=typed).text

    assert "Idris Bello" in page
    assert "Maren Aldous" not in page


def test_no_name_that_is_looked_for_stands_in_an_address(visit: Visit, cast: Cast) -> None:
    page = visit(cast.ruth).get("/practice/caseload").text
    finder = page[page.index('role="search"') :]

    assert finder.startswith('role="search" method="post"')


def test_finding_nobody_says_so(visit: Visit, cast: Cast) -> None:
    page = visit(cast.ruth).post("/practice/caseload", q="<b>zz").text

    assert "Nobody here like that." in page
    assert "<b>zz" not in page


def test_what_waits_is_said_in_words_and_can_be_asked_for(
    visit: Visit, cast: Cast, session: Session
) -> None:
    make.shared_reflection(session, cast.maren, intent="reply", mood=6)
    make.shared_reflection(session, cast.maren, intent="reply", mood=4)
    session.commit()

    everybody = visit(cast.ruth).get("/practice/caseload").text
    waiting = visit(cast.ruth).post("/practice/caseload", show="waiting").text

    assert "I’d like a reply (two)" in everybody
    assert "Idris Bello" in everybody
    assert "Maren Aldous" in waiting
    assert "Idris Bello" not in waiting


def test_the_mood_line_has_the_shared_moods_and_no_other(
    visit: Visit, cast: Cast, session: Session
) -> None:
    for mood in (3, 7, 5, 6):
        make.shared_reflection(session, cast.maren, mood=mood)
    make.kept_reflection(session, cast.maren, mood=0)
    session.commit()

    page = visit(cast.ruth).get("/practice/caseload").text

    assert 'aria-label="Last moods: 3, 7, 5, 6"' in page
    assert 'class="band"' in page


def test_one_mood_is_no_line(visit: Visit, cast: Cast, session: Session) -> None:
    make.shared_reflection(session, cast.maren, mood=3)
    session.commit()

    assert "polyline" not in visit(cast.ruth).get("/practice/caseload").text


def test_opening_it_is_in_the_record_of_everybody_shown_and_nobody_else(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visit(cast.ruth).post("/practice/caseload", q="maren")

    events = session.scalars(
        select(AuditEvent).where(AuditEvent.kind == Kind.CASELOAD_OPENED)
    ).all()
    assert [(event.client_id, event.actor_id) for event in events] == [
        (cast.maren.id, cast.ruth.id)
    ]


def test_when_care_ends_the_next_click_shows_nothing(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth = visit(cast.ruth)
    assert ruth.get(f"/practice/clients/{cast.maren.id}").status_code == 200

    make.end_all_care(session, cast.maren)
    session.commit()

    assert ruth.get(f"/practice/clients/{cast.maren.id}").status_code == 404
    assert "Maren" not in ruth.get("/practice/caseload").text


def crowd(session: Session, practitioner: Person, size: int) -> None:
    """Put so many clients into somebody's care, each with a summary."""
    for number in range(size):
        client = accounts.add_client(
            session,
            practitioner.practice_id,
            email=f"crowd{number}@example.org",
            name=f"Number {number:03}",
        )
        care = CareRelationship(
            practice_id=client.practice_id,
            client_id=client.id,
            practitioner_id=practitioner.id,
            role=CareRole.PRIMARY,
            invited_at=clock.now(),
            started_at=clock.now(),
        )
        session.add(care)
        summary = Summary(last_word_at=clock.now(), moods=(4, 5, 6, 5), intents=("reply",))
        services.keep_summary(session, care, summary)
    session.commit()


def test_two_hundred_clients_take_no_more_statements_than_three(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    ruth = visit(cast.ruth)
    ruth.get("/practice/caseload")
    with statements_of(app) as few:
        ruth.get("/practice/caseload")
    crowd(session, cast.ruth, 200)

    with statements_of(app) as many:
        page = ruth.get("/practice/caseload").text

    assert page.count("<tr") == 1 + 203
    assert len(few) == len(many) <= MOST
    assert (
        session.scalar(select(func.count()).where(AuditEvent.kind == Kind.CASELOAD_OPENED))
        == 3 + 3 + 203
    )
