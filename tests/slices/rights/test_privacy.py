"""The record of a client's file, in plain words: complete, their own, and without private notes."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.audit.services import Happening, record, record_all
from portal.rights.access_log import NOT_TOLD, THEIRS, YOURS, sentence_of
from tests import factories as make
from tests.cast import Cast, Person
from tests.counting import MOST, statements_of
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_event_has_its_sentence(app: Flask, kind: Kind) -> None:
    me, ruth = uuid.uuid4(), uuid.uuid4()

    with app.test_request_context():
        told = {
            sentence_of(
                AuditEvent(client_id=me, actor_id=actor, kind=kind, at=clock.now()),
                {me: "Maren Aldous", ruth: "Ruth Adeyemi"},
            )
            for actor, words in ((me, YOURS), (ruth, THEIRS))
            if kind in words
        }

    assert told or kind in NOT_TOLD
    assert all("%" not in words for words in told)
    assert all(words.startswith(("You", "Ruth Adeyemi")) for words in told)


def test_it_tells_who_opened_what_and_what_one_did_oneself(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = make.shared_reflection(session, cast.maren)
    session.commit()
    ruth = visit(cast.ruth)
    ruth.get(f"/practice/reflections/{shared.id}")
    ruth.get(f"/practice/reflections/{shared.id}")
    ruth.get(f"/practice/clients/{cast.maren.id}")

    page = visit(cast.maren).get("/my/privacy").text

    assert "You shared a reflection" in page
    assert "Ruth Adeyemi opened a reflection" in page
    assert ", 2 times" in page
    assert "Ruth Adeyemi opened the page about you" in page
    assert "You signed in" in page


def test_it_tells_nothing_of_others(visit: Visit, cast: Cast, session: Session) -> None:
    make.shared_reflection(session, cast.idris)
    session.commit()

    page = visit(cast.maren).get("/my/privacy").text

    assert "shared a reflection" not in page
    assert "Idris" not in page


def test_private_notes_leave_no_trace_in_it(visit: Visit, cast: Cast, session: Session) -> None:
    shared = make.shared_reflection(session, cast.maren)
    make.private_note_on(session, cast.ruth, shared)
    kept = Happening(
        Kind.PRIVATE_NOTE_KEPT, cast.maren.practice_id, cast.ruth.id, cast.maren.id, shared.id
    )
    record(session, kept)
    session.commit()

    page = visit(cast.maren).get("/my/privacy").text.lower()
    assert "private note" not in page
    assert "kept a note" not in page


def test_it_shows_who_is_in_care_and_who_was(visit: Visit, cast: Cast) -> None:
    page = visit(cast.maren).get("/my/privacy").text

    assert "Reads what you share" in page
    assert page.index("Ruth Adeyemi") < page.index("Sena Okafor")
    assert "Opens nothing of yours since" in page


def test_it_ends_at_a_hundred_and_says_so(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    opened = Happening(
        Kind.CLIENT_OPENED, cast.maren.practice_id, cast.ruth.id, cast.maren.id, cast.maren.id
    )
    maren = visit(cast.maren)
    record_all(session, [opened] * 120)
    session.commit()
    maren.get("/my/privacy")

    with statements_of(app) as sent:
        page = maren.get("/my/privacy").text

    assert "100 times" in page
    assert "These are the newest 100 entries." in page
    assert len(sent) <= MOST


def test_whoever_is_not_known_any_more_is_the_practice(app: Flask) -> None:
    event = AuditEvent(actor_id=uuid.uuid4(), kind=Kind.CLIENT_OPENED, at=clock.now())

    with app.test_request_context():
        assert sentence_of(event, {}).startswith("The practice ")


@pytest.mark.parametrize("who", ["ruth", "sena", "joan"])
def test_it_is_for_clients_alone(visit: Visit, cast: Cast, who: str) -> None:
    assert visit(cast.everybody()[who]).get("/my/privacy").status_code in {403, 404}


def test_signed_out_it_leads_to_signing_in(visit: Visit) -> None:
    assert visit(None).get("/my/privacy").status_code == 302


def test_it_cannot_be_posted_to(visit: Visit, cast: Cast) -> None:
    assert visit(cast.maren).post("/my/privacy").status_code == 405
