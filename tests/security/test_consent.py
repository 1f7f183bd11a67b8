"""Consent: its words and moment are kept, a new version asks again, it can be taken back (R82)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.caseload import queries as caseload
from portal.caseload import viewers
from portal.reflections.models import Reflection
from portal.rights import consent
from portal.rights.models import Consent
from tests import factories
from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
OPEN_TO_RUTH = "/practice/reflections/{reflection}", "/practice/clients/{client}"


def fingerprint(visitor: Visitor) -> str:
    """Return the hash of the words in force."""
    with visitor.app.test_request_context():
        return consent.fingerprint()


def kinds_of(session: Session, person: Person) -> list[Kind]:
    """Return what is recorded about somebody's file."""
    session.rollback()
    found = select(AuditEvent.kind).where(AuditEvent.client_id == person.id)
    return list(session.scalars(found.order_by(AuditEvent.sequence)))


def test_r82_what_was_agreed_to_is_kept_with_its_hash_its_time_and_whose_it_is(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    maren.post("/my/privacy/consent")
    began = clock.now()

    old = maren.post("/my/welcome", seen="0" * 64, acknowledged="y")
    given = maren.post("/my/welcome", seen=fingerprint(maren), acknowledged="y")

    session.rollback()
    (kept,) = session.scalars(select(Consent).where(Consent.client_id == cast.maren.id)).all()
    assert (old.status_code, given.status_code) == (400, 302)
    assert (kept.version, kept.text_sha256) == (caseload.CONSENT_VERSION, fingerprint(maren))
    assert began <= kept.acknowledged_at <= clock.now()


def test_r82_a_new_version_asks_again(
    visit: Visit, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    maren = visit(cast.maren)
    before = maren.get("/my/goals")

    monkeypatch.setattr(viewers, "CONSENT_VERSION", viewers.CONSENT_VERSION + 1)
    after = maren.get("/my/goals")

    assert before.status_code == 200
    assert after.location == "/my/welcome"


def test_r82_taking_it_back_stops_reading_and_keeping_at_once(
    visit: Visit, cast: Cast, session: Session
) -> None:
    reflection = factories.stored(session, factories.shared_reflection(session, cast.maren))
    maren, ruth = visit(cast.maren), visit(cast.ruth)
    pages = [page.format(reflection=reflection, client=cast.maren.id) for page in OPEN_TO_RUTH]
    before = [ruth.get(page).status_code for page in pages]

    taken = maren.post("/my/privacy/consent")
    after = [ruth.get(page).status_code for page in pages]
    refused = maren.post("/my/reflections", key="new", do="keep", body="Not to be kept")

    assert (before, after) == ([200, 200], [404, 404])
    assert "Maren" not in ruth.get("/practice/caseload").text + ruth.get("/practice/desk").text
    assert "taken back their consent" in ruth.get("/practice/caseload").text
    assert (taken.location, refused.location) == ("/my/privacy", "/my/welcome")
    session.rollback()
    assert len(session.scalars(select(Reflection.id)).all()) == 1
    assert kinds_of(session, cast.maren)[-1] == Kind.CONSENT_WITHDRAWN


def test_r82_what_was_written_stays_the_clients_to_read(
    visit: Visit, cast: Cast, session: Session
) -> None:
    body = "Quillowmere by the tide."
    reflection = factories.stored(
        session, factories.shared_reflection(session, cast.maren, body=body)
    )
    maren = visit(cast.maren)
    maren.post("/my/privacy/consent")

    assert body in maren.get(f"/my/reflections/{reflection}").text
    assert "You took back your consent" in maren.get("/my/privacy").text
    assert "You took back your consent" in maren.get("/my/welcome").text
    assert maren.get("/my/write").location == "/my/welcome"


def test_r82_it_can_be_given_again(visit: Visit, cast: Cast, session: Session) -> None:
    reflection = factories.stored(session, factories.shared_reflection(session, cast.maren))
    maren, ruth = visit(cast.maren), visit(cast.ruth)
    maren.post("/my/privacy/consent")
    maren.post("/my/privacy/consent")

    given = maren.post("/my/welcome", seen=fingerprint(maren), acknowledged="y")

    assert given.location == "/my/today"
    assert ruth.get(f"/practice/reflections/{reflection}").status_code == 200
    kinds = kinds_of(session, cast.maren)
    assert kinds.count(Kind.CONSENT_WITHDRAWN) == 1
    assert kinds.index(Kind.CONSENT_GIVEN) > kinds.index(Kind.CONSENT_WITHDRAWN)
