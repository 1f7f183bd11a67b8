"""Private notes: kept by their own path, for their author alone, and unknown to everybody else."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.scope import OutOfScope
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.private_notes import queries, services
from portal.private_notes.models import PrivateNote
from portal.reflections.words import NothingWritten, TooLong
from portal.vault.models import Lane
from tests import factories as make
from tests.cast import Cast, Person, viewer_of
from tests.counting import MOST, statements_of
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
ActingAs = Callable[[Person], Session]

TEXT = "The tide was far out. I stayed on the wall."
CANARY = "canary-7f3a countertransference"


@pytest.fixture
def reflection_id(session: Session, cast: Cast) -> uuid.UUID:
    """The id of a reflection that Maren shared."""
    shared = make.shared_reflection(session, cast.maren, body=TEXT).id
    session.commit()
    return shared


def all_notes(session: Session) -> list[PrivateNote]:
    """Return every note there is, as the portal itself sees them."""
    session.rollback()
    return list(session.scalars(select(PrivateNote).order_by(PrivateNote.written_at)))


def test_a_note_is_kept_beside_a_reflection_and_read_there(
    visit: Visit, cast: Cast, session: Session, reflection_id: uuid.UUID
) -> None:
    ruth = visit(cast.ruth)
    url = f"/practice/reflections/{reflection_id}"

    answer = ruth.post(f"{url}/private-notes", body="She hurries past <it>.", quote="on the wall")
    page = ruth.get(url).text

    kept = all_notes(session)[0]
    assert (answer.status_code, answer.location) == (303, f"{url}#only-you")
    assert (kept.body, kept.quote) == ("She hurries past <it>.", "on the wall")
    assert (kept.author_id, kept.client_id) == (cast.ruth.id, cast.maren.id)
    assert "She hurries past &lt;it&gt;." in page
    assert page.index('class="only-you"') < page.index("She hurries past")


def test_a_note_on_a_client_is_kept_and_listed_newest_first(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth = visit(cast.ruth)
    url = f"/practice/clients/{cast.maren.id}/private-notes"

    for body in ("The first.", "The second."):
        assert ruth.post(url, body=body).status_code == 303
    page = ruth.get(url).text

    assert page.index("The second.") < page.index("The first.")
    assert "These are all your notes." in page
    assert "Maren Aldous" in page


def test_the_list_links_to_what_can_be_opened(visit: Visit, cast: Cast, session: Session) -> None:
    shared = make.shared_reflection(session, cast.maren)
    other = make.shared_reflection(session, cast.maren)
    make.private_note_on(session, cast.ruth, shared)
    make.private_note_on(session, cast.ruth, other)
    make.reflections.withdraw(other)
    ids = shared.id, other.id
    session.commit()

    page = visit(cast.ruth).get(f"/practice/clients/{cast.maren.id}/private-notes").text

    assert f"/practice/reflections/{ids[0]}" in page
    assert f"/practice/reflections/{ids[1]}" not in page


def test_words_that_are_not_in_the_text_are_not_quoted(
    visit: Visit, cast: Cast, session: Session, reflection_id: uuid.UUID
) -> None:
    url = f"/practice/reflections/{reflection_id}/private-notes"

    visit(cast.ruth).post(url, body="Kept all the same.", quote="never written")
    visit(cast.ruth).post(url, body="And this.", quote="nul\x00")

    assert [note.quote for note in all_notes(session)] == [None, None]


@pytest.mark.parametrize("body", ["", " \r\n ", "x" * 20_001, "nul\x00 in here"])
@pytest.mark.parametrize("where", ["reflections", "clients"])
def test_a_refused_note_comes_back_with_its_words(
    visit: Visit, cast: Cast, session: Session, reflection_id: uuid.UUID, where: str, body: str
) -> None:
    whose = reflection_id if where == "reflections" else cast.maren.id

    answer = visit(cast.ruth).post(f"/practice/{where}/{whose}/private-notes", body=body)

    assert answer.status_code == 400
    assert 'class="field__error"' in answer.text
    assert body.strip().strip("\x00")[:3] in answer.text
    assert all_notes(session) == []


@pytest.mark.parametrize("name", ["maren", "idris", "tobias", "sena", "joan"])
def test_nobody_else_comes_near(
    visit: Visit, cast: Cast, session: Session, reflection_id: uuid.UUID, name: str
) -> None:
    reading = f"/practice/reflections/{reflection_id}"
    visit(cast.ruth).post(f"{reading}/private-notes", body=CANARY)
    visitor = visit(getattr(cast, name))
    about = f"/practice/clients/{cast.maren.id}/private-notes"

    answers = [
        visitor.fetch(about),
        visitor.post(about, body="Mine?"),
        visitor.post(f"{reading}/private-notes", body="Mine?"),
        visitor.fetch(reading),
    ]

    assert [one.status_code for one in answers] == [404] * 4
    assert all(CANARY not in one.text for one in answers)
    assert len(all_notes(session)) == 1


def test_signed_out_it_asks_to_sign_in(visit: Visit, cast: Cast, reflection_id: uuid.UUID) -> None:
    visitor = visit(None)
    about = f"/practice/clients/{cast.maren.id}/private-notes"

    assert visitor.fetch(about).status_code == 302
    assert visitor.post(about, body="Later.").status_code == 401
    posted = visitor.post(f"/practice/reflections/{reflection_id}/private-notes", body="Later.")
    assert posted.status_code == 401


def test_the_ways_in_take_their_methods(visit: Visit, cast: Cast, reflection_id: uuid.UUID) -> None:
    ruth = visit(cast.ruth)

    assert ruth.fetch(f"/practice/reflections/{reflection_id}/private-notes").status_code == 405
    about = f"/practice/clients/{cast.maren.id}/private-notes"
    assert ruth.fetch(about, method="DELETE").status_code == 405


def test_what_is_not_shared_takes_no_note_and_is_not_betrayed(
    visit: Visit, cast: Cast, session: Session
) -> None:
    kept = make.kept_reflection(session, cast.maren).id
    session.commit()

    answer = visit(cast.ruth).post(f"/practice/reflections/{kept}/private-notes", body="Hm.")

    assert answer.status_code == 404
    assert all_notes(session) == []


def test_no_page_of_the_client_shows_a_private_note(
    visit: Visit, cast: Cast, session: Session, reflection_id: uuid.UUID
) -> None:
    visit(cast.ruth).post(f"/practice/reflections/{reflection_id}/private-notes", body=CANARY)
    maren = visit(cast.maren)
    addresses = [f"/my/reflections/{reflection_id}", "/my/feedback", "/my/reflections"]

    pages = [maren.get(address) for address in [*addresses, "/my/privacy", "/my/today"]]

    assert [page.status_code for page in pages] == [200] * 5
    assert all("canary" not in page.text for page in pages)
    assert all("rivate note" not in page.text for page in pages)


def test_keeping_one_is_recorded_without_its_client(
    visit: Visit, cast: Cast, session: Session, reflection_id: uuid.UUID
) -> None:
    visit(cast.ruth).post(f"/practice/reflections/{reflection_id}/private-notes", body=CANARY)

    note = all_notes(session)[0]
    recorded = session.scalars(
        select(AuditEvent).where(AuditEvent.kind == Kind.PRIVATE_NOTE_KEPT)
    ).one()
    assert (recorded.client_id, recorded.chain_id) == (None, cast.maren.practice_id)
    assert (recorded.actor_id, recorded.subject_id) == (cast.ruth.id, note.id)


def test_a_note_is_sealed_under_the_lane_of_private_notes(
    session: Session, cast: Cast, reflection_id: uuid.UUID
) -> None:
    shared = queries.find_shared_reflection(session, reflection_id)
    assert shared is not None
    note = make.private_note_on(session, cast.ruth, shared, body=CANARY, quote="the wall")

    assert note.sealing_owner().lane is Lane.PRIVATE_NOTES
    assert shared.shared is not None
    assert shared.shared.sealing_owner().lane is not Lane.PRIVATE_NOTES
    assert note.body_sealed is not None
    assert note.quote_sealed is not None
    assert b"canary" not in note.body_sealed + note.quote_sealed


@pytest.mark.parametrize("name", ["maren", "idris", "tobias", "sena", "joan"])
def test_the_row_guard_loads_no_note_for_anybody_but_its_author(
    session: Session, acting_as: ActingAs, cast: Cast, reflection_id: uuid.UUID, name: str
) -> None:
    shared = queries.find_shared_reflection(session, reflection_id)
    assert shared is not None
    make.private_note_on(session, cast.ruth, shared)
    assert len(session.scalars(select(PrivateNote)).all()) == 1

    acting_as(cast.ruth)
    assert len(session.scalars(select(PrivateNote)).all()) == 1

    acting_as(getattr(cast, name))
    assert session.scalars(select(PrivateNote)).all() == []
    assert queries.notes_on(session, cast.ruth.id, reflection_id) == []
    assert queries.notes_about(session, cast.ruth.id, cast.maren.id) == []


def test_the_row_guard_lets_nobody_write_in_another_s_name(
    session: Session,
    acting_as: ActingAs,
    cast: Cast,
    reflection_id: uuid.UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "is_still_in_care", lambda *_asked: True)
    shared = queries.find_shared_reflection(session, reflection_id)
    assert shared is not None
    tobias = viewer_of(session, cast.tobias)
    acting_as(cast.ruth)

    with pytest.raises(OutOfScope, match="another author"):
        services.keep_note(session, tobias, shared, body="Not his.")


def test_the_notes_end_with_the_relationship(
    visit: Visit, cast: Cast, session: Session, reflection_id: uuid.UUID
) -> None:
    ruth = visit(cast.ruth)
    about = f"/practice/clients/{cast.maren.id}/private-notes"
    assert ruth.get(about).status_code == 200

    make.end_all_care(session, cast.maren)
    session.commit()

    assert ruth.fetch(about).status_code == 404
    assert ruth.post(about, body="One more.").status_code == 404


@pytest.mark.parametrize(
    ("body", "problem"),
    [(" \n", NothingWritten), ("x" * 20_001, TooLong)],
)
def test_the_service_checks_the_body_itself(
    session: Session, cast: Cast, reflection_id: uuid.UUID, body: str, problem: type[Exception]
) -> None:
    shared = queries.find_shared_reflection(session, reflection_id)
    assert shared is not None

    with pytest.raises(problem):
        services.keep_note(session, viewer_of(session, cast.ruth), shared, body=body)


def test_the_list_costs_no_more_statements_for_many(
    app: Flask, visit: Visit, cast: Cast, session: Session, reflection_id: uuid.UUID
) -> None:
    shared = queries.find_shared_reflection(session, reflection_id)
    assert shared is not None
    for _ in range(20):
        make.private_note_on(session, cast.ruth, shared)
    session.commit()
    ruth = visit(cast.ruth)

    about = f"/practice/clients/{cast.maren.id}/private-notes"
    with statements_of(app) as sent:
        ruth.get(about)
    assert len(sent) <= MOST, sent
