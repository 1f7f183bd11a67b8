"""What this place is and is not: read and acknowledged before anything else, word for word."""

import hashlib
import re
from collections.abc import Callable

import pytest
from flask import Flask
from markupsafe import Markup
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.caseload.queries import CONSENT_VERSION
from portal.rights import consent
from portal.rights.models import Consent
from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

PAGES = ("/my/today", "/my/privacy", "/my/write", "/my/reflections", "/my/goals", "/my/reports")

# The fingerprint of version 1, in English. Whoever changes them writes version 2 instead.
VERSION_1 = "a91a8b8575079a9ddb3b85e264d12770d36fdca755e26cf508fbd2497704747c"


@pytest.fixture
def newcomer(visit: Visit, cast: Cast, session: Session) -> Visitor:
    """Maren, before she has acknowledged anything."""
    session.execute(update(User).where(User.id == cast.maren.id).values(consent_version=0))
    session.commit()
    return visit(cast.maren)


def seen_on(page: str) -> str:
    """Return the fingerprint that a page carries along."""
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_to_it_first(newcomer: Visitor, page: str) -> None:
    assert newcomer.get(page).location == "/my/welcome"


@pytest.mark.parametrize("page", ["/account", "/account/devices", "/account/password"])
def test_an_account_can_be_protected_before(newcomer: Visitor, page: str) -> None:
    assert newcomer.get(page).status_code == 200


def test_it_says_what_this_place_is_and_is_not(newcomer: Visitor) -> None:
    page = newcomer.get("/my/welcome").text

    for words in (
        "What it is not",
        "Nobody watches these pages between appointments",
        "Who reads what, and when",
        "notes of their own",
        "encrypted",
        "How to leave",
        "/help-now",
    ):
        assert words in page


def test_acknowledging_leads_to_today_and_is_kept_word_for_word(
    newcomer: Visitor, cast: Cast, session: Session
) -> None:
    page = newcomer.get("/my/welcome").text

    answer = newcomer.post("/my/welcome", seen=seen_on(page), acknowledged="y")

    kept = session.scalars(select(Consent).where(Consent.client_id == cast.maren.id)).one()
    shown = page.split('<div class="terms">')[1].split("</div>")[0]
    plain = " ".join(Markup(shown).striptags().split())  # noqa: S704 (a page of ours)
    assert answer.location == "/my/today"
    assert newcomer.get("/my/today").status_code == 200
    assert kept.version == CONSENT_VERSION
    assert kept.text_sha256 == hashlib.sha256(plain.encode()).hexdigest()


def test_the_words_of_a_version_never_change(app: Flask) -> None:
    with app.test_request_context():
        assert consent.fingerprint() == VERSION_1, "write a new version instead"


def test_without_the_box_nothing_is_kept(newcomer: Visitor, session: Session) -> None:
    page = newcomer.get("/my/welcome").text

    answer = newcomer.post("/my/welcome", seen=seen_on(page))

    assert answer.status_code == 400
    assert "Tick the box" in answer.text
    assert session.scalars(select(Consent)).all() == []
    assert newcomer.get("/my/today").location == "/my/welcome"


def test_other_words_than_those_in_force_cannot_be_acknowledged(
    newcomer: Visitor, session: Session
) -> None:
    answer = newcomer.post("/my/welcome", seen="0" * 64, acknowledged="y")

    assert answer.status_code == 400
    assert "These words have changed" in answer.text
    assert session.scalars(select(Consent)).all() == []


def test_acknowledging_twice_is_kept_once(newcomer: Visitor, cast: Cast, session: Session) -> None:
    seen = seen_on(newcomer.get("/my/welcome").text)

    for _time in range(2):
        answer = newcomer.post("/my/welcome", seen=seen, acknowledged="y")

    events = session.scalars(select(AuditEvent).where(AuditEvent.kind == Kind.CONSENT_GIVEN)).all()
    assert answer.location == "/my/today"
    assert len(session.scalars(select(Consent)).all()) == len(events) == 1


def test_somebody_who_has_acknowledged_goes_on(visit: Visit, cast: Cast) -> None:
    assert visit(cast.maren).get("/my/welcome").location == "/my/today"


def test_help_and_leaving_need_no_acknowledgement(newcomer: Visitor) -> None:
    assert newcomer.get("/help-now").status_code == 200
    assert newcomer.post("/sign-out").location == "/sign-in"


@pytest.mark.parametrize("who", ["ruth", "joan"])
def test_staff_have_nothing_to_acknowledge(visit: Visit, cast: Cast, who: str) -> None:
    person = visit(cast.everybody()[who])

    assert person.get("/my/welcome").status_code in {403, 404}
    assert person.post("/my/welcome", acknowledged="y").status_code in {403, 404}


def test_signed_out_it_leads_to_signing_in(visit: Visit) -> None:
    assert visit(None).get("/my/welcome").location == "/sign-in?next=/my/welcome"
