"""The sheet: an empty one, a beginning, going on, and every answer that keeps the words."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit.models import AuditEvent
from portal.reflections.models import Draft, Intent, Reflection, Revision, State
from tests import factories as make
from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def count(session: Session, model: type) -> int:
    """Return how many rows there are, as another request would see them."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def fields(**more: Any) -> dict[str, Any]:
    """Return what a browser sends with the sheet."""
    return {"key": "k", "version": "0", "body": "Six buttons, one missing.", **more}


def test_the_empty_sheet_says_who_reads_and_changes_nothing(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visitor = visit(cast.maren)
    before = count(session, AuditEvent)

    page = visitor.get("/my/write")

    assert page.status_code == 200
    assert "Only you, until you share it. Then Ruth can read it." in page.text
    assert "Nobody is watching in between." in page.text
    assert 'href="/help-now"' in page.text
    assert "Share with Ruth" in page.text
    assert (count(session, Reflection), count(session, AuditEvent)) == (0, before)


def test_a_chosen_prompt_stands_above_the_sheet_and_is_stored(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visitor = visit(cast.maren)

    page = visitor.get("/my/write?prompt=let-be")
    visitor.post("/my/reflections", **fields(prompt="let-be", do="keep"))

    assert '<p class="kept" id="prompt" dir="auto">One thing you can let be' in page.text
    assert session.scalars(select(Revision)).one().prompt == "One thing you can let be as it is."


def test_an_unknown_prompt_is_no_prompt(visit: Visit, cast: Cast, session: Session) -> None:
    visitor = visit(cast.maren)

    assert visitor.get("/my/write?prompt=<script>").status_code == 200
    visitor.post("/my/reflections", **fields(prompt="nothing-like-it"))

    assert session.scalars(select(Draft)).one().prompt is None


@pytest.mark.parametrize(
    ("do", "state", "leads_to"),
    [
        ("save", State.DRAFT, "/my/reflections"),
        ("keep", State.KEPT, "/my/reflections/{id}"),
        ("share", State.SHARED, "/my/reflections/{id}"),
        ("go_on", State.DRAFT, "/my/reflections/{id}/edit"),
    ],
)
def test_each_button_of_the_sheet_does_what_it_says(
    visit: Visit, cast: Cast, session: Session, do: str, state: State, leads_to: str
) -> None:
    sent = fields(
        do=do,
        title="The coats",
        mood="4",
        tag=["family"],
        new_tags="evenings, the stairs",
        moment="hard_stretch",
        intent="reply",
        is_quotable="y",
    )

    answer = visit(cast.maren).post("/my/reflections", **sent)

    reflection = session.scalars(select(Reflection)).one()
    assert answer.status_code == 303
    assert answer.headers["Location"] == leads_to.format(id=reflection.id)
    assert reflection.state is state
    words = session.scalars(select(Draft if state is State.DRAFT else Revision)).one()
    assert (words.title, words.body, words.mood) == ("The coats", "Six buttons, one missing.", 4)
    assert words.tags == ["family", "evenings", "the stairs"]
    assert words.moment == "hard_stretch"
    if state is not State.DRAFT:
        assert (reflection.intent, reflection.is_quotable) == (Intent.REPLY, True)


def test_no_number_is_a_choice(visit: Visit, cast: Cast, session: Session) -> None:
    visit(cast.maren).post("/my/reflections", **fields(do="keep", mood=""))

    assert session.scalars(select(Revision)).one().mood is None


REFUSED = [
    ({"body": " \r\n "}, "Write at least one sentence."),
    ({"body": "a" * 50_001}, "Cut one,"),
    ({"body": "a" * 50_100}, "Cut 100,"),
    ({"body": "odd \x00 one"}, "Delete what looks odd"),
    ({"mood": "11"}, "Choose a number from 0 to 10"),
    ({"mood": "-1"}, "Choose a number from 0 to 10"),
    ({"mood": "four"}, "Choose a number from 0 to 10"),
    ({"moment": "triumph"}, "Choose one of these."),
    ({"intent": "at once"}, "Choose one of these."),
    ({"title": "t" * 201}, "Keep the title to 200 characters."),
    ({"new_tags": ",".join(map(str, range(13)))}, "Choose up to 12 words"),
    ({"new_tags": "x" * 41}, "to 40 characters."),
    ({"new_tags": "odd\x00"}, "Delete what looks odd"),
]


@pytest.mark.parametrize("do", ["keep", "share", "save"])
@pytest.mark.parametrize(("odd", "message"), REFUSED)
def test_a_refused_sheet_comes_back_filled(
    visit: Visit, cast: Cast, session: Session, odd: dict[str, str], message: str, do: str
) -> None:
    sent = fields(do=do, title="The coats", new_tags="the hallway", mood="3") | odd

    answer = visit(cast.maren).post("/my/reflections", **sent)

    assert answer.status_code == 400
    assert message in answer.text
    for kept in (sent["title"], sent["new_tags"].replace("\x00", ""), sent["body"].strip()):
        assert kept.replace("\x00", "") in answer.text.replace("\x00", "")
    assert 'value="k"' in answer.text
    assert count(session, Reflection) == 0


def test_windows_line_ends_count_once(visit: Visit, cast: Cast, session: Session) -> None:
    body = "a\r\n" * 25_000

    answer = visit(cast.maren).post("/my/reflections", **fields(body=body, do="keep"))

    assert answer.status_code == 303
    assert session.scalars(select(Revision)).one().body == "a\n" * 25_000


def test_six_presses_make_one_reflection(visit: Visit, cast: Cast, session: Session) -> None:
    visitor = visit(cast.maren)

    answers = [visitor.post("/my/reflections", **fields(do="share")) for _ in range(6)]

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert (count(session, Reflection), count(session, Revision)) == (1, 1)


def test_nobody_to_share_with_costs_no_words(visit: Visit, cast: Cast, session: Session) -> None:
    make.end_all_care(session, cast.maren)
    session.commit()
    visitor = visit(cast.maren)

    page = visitor.get("/my/write")
    answer = visitor.post("/my/reflections", **fields(do="share"))

    assert "nobody to share it with" in page.text
    assert 'value="share"' not in page.text
    assert answer.status_code == 400
    assert "Six buttons, one missing." in answer.text
    assert "this cannot be shared" in answer.text
    assert count(session, Reflection) == 0


def test_going_on_shows_the_draft_and_creates_nothing(
    visit: Visit, cast: Cast, session: Session
) -> None:
    kept = make.stored(
        session, make.kept_reflection(session, cast.maren, title="Coats", mood=3, tags=["family"])
    )

    page = visit(cast.maren).get(f"/my/reflections/{kept}/edit")

    assert make.BODY.splitlines()[0] in page.text
    assert 'value="Coats"' in page.text
    assert 'name="version" type="hidden" value="2"' in page.text
    assert count(session, Draft) == 0


def test_an_edit_of_shared_words_waits_as_a_draft(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = make.stored(session, make.shared_reflection(session, cast.maren))
    visitor, url = visit(cast.maren), f"/my/reflections/{shared}/edit"

    page = visitor.get(url)
    answer = visitor.post(url, **fields(version=2, body="New.", do="keep"))

    assert 'value="keep"' not in page.text
    assert "Share the new version with Ruth" in page.text
    assert answer.status_code == 303
    session.rollback()
    assert session.scalars(select(Draft)).one().body == "New."
    assert session.scalars(select(Reflection)).one().state is State.SHARED


def test_sharing_an_edit_makes_the_next_revision(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = make.stored(session, make.shared_reflection(session, cast.maren))

    visit(cast.maren).post(
        f"/my/reflections/{shared}/edit",
        **fields(version=2, body="New.", do="share"),
    )

    session.rollback()
    assert session.scalars(select(Reflection)).one().shared_number == 2


def test_a_stale_edit_shows_both_texts_and_a_way_on(
    visit: Visit, cast: Cast, session: Session
) -> None:
    draft = make.stored(session, make.draft_reflection(session, cast.maren, body="As it was."))
    visitor, url = visit(cast.maren), f"/my/reflections/{draft}/edit"
    visitor.post(url, **fields(version=1, body="From the other tab."))

    answer = visitor.post(
        url, **fields(version=1, body="From this tab.", do="share", mood="7", new_tags="sea")
    )

    assert answer.status_code == 409
    assert "From this tab." in answer.text
    assert "From the other tab." in answer.text
    session.rollback()
    assert session.scalars(select(Draft)).one().body == "From the other tab."
    session.rollback()
    on = visitor.post(
        url, **fields(version=2, body="From this tab.", do="go_on", mood="7", new_tags="sea")
    )
    assert on.headers["Location"] == url
    session.rollback()
    words = session.scalars(select(Draft)).one()
    assert (words.body, words.mood, words.tags) == ("From this tab.", 7, ["sea"])


def test_a_form_sent_again_with_other_words_after_sharing_shows_both(
    visit: Visit, cast: Cast
) -> None:
    visitor = visit(cast.maren)
    visitor.post("/my/reflections", **fields(do="share"))

    answer = visitor.post("/my/reflections", **fields(body="Added later.", do="share"))

    assert answer.status_code == 409
    assert "Added later." in answer.text
    assert "Six buttons, one missing." in answer.text


def test_an_old_tab_that_says_what_is_saved_is_not_stale(
    visit: Visit, cast: Cast, session: Session
) -> None:
    draft = make.stored(session, make.draft_reflection(session, cast.maren))
    visitor, url = visit(cast.maren), f"/my/reflections/{draft}/edit"
    visitor.post(url, **fields(version=1, body="The same."))

    answer = visitor.post(url, **fields(version=1, body="The same.", do="share"))

    assert answer.status_code == 303
    session.rollback()
    assert session.scalars(select(Reflection)).one().state is State.SHARED


def test_a_draft_can_be_thrown_away(visit: Visit, cast: Cast, session: Session) -> None:
    draft = make.stored(session, make.draft_reflection(session, cast.maren))

    answer = visit(cast.maren).post(
        f"/my/reflections/{draft}/edit", version=1, body="whatever", do="discard"
    )

    assert answer.headers["Location"] == "/my/reflections"
    assert (count(session, Reflection), count(session, Draft)) == (0, 0)
