"""R26: what is entrusted to somebody who does not treat is told, narrow, and ends by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.scope import OutOfScope
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.entrusting.models import EmergencyAccess
from portal.notices.models import OutgoingMail
from portal.reflections.models import Reflection
from tests import factories
from tests.cast import Cast, Person
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
REASON = "Maren's sister rang: she has not been seen since noon."


def opened(visitor: Visitor, called: str = "Maren Aldous", reason: str = REASON) -> str:
    """Open a file in an emergency and return its page's address."""
    answer = visitor.post("/practice/emergency", called=called, reason=reason)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def kinds_of(session: Session, person: Person | None) -> list[Kind]:
    """Return what was recorded: about a client, or about no file where there is none."""
    of = AuditEvent.client_id.is_(None) if person is None else AuditEvent.client_id == person.id
    found = select(AuditEvent.kind).where(of).order_by(AuditEvent.at, AuditEvent.sequence)
    session.commit()
    return list(session.scalars(found))


def test_r26_an_emergency_opens_what_is_shared_and_nothing_to_write(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = factories.shared_reflection(session, cast.maren, body="The tide took the steps.")
    kept = factories.kept_reflection(session, cast.maren, body="for me alone")
    private = factories.private_note_on(session, cast.ruth, shared, body="my own pull")
    session.commit()
    tobias, reading = visit(cast.tobias), f"/practice/reflections/{shared.id}"
    assert tobias.get(reading).status_code == 404  # the control: closed before

    page = tobias.get(opened(tobias))
    words = tobias.get(reading)

    assert "Maren Aldous" in page.text
    assert reading in page.text
    assert "The tide took the steps." in words.text
    assert 'name="body"' not in words.text
    assert private.body not in words.text
    assert tobias.get(f"/practice/reflections/{kept.id}").status_code == 404
    for closed in ("", "/private-notes", "/reports", "/end"):
        assert tobias.get(f"/practice/clients/{cast.maren.id}{closed}").status_code == 404
    for act in ("/read", "/annotations", "/private-notes"):
        assert tobias.post(f"{reading}{act}", version=1, body="words").status_code in {403, 404}
    assert cast.maren.name not in tobias.get("/practice/caseload").text


def test_r26_an_emergency_ends_after_an_hour_or_before(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = factories.shared_reflection(session, cast.maren)
    session.commit()
    reading = f"/practice/reflections/{shared.id}"
    with time_machine.travel(clock.now(), tick=False) as travel:
        tobias = visit(cast.tobias)
        page = opened(tobias)
        assert tobias.get(page).status_code == 200
        for _ in range(5):
            travel.shift(timedelta(minutes=11, seconds=55))
            assert tobias.get(reading).status_code == 200
        travel.shift(timedelta(seconds=30))
        assert [tobias.get(one).status_code for one in (page, reading)] == [404, 404]

        page = opened(visit(cast.tobias))
        tobias = visit(cast.tobias)
        assert tobias.get(page).status_code == 200
        tobias.post("/practice/emergency/close")
        assert [tobias.get(one).status_code for one in (page, reading)] == [404, 404]


@ON_SQLITE
def test_r26_a_banner_says_until_when_on_every_page(visit: Visit, cast: Cast) -> None:
    with time_machine.travel("2026-11-10T13:20:00+00:00", tick=False):
        tobias = visit(cast.tobias)
        assert "Emergency access until" not in tobias.get("/practice/desk").text
        file = opened(tobias)
        pages = [file, *(f"/practice/{one}" for one in ("desk", "caseload", "team", "emergency"))]

        for page in pages:
            assert "Emergency access until 14:20." in tobias.get(page).text, page


@ON_SQLITE
@pytest.mark.parametrize("called", ["Maren", "aldous", "maren@example", "%", "Nobody At All"])
def test_r26_only_the_exact_name_or_address_opens(
    visit: Visit, cast: Cast, session: Session, called: str
) -> None:
    tobias = visit(cast.tobias)

    answer = tobias.post("/practice/emergency", called=called, reason=REASON)

    assert "Nobody here is called that" in answer.text
    assert session.scalars(select(EmergencyAccess)).all() == []
    assert Kind.EMERGENCY_TRIED in kinds_of(session, None)
    assert opened(tobias, called="  maren ALDOUS ")
    assert opened(tobias, called="Maren@example.org")


@ON_SQLITE
def test_r26_every_try_is_recorded_and_five_a_day_are_enough(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        tobias = visit(cast.tobias)
        for _ in range(5):
            tobias.post("/practice/emergency", called="Nobody At All", reason=REASON)

        refused = tobias.post("/practice/emergency", called="Maren Aldous", reason=REASON)

        assert "five times within a day" in refused.text
        assert session.scalars(select(EmergencyAccess)).all() == []
        assert kinds_of(session, None).count(Kind.EMERGENCY_TRIED) == 6
        travel.shift(timedelta(hours=25))
        assert opened(visit(cast.tobias))


@ON_SQLITE
def test_r26_no_emergency_without_a_reason(visit: Visit, cast: Cast, session: Session) -> None:
    for reason in ("", "   ", "urgent"):
        answer = visit(cast.tobias).post(
            "/practice/emergency", called="Maren Aldous", reason=reason
        )
        assert answer.status_code == 400, reason

    assert session.scalars(select(EmergencyAccess)).all() == []


@ON_SQLITE
def test_r26_no_emergency_without_a_fresh_proof(visit: Visit, cast: Cast, session: Session) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        tobias = visit(cast.tobias)
        travel.shift(timedelta(minutes=6))

        answer = tobias.post("/practice/emergency", called="Maren Aldous", reason=REASON)

        assert answer.status_code != 303
        assert session.scalars(select(EmergencyAccess)).all() == []


@ON_SQLITE
@pytest.mark.parametrize("name", ["maren", "joan"])
def test_r26_no_emergency_for_clients_and_admins(visit: Visit, cast: Cast, name: str) -> None:
    visitor = visit(getattr(cast, name))

    answer = visitor.post("/practice/emergency", called="Noor Haddad", reason=REASON)

    assert answer.status_code == 403
    assert visitor.get("/practice/emergency").status_code == 403


@ON_SQLITE
def test_r26_whoever_treats_and_whoever_runs_the_practice_are_told_at_once(
    visit: Visit, cast: Cast, session: Session
) -> None:
    opened(visit(cast.tobias))

    desk, team = visit(cast.ruth).get("/practice/desk").text, visit(cast.joan).get("/practice/team")
    mails = [mail for mail in session.scalars(select(OutgoingMail)) if "emergency" in mail.body]

    assert "Tobias Lindqvist" in desk
    assert "Maren&#39;s sister rang" in desk
    assert "Opened a client’s file" in team.text
    assert "sister rang" not in team.text
    assert "Maren" not in team.text
    assert {mail.recipient for mail in mails} == {cast.ruth.email, cast.joan.email}
    for mail in mails:
        assert not {"Tobias", "Maren", "sister"} & set(mail.body.replace(".", " ").split())
    assert "sister rang" not in visit(cast.sena).get("/practice/desk").text  # not hers


@ON_SQLITE
def test_r26_the_client_sees_it_in_the_record_at_once_and_is_told_a_day_later(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        tobias = visit(cast.tobias)
        tobias.get(opened(tobias))
        maren = visit(cast.maren)
        assert "Tobias Lindqvist opened your file in an emergency" in maren.get("/my/privacy").text
        assert "Tobias Lindqvist opened the page about you" in maren.get("/my/privacy").text
        assert "in an emergency" not in maren.get("/my/today").text

        travel.shift(timedelta(hours=24))
        maren = visit(cast.maren)
        today, privacy = maren.get("/my/today").text, maren.get("/my/privacy").text
        assert "Tobias opened your file in an emergency" in today
        assert "Maren&#39;s sister rang" in privacy

        access_id = session.scalars(select(EmergencyAccess.id)).one()
        assert visit(cast.noor).post(f"/my/emergencies/{access_id}/seen").status_code == 404
        maren.post(f"/my/emergencies/{access_id}/seen")
        assert "in an emergency" not in maren.get("/my/today").text
        assert "Maren&#39;s sister rang" in maren.get("/my/privacy").text


@ON_SQLITE
def test_r26_an_emergency_is_recorded_as_grave(visit: Visit, cast: Cast, session: Session) -> None:
    tobias = visit(cast.tobias)
    tobias.get(opened(tobias))
    tobias.post("/practice/emergency/close")

    recorded = kinds_of(session, cast.maren)

    assert recorded[-3:] == [
        Kind.EMERGENCY_OPENED,
        Kind.CLIENT_OPENED,
        Kind.EMERGENCY_CLOSED,
    ]
    assert [kind.is_grave for kind in recorded[-3:]] == [True, False, True]


def test_r26_the_row_guard_lets_an_emergency_read_and_never_write(
    visit: Visit, cast: Cast, session: Session, acting_as: Callable[[Person], Session]
) -> None:
    factories.shared_reflection(session, cast.maren)
    factories.draft_reflection(session, cast.maren)
    session.commit()
    opened(visit(cast.tobias))

    narrow = acting_as(cast.tobias)

    found = narrow.scalars(select(Reflection).where(Reflection.client_id == cast.maren.id)).all()
    assert found
    found[0].is_quotable = not found[0].is_quotable
    with pytest.raises(OutOfScope):
        narrow.flush()
    narrow.rollback()
