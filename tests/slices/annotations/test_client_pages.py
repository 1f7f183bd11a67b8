"""The client's side: their own words, what was answered to which of them, and writing back."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.annotations.models import Annotation, Reply
from portal.annotations.queries import replies_for
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.reflections.models import Reflection, Waiting
from portal.reflections.services import mark_read
from tests import factories as make
from tests.cast import Cast, Person, viewer_of
from tests.slices.annotations.conftest import TEXT, Scene
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def found(session: Session, scene: Scene) -> tuple[Reflection, Annotation]:
    """Return the scene's rows as they are stored now."""
    session.rollback()
    reflection = session.get_one(Reflection, scene.reflection)
    return reflection, session.get_one(Annotation, scene.annotation)


def test_a_client_sees_what_was_answered_to_which_words(
    visit: Visit, cast: Cast, scene: Scene
) -> None:
    page = visit(cast.maren).get(scene.own)

    assert page.status_code == 200
    assert "on the wall</mark>" in page.text
    assert "Stay with that." in page.text
    assert "You and Ruth" in page.text
    assert "Not marked as read yet." in page.text
    assert "<title>Reflection · Harbour Lane</title>" in page.text


def test_opening_the_page_changes_nothing_and_one_press_says_it_was_seen(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    maren = visit(cast.maren)

    assert "I have read these notes" in maren.get(scene.own).text
    assert "I have read these notes" in maren.get(scene.own).text
    answer = maren.post(f"{scene.own}/seen")

    assert answer.status_code == 303
    assert "I have read these notes" not in maren.get(scene.own).text
    assert found(session, scene)[1].seen_at is not None


def test_the_receipt_says_when_it_was_read(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    reflection, _ = found(session, scene)
    mark_read(reflection, viewer_of(session, cast.ruth))
    session.commit()

    page = visit(cast.maren).get(scene.own)

    assert "Read on " in page.text
    assert "Not marked as read yet." not in page.text


def test_a_reply_waits_for_the_practitioner_and_says_that_all_was_seen(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    reflection, _ = found(session, scene)
    mark_read(reflection, viewer_of(session, cast.ruth))
    session.commit()

    answer = visit(cast.maren).post(scene.writing_back, body="The coats <were> there.")
    page = visit(cast.ruth).get(scene.reading)

    reflection, annotation = found(session, scene)
    assert answer.status_code == 303
    assert answer.location == f"{scene.own}?version=1#note-{scene.annotation}"
    assert reflection.waits_for is Waiting.REPLY
    assert annotation.seen_at is not None
    assert annotation.replies[0].seen_at is None
    assert "The coats &lt;were&gt; there." in page.text
    recorded = session.scalars(select(AuditEvent.kind).order_by(AuditEvent.at)).all()
    assert Kind.REPLY_WRITTEN in recorded


def test_the_practitioner_s_reply_ends_the_waiting_and_is_new_to_the_client(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    maren, ruth = visit(cast.maren), visit(cast.ruth)
    maren.post(scene.writing_back, body="The coats were there.")

    answer = ruth.post(scene.answering, body="What did they smell of?")

    reflection, annotation = found(session, scene)
    assert answer.status_code == 303
    assert answer.location == f"{scene.reading}#note-{scene.annotation}"
    assert reflection.waits_for is None
    assert [one.seen_at is None for one in annotation.replies] == [True, True]
    assert len(replies_for(session, cast.maren.id)) == 1
    session.rollback()
    assert "I have read these notes" in maren.get(scene.own).text


@pytest.mark.parametrize("whose", ["client", "practitioner"])
def test_a_refused_reply_keeps_its_words_under_its_note(
    visit: Visit, cast: Cast, session: Session, scene: Scene, whose: str
) -> None:
    too_long = "I wrote this for an hour. " * 500
    person, url = (
        (cast.maren, scene.writing_back) if whose == "client" else (cast.ruth, scene.answering)
    )

    answer = visit(person).post(url, body=too_long)

    assert answer.status_code == 400
    assert too_long in answer.text
    assert "This is longer than a note can be" in answer.text
    assert "<details open>" in answer.text
    session.rollback()
    assert session.scalars(select(Reply)).all() == []


@pytest.mark.parametrize("name", ["idris", "noor", "ruth", "tobias", "sena", "joan"])
def test_nobody_else_finds_the_client_s_page(
    visit: Visit, cast: Cast, scene: Scene, name: str
) -> None:
    visitor = visit(getattr(cast, name))

    assert visitor.fetch(scene.own).status_code == 404
    assert visitor.post(f"{scene.own}/seen").status_code == 404
    assert visitor.post(scene.writing_back, body="Not mine.").status_code == 404
    expected = 200 if name in {"idris", "noor"} else 403
    feedback = visitor.fetch("/my/feedback")
    assert feedback.status_code == expected
    assert "Stay with that." not in feedback.text


def test_signed_out_it_asks_to_sign_in(visit: Visit, scene: Scene) -> None:
    visitor = visit(None)

    assert visitor.fetch(scene.own).status_code == 302
    assert visitor.fetch("/my/feedback").status_code == 302
    assert visitor.post(scene.writing_back, body="Later.").status_code == 401


def test_the_client_s_ways_in_take_one_method_each(visit: Visit, cast: Cast, scene: Scene) -> None:
    maren = visit(cast.maren)

    assert maren.post(scene.own).status_code == 405
    assert maren.fetch(f"{scene.own}/seen").status_code == 405
    assert maren.fetch(scene.writing_back).status_code == 405
    assert maren.post("/my/feedback").status_code == 405


def test_after_the_end_nobody_can_be_written_back_to_and_the_notes_stay(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    make.end_all_care(session, cast.maren)
    session.commit()
    maren = visit(cast.maren)

    page = maren.get(scene.own)
    answer = maren.post(scene.writing_back, body="Is anybody there?")

    assert "Stay with that." in page.text
    assert "Write back" not in page.text
    assert answer.status_code == 403


def test_after_taking_back_the_notes_stay_and_no_reply_leaves(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    reflection, _ = found(session, scene)
    make.reflections.withdraw(reflection)
    session.commit()
    maren = visit(cast.maren)

    page = maren.get(scene.own)

    assert "Stay with that." in page.text
    assert "Only you can open it." in page.text
    assert "Share with Ruth" in page.text
    assert maren.post(scene.writing_back, body="One more.").status_code == 403


def test_a_draft_is_gone_on_with(visit: Visit, cast: Cast, session: Session) -> None:
    draft = make.draft_reflection(session, cast.maren).id
    session.commit()

    answer = visit(cast.maren).fetch(f"/my/reflections/{draft}")

    assert answer.status_code == 302
    assert answer.location == f"/my/reflections/{draft}/edit"


def test_what_is_kept_can_be_read_by_its_writer(visit: Visit, cast: Cast, session: Session) -> None:
    kept = make.kept_reflection(session, cast.maren, body="Only mine.").id
    session.commit()

    page = visit(cast.maren).get(f"/my/reflections/{kept}")

    assert "Only mine." in page.text
    assert "Only you" in page.text
    assert "Share with Ruth" in page.text


def test_earlier_versions_stay_with_their_notes(visit: Visit, cast: Cast, session: Session) -> None:
    shared = make.shared_reflection(session, cast.maren, body=TEXT)
    make.annotation_on(session, cast.ruth, shared, quote="on the wall", body="On the first.")
    make.reflections.save_draft(shared, make.Writing.of("Shorter."), version=shared.version)
    make.reflections.share(shared)
    session.flush()
    url = f"/my/reflections/{shared.id}"
    session.commit()
    maren = visit(cast.maren)

    assert "On the first." not in maren.get(url).text
    assert "version 1, with notes" in maren.get(url).text
    assert "On the first." in maren.get(f"{url}?version=1").text
    assert maren.fetch(f"{url}?version=9").status_code == 404


def test_feedback_lists_what_is_new_first_and_ends(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    maren = visit(cast.maren)
    maren.post(f"{scene.own}/seen")
    shared = make.shared_reflection(session, cast.maren, body="Another evening.")
    make.annotation_on(session, cast.ruth, shared, body="About all of it.")
    session.commit()
    visit(cast.ruth).post(scene.answering, body="And since then?")

    page = maren.get("/my/feedback").text

    places = [page.index(words) for words in ("And since then?", "About all of it.")]
    assert max(places) < page.index("Stay with that.")
    assert page.count("<b>new</b>") == 2
    assert f'href="{scene.own}?version=1#note-{scene.annotation}"' in page
    assert "on the wall" in page
    assert "That is all there is." in page


def test_feedback_without_anything_says_so(visit: Visit, cast: Cast) -> None:
    assert "Nothing has been answered yet." in visit(cast.idris).get("/my/feedback").text
