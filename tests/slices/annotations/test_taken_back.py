"""What was taken back stays taken back, also when other words of it are shared later."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.reflections.models import Reflection
from tests import factories as make
from tests.cast import Cast, Person
from tests.counting import MOST, statements_of
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
BEFORE = "Too much about the neighbours. And rain."


@pytest.fixture
def shared(session: Session, cast: Cast) -> Reflection:
    """What Maren shared with more in it than she wished."""
    return make.shared_reflection(session, cast.maren, body=BEFORE)


def share_again(session: Session, reflection: Reflection, body: str) -> str:
    """Take it back, share `body` in its place; return where the practitioner reads it."""
    make.reflections.withdraw(reflection)
    make.reflections.save_draft(reflection, make.Writing.of(body), version=reflection.version)
    make.reflections.share(reflection)
    session.flush()
    return f"/practice/reflections/{reflection.id}"


def test_sharing_other_words_does_not_bring_back_what_was_taken_back(
    visit: Visit, cast: Cast, session: Session, shared: Reflection
) -> None:
    ruth, url = visit(cast.ruth), share_again(session, shared, "Only rain.")

    page = ruth.get(url).text

    assert "Only rain." in page
    assert "Other versions" not in page
    assert ruth.fetch(f"{url}?version=1").status_code == 404
    answer = ruth.post(f"{url}/annotations", version="1", body="I saw that.")
    assert answer.status_code == 404
    assert "neighbours" not in answer.text


def test_the_client_still_has_every_version(
    visit: Visit, cast: Cast, session: Session, shared: Reflection
) -> None:
    share_again(session, shared, "Only rain.")

    page = visit(cast.maren).get(f"/my/reflections/{shared.id}?version=1").text

    assert "Too much about the neighbours." in page


def test_the_same_words_can_be_shared_again(
    visit: Visit, cast: Cast, session: Session, shared: Reflection
) -> None:
    make.reflections.withdraw(shared)
    make.reflections.share(shared)
    session.flush()

    assert "neighbours" in visit(cast.ruth).get(f"/practice/reflections/{shared.id}").text


def test_a_version_with_notes_on_it_opens_again_with_them(
    visit: Visit, cast: Cast, app: Flask, session: Session, shared: Reflection
) -> None:
    note = make.annotation_on(session, cast.ruth, shared, quote="And rain", body="Rain, again.")
    ruth, url = visit(cast.ruth), share_again(session, shared, "Only rain.")

    assert "Rain, again." in ruth.get(f"{url}?version=1").text
    assert ruth.post(f"/practice/annotations/{note.id}/replies", body="x").status_code == 303
    with statements_of(app) as sent:
        ruth.get(url)
    assert len(sent) <= MOST


def test_an_edit_while_it_is_shared_takes_nothing_back(
    visit: Visit, cast: Cast, session: Session
) -> None:
    edited = make.edited_reflection(session, cast.maren, body="First.", then="Second.")

    assert "First." in visit(cast.ruth).get(f"/practice/reflections/{edited.id}?version=1").text
