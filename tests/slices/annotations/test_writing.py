"""A practitioner writes in the margin: which words are meant, what is refused, what is kept."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.annotations import services
from portal.annotations.anchor import Anchor, BadPassage
from portal.annotations.models import Annotation
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.reflections.models import Reflection, Waiting
from tests import factories as make
from tests.cast import Cast, Person, viewer_of
from tests.slices.annotations.conftest import TEXT, Scene, chosen
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
Choose = Callable[..., dict[str, str]]


def newest(session: Session) -> Annotation:
    """Return the annotation written last."""
    session.rollback()
    found = session.scalars(select(Annotation).order_by(Annotation.written_at.desc())).first()
    assert found is not None
    return found


def kinds(session: Session) -> list[Kind]:
    """Return what was recorded in Maren's chain and the others, in order."""
    session.rollback()
    return list(session.scalars(select(AuditEvent.kind).order_by(AuditEvent.at)))


def test_words_on_a_passage_are_shared_and_lead_back_to_the_note(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    answer = visit(cast.ruth).post(scene.annotations, **chosen("Nobody hurried me."))

    written = newest(session)
    assert answer.status_code == 303
    assert answer.location == f"{scene.reading}#note-{written.id}"
    assert (written.quote, written.body) == ("Nobody hurried me.", "I read this twice.")
    assert TEXT[written.start : written.end] == "Nobody hurried me."
    assert TEXT[: written.start].endswith(written.prefix or "nothing")
    assert kinds(session)[-1] is Kind.ANNOTATION_WRITTEN


def test_a_passage_over_two_paragraphs_is_found_with_the_line_ends_of_a_browser(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    answer = visit(cast.ruth).post(
        scene.annotations, **chosen("until the light went.\n\nNobody hurried me.")
    )

    assert answer.status_code == 303
    assert newest(session).quote == "until the light went.\n\nNobody hurried me."


def test_space_around_the_chosen_words_is_left_out(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    visit(cast.ruth).post(scene.annotations, **chosen(" Nobody hurried".strip() + " "))

    assert newest(session).quote == "Nobody hurried"


def test_annotating_does_not_mark_as_read(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    visit(cast.ruth).post(scene.annotations, **chosen("Nobody hurried me."))

    session.rollback()
    reflection = session.get_one(Reflection, scene.reflection)
    assert reflection.waits_for is Waiting.READING
    assert reflection.shared is not None
    assert reflection.shared.read_at is None


def test_without_a_script_sentences_are_chosen_by_their_number(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    ruth = visit(cast.ruth)

    ruth.post(scene.annotations, version="1", first="2", last="3", body="These two.")

    assert newest(session).quote == "Nobody hurried me. 慢慢来。"
    ruth.post(scene.annotations, version="1", first="2", last="", body="This one.")
    assert newest(session).quote == "Nobody hurried me."


def test_without_any_choice_the_words_are_about_the_whole(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    fields = {"start": "", "end": "", "quote": "", "prefix": "", "suffix": "", "first": ""}

    answer = visit(cast.ruth).post(scene.annotations, version="1", body="All of it.", **fields)

    written = newest(session)
    assert answer.status_code == 303
    assert (written.start, written.end, written.quote) == (None, None, None)


def test_the_same_form_twice_writes_once(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    ruth = visit(cast.ruth)

    first = ruth.post(scene.annotations, **chosen("Nobody hurried me.", once="key"))
    second = ruth.post(scene.annotations, **chosen("Nobody hurried me.", once="key"))

    session.rollback()
    assert first.location == second.location
    assert len(session.scalars(select(Annotation)).all()) == 2  # the scene's, and this one


MISTAKES = {
    "the words do not stand there": {"quote": "Everybody hurried me"},
    "the offsets lie beyond the end": {"start": "9000", "end": "9018"},
    "the end comes before the start": {"start": "40", "end": "20"},
    "the words before are others": {"prefix": "never written"},
    "the words after are others": {"suffix": "never written"},
    "the words cannot be read": {"quote": "Nobody\x00"},
    "there is an end and no start": {"start": ""},
    "there are offsets and no words": {"quote": ""},
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_passage_that_is_not_there_is_refused_and_the_words_are_kept(
    visit: Visit, cast: Cast, session: Session, scene: Scene, mistake: dict[str, str]
) -> None:
    fields = chosen("Nobody hurried me.", body="Twelve careful <b>words</b>.") | mistake

    answer = visit(cast.ruth).post(scene.annotations, **fields)

    assert answer.status_code == 400
    assert "The words you chose do not match the text." in answer.text
    assert "Twelve careful &lt;b&gt;words&lt;/b&gt;." in answer.text
    assert newest(session).id == scene.annotation


@pytest.mark.parametrize(
    ("first", "last"), [("3", "1"), ("0", "99"), ("two", ""), ("-1", ""), ("0", "x")]
)
def test_sentences_that_are_not_there_are_refused(
    visit: Visit, cast: Cast, scene: Scene, first: str, last: str
) -> None:
    answer = visit(cast.ruth).post(
        scene.annotations, version="1", first=first, last=last, body="Kept words."
    )

    assert answer.status_code == 400
    assert "Kept words." in answer.text


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("  \r\n ", "Write at least one word."),
        ("x" * 10_001, "This is longer than a note can be"),
        ("nul\x00", "cannot be kept"),
    ],
)
def test_a_body_that_cannot_be_shared_is_answered_in_words(
    visit: Visit, cast: Cast, session: Session, scene: Scene, body: str, message: str
) -> None:
    answer = visit(cast.ruth).post(scene.annotations, **chosen("Nobody hurried me.", body=body))

    assert answer.status_code == 400
    assert message in answer.text
    assert 'value="Nobody hurried me."' in answer.text
    assert newest(session).id == scene.annotation


def test_a_refused_form_comes_back_in_a_page_and_that_is_recorded(
    visit: Visit, cast: Cast, session: Session, scene: Scene
) -> None:
    ruth = visit(cast.ruth)

    ruth.post(scene.annotations, **chosen("Nobody hurried me.", body=""))

    assert kinds(session)[-1] is Kind.REFLECTION_OPENED


def test_a_note_goes_to_the_version_it_was_written_on(
    visit: Visit, cast: Cast, session: Session
) -> None:
    edited = make.edited_reflection(session, cast.maren, body=TEXT, then="All new words.")
    url = f"/practice/reflections/{edited.id}"
    session.commit()
    ruth = visit(cast.ruth)

    answer = ruth.post(f"{url}/annotations", **chosen("Nobody hurried me."))
    page = ruth.get(answer.location)
    newer = ruth.get(url)

    assert answer.location.startswith(f"{url}?version=1#note-")
    assert newest(session).revision.number == 1
    assert "A newer version has been shared." in page.text
    assert "Version 1, shared" in page.text
    assert "I read this twice." in page.text
    assert "I read this twice." not in newer.text
    assert "version 1, with notes" in newer.text


@pytest.mark.parametrize("version", ["2", "0", "-1", "x", ""])
def test_a_version_that_does_not_exist_takes_no_note(
    visit: Visit, cast: Cast, session: Session, scene: Scene, version: str
) -> None:
    answer = visit(cast.ruth).post(
        scene.annotations, **chosen("Nobody hurried me.", version=version)
    )

    assert answer.status_code in {400, 404}
    assert newest(session).id == scene.annotation


def test_a_version_that_was_only_kept_cannot_be_opened_or_annotated(
    visit: Visit, cast: Cast, session: Session
) -> None:
    kept = make.kept_reflection(session, cast.maren, body="Not for anybody.")
    make.reflections.save_draft(kept, make.Writing.of("For Ruth, now."), version=kept.version)
    make.reflections.share(kept)
    session.flush()
    url = f"/practice/reflections/{kept.id}"
    session.commit()
    ruth = visit(cast.ruth)

    assert ruth.fetch(f"{url}?version=1").status_code == 404
    assert ruth.post(f"{url}/annotations", version="1", body="Hm.").status_code == 404
    assert "Not for anybody." not in ruth.get(url).text


def test_a_revision_of_another_reflection_takes_no_note(session: Session, cast: Cast) -> None:
    one = make.shared_reflection(session, cast.maren)
    other = make.shared_reflection(session, cast.maren)
    assert other.shared is not None

    with pytest.raises(services.NotShared):
        services.annotate(
            session, viewer_of(session, cast.ruth), one, other.shared, body="Whose is this?"
        )


def test_a_revision_that_was_only_kept_takes_no_note(session: Session, cast: Cast) -> None:
    kept = make.kept_reflection(session, cast.maren, body="Not for anybody.")
    only_kept = kept.latest
    make.reflections.save_draft(kept, make.Writing.of("For Ruth, now."), version=kept.version)
    make.reflections.share(kept)
    assert only_kept is not None

    with pytest.raises(services.NotShared):
        services.annotate(session, viewer_of(session, cast.ruth), kept, only_kept, body="Hm.")


def test_the_service_checks_the_quote_itself(session: Session, cast: Cast) -> None:
    shared = make.shared_reflection(session, cast.maren, body=TEXT)
    assert shared.shared is not None

    with pytest.raises(BadPassage):
        services.annotate(
            session,
            viewer_of(session, cast.ruth),
            shared,
            shared.shared,
            body="Here.",
            passage=Anchor(0, 3, "Tha", "", ""),
        )
