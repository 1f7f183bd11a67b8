"""The reading view: what stands on it, for whom it opens, and what is recorded."""

import re
from collections.abc import Callable

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.annotations import queries
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.reflections import queries as reflections
from tests import factories as make
from tests.cast import Cast, Person, viewer_of
from tests.counting import MOST, statements_of
from tests.slices.annotations.conftest import TEXT, Scene, chosen
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def words_of(page: str) -> str:
    """Return the text as a script reads it: what stands between the blanks and in the pieces."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    rows = [row for row in tree.iter("p") if "data-before" in row.attrib]
    return "".join(
        row.attrib["data-before"]
        + "".join("".join(one.itertext()) for one in row.iter() if "data-start" in one.attrib)
        for row in rows
    )


def test_the_reading_view_shows_the_words_and_the_notes_beside_them(
    visit: Visit, cast: Cast, scene: Scene
) -> None:
    page = visit(cast.ruth).get(scene.reading)

    assert page.status_code == 200
    assert words_of(page.text) == TEXT
    assert f'href="#note-{scene.annotation}" aria-label="Passage ends, note 1"' in page.text
    assert "Stay with that." in page.text
    assert "Maren Aldous" in page.text
    assert "<title>Reflection · Harbour Lane</title>" in page.text
    assert "Share with Maren" in page.text
    assert "Mark as read" in page.text


def test_opening_it_is_recorded_for_the_client(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    visit(cast.ruth).get(scene.reading)

    session.rollback()
    opened = session.scalars(
        select(AuditEvent).where(AuditEvent.kind == Kind.REFLECTION_OPENED)
    ).one()
    assert (opened.actor_id, opened.client_id) == (cast.ruth.id, cast.maren.id)
    assert opened.subject_id == scene.reflection


@pytest.mark.parametrize("name", ["maren", "idris", "tobias", "sena", "joan"])
@pytest.mark.parametrize("address", ["reading", "annotations", "answering"])
def test_nobody_but_their_practitioner_finds_it(
    visit: Visit, cast: Cast, scene: Scene, name: str, address: str
) -> None:
    visitor = visit(getattr(cast, name))

    if address == "reading":
        answer = visitor.fetch(scene.reading)
    else:
        answer = visitor.post(getattr(scene, address), **chosen("Nobody hurried me."))

    assert answer.status_code == 404
    assert "tide" not in answer.text


def test_signed_out_it_asks_to_sign_in_and_carries_the_words(visit: Visit, scene: Scene) -> None:
    visitor = visit(None)

    reading = visitor.fetch(scene.reading)
    posted = visitor.post(scene.annotations, **chosen("Nobody hurried me.", body="Kept for later."))

    assert (reading.status_code, reading.location.split("?")[0]) == (302, "/sign-in")
    assert posted.status_code == 401
    assert "Kept for later." in posted.text


def test_the_ways_in_take_one_method_each(visit: Visit, cast: Cast, scene: Scene) -> None:
    ruth = visit(cast.ruth)

    assert ruth.post(scene.reading).status_code == 405
    assert ruth.fetch(scene.annotations).status_code == 405
    assert ruth.fetch(scene.answering).status_code == 405


def test_what_is_withdrawn_or_never_shared_is_not_there(
    visit: Visit, cast: Cast, session: Session
) -> None:
    gone = make.withdrawn_reflection(session, cast.maren).id
    kept = make.kept_reflection(session, cast.maren).id
    draft = make.draft_reflection(session, cast.maren).id
    session.commit()
    ruth = visit(cast.ruth)

    for one in (gone, kept, draft):
        assert ruth.fetch(f"/practice/reflections/{one}").status_code == 404
        assert ruth.post(f"/practice/reflections/{one}/annotations", version="1").status_code == 404


def test_what_is_shared_is_asked_for_by_its_state(session: Session, cast: Cast) -> None:
    gone = make.withdrawn_reflection(session, cast.maren)
    shared = make.shared_reflection(session, cast.maren)

    assert queries.find_shared_reading(session, gone.id) is None
    assert queries.find_own_reading(session, gone.id) is not None
    assert queries.find_shared_reading(session, shared.id) is not None


def test_a_refused_reply_records_that_the_reflection_was_shown(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    answer = visit(cast.ruth).post(scene.answering, body="")

    session.rollback()
    opened = session.scalars(
        select(AuditEvent).where(AuditEvent.kind == Kind.REFLECTION_OPENED)
    ).one()
    assert answer.status_code == 400
    assert (opened.subject_id, opened.client_id) == (scene.reflection, cast.maren.id)


def test_the_page_ends_with_the_relationship(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    ruth = visit(cast.ruth)
    assert ruth.get(scene.reading).status_code == 200

    make.end_all_care(session, cast.maren)
    session.commit()

    assert ruth.fetch(scene.reading).status_code == 404
    assert ruth.post(scene.answering, body="One more thing.").status_code == 404


def test_overlapping_passages_stay_balanced_and_the_words_stay_exact(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = make.shared_reflection(session, cast.maren, body=TEXT)
    for quote in ("I stayed on the wall", "on the wall 😀 until", "wall", TEXT, "慢慢来。 Then"):
        make.annotation_on(session, cast.ruth, shared, quote=quote)
    url = f"/practice/reflections/{shared.id}"
    session.commit()

    page = visit(cast.ruth).get(url)

    assert words_of(page.text) == TEXT
    assert re.findall(r"note (\d)\"", page.text.split("reading__done")[0])
    assert sorted(re.findall(r'class="ref"[^>]*>(\d)<', page.text)) == list("12345")
    assert page.text.count("passage__edge") == 5
    assert "passage--deep" in page.text
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }}"


def test_markup_in_any_field_stays_text(visit: Visit, cast: Cast, session: Session) -> None:
    shared = make.shared_reflection(
        session, cast.maren, body=HOSTILE, title=HOSTILE, prompt=HOSTILE, tags=[HOSTILE[:40]]
    )
    note = make.annotation_on(session, cast.ruth, shared, quote=HOSTILE, body=HOSTILE)
    make.annotation_on(session, cast.ruth, shared, body=HOSTILE)
    make.reply_to(session, cast.maren, note, body=HOSTILE)
    make.private_note_on(session, cast.ruth, shared, body=HOSTILE, quote=HOSTILE)
    own, reading = f"/my/reflections/{shared.id}", f"/practice/reflections/{shared.id}"
    session.commit()
    ruth, maren = visit(cast.ruth), visit(cast.maren)

    pages = [ruth.get(reading).text, maren.get(own).text, maren.get("/my/feedback").text]
    pages.append(ruth.get(f"/practice/clients/{cast.maren.id}/private-notes").text)
    pages.append(ruth.post(f"{reading}/annotations", version="1", body="", quote=HOSTILE).text)

    for page in pages:
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert "<img" not in page


def test_earlier_versions_show_their_own_notes(visit: Visit, cast: Cast, session: Session) -> None:
    shared = make.shared_reflection(session, cast.maren, body=TEXT)
    make.annotation_on(session, cast.ruth, shared, quote="on the wall", body="On the first.")
    make.reflections.save_draft(shared, make.Writing.of("Shorter."), version=shared.version)
    make.reflections.share(shared)
    session.flush()
    make.annotation_on(session, cast.ruth, shared, quote="Shorter", body="On the second.")
    url = f"/practice/reflections/{shared.id}"
    session.commit()
    ruth = visit(cast.ruth)

    newest, first = ruth.get(url).text, ruth.get(f"{url}?version=1").text

    assert "On the second." in newest
    assert "On the first." not in newest
    assert "On the first." in first
    assert "On the second." not in first
    assert f'href="{url}?version=1"' in newest
    assert f'href="{url}"' in first
    assert ruth.fetch(f"{url}?version=3").status_code == 404


def test_the_desk_is_stepped_through_in_its_own_order(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ids = [make.shared_reflection(session, who).id for who in (cast.idris, cast.maren, cast.idris)]
    make.shared_reflection(session, cast.noor)
    session.commit()

    page = visit(cast.ruth).get(f"/practice/reflections/{ids[1]}").text

    assert "2 of 3 waiting" in page
    assert f'href="/practice/reflections/{ids[0]}" rel="prev"' in page
    assert f'href="/practice/reflections/{ids[2]}" rel="next"' in page


def test_the_order_is_that_of_what_waits(session: Session, cast: Cast) -> None:
    make.shared_reflection(session, cast.maren)
    make.shared_reflection(session, cast.idris)
    ruth = viewer_of(session, cast.ruth)

    ids = reflections.waiting_ids(session, ruth)

    assert ids == [one.id for one in reflections.waiting(session, ruth)]
    assert len(ids) == 2


def test_thirty_notes_cost_no_more_statements_than_one(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    shared = make.shared_reflection(session, cast.maren, body=TEXT)
    for number in range(30):
        note = make.annotation_on(session, cast.ruth, shared, quote="wall", body=f"Note {number}")
        make.reply_to(session, cast.maren, note)
        make.private_note_on(session, cast.ruth, shared)
    reading, own = f"/practice/reflections/{shared.id}", f"/my/reflections/{shared.id}"
    session.commit()
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    ruth.get(reading)

    with statements_of(app) as sent:
        ruth.get(reading)
    assert len(sent) <= MOST, sent
    with statements_of(app) as sent:
        maren.get(own)
    assert len(sent) <= MOST, sent
    with statements_of(app) as sent:
        maren.get("/my/feedback")
    assert len(sent) <= MOST, sent
