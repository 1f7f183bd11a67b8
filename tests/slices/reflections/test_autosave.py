"""Saving while writing: the same addresses, asked by a script for JSON."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.reflections.models import Draft, Reflection, State
from tests import factories as make
from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]


def test_the_first_save_tells_where_the_words_go_on(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visitor = visit(cast.maren)

    first = visitor.post("/my/reflections", _json=True, key="k", body="Six buttons")
    again = visitor.post("/my/reflections", _json=True, key="k", body="Six buttons, one")
    then = visitor.post(
        first.json["edit_url"], _json=True, version=again.json["version"], body="Six buttons."
    )

    reflection = session.scalars(select(Reflection)).one()
    assert (first.status_code, again.status_code, then.status_code) == (200, 200, 200)
    assert re.fullmatch(r"\d\d:\d\d", first.json["saved_at"])
    assert first.json["edit_url"] == f"/my/reflections/{reflection.id}/edit"
    assert (first.json["version"], again.json["version"], then.json["version"]) == (1, 1, 2)
    assert session.scalars(select(Draft)).one().body == "Six buttons."


def test_a_script_only_ever_saves(visit: Visit, cast: Cast, session: Session) -> None:
    visit(cast.maren).post("/my/reflections", _json=True, key="k", body="Words", do="share")

    assert session.scalars(select(Reflection)).one().state is State.DRAFT


def test_a_draft_may_be_emptied_but_not_begun_empty(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visitor = visit(cast.maren)

    empty = visitor.post("/my/reflections", _json=True, key="k", body=" ")
    begun = visitor.post("/my/reflections", _json=True, key="k", body="Words")
    emptied = visitor.post(begun.json["edit_url"], _json=True, version=1, body="")

    assert empty.status_code == 400
    assert empty.json["error"] == "words"
    assert empty.json["messages"] == ["Write at least one sentence. It can be short."]
    assert emptied.status_code == 200
    assert session.scalars(select(Draft)).one().body == ""


def test_a_crossed_save_gets_the_saved_words_back(visit: Visit, cast: Cast) -> None:
    visitor = visit(cast.maren)
    url = visitor.post("/my/reflections", _json=True, key="k", body="One").json["edit_url"]
    visitor.post(url, _json=True, version=1, body="Two")

    crossed = visitor.post(url, _json=True, version=1, body="Three")

    assert crossed.status_code == 409
    assert crossed.json == {"error": "stale", "version": 2, "body": "Two"}


def test_an_answer_lost_on_the_way_is_no_second_writer(visit: Visit, cast: Cast) -> None:
    visitor = visit(cast.maren)
    url = visitor.post("/my/reflections", _json=True, key="k", body="One").json["edit_url"]
    visitor.post(url, _json=True, version=1, body="Two")

    again = visitor.post(url, _json=True, version=1, body="Two")

    assert again.status_code == 200
    assert again.json["version"] == 2


def test_a_script_that_was_signed_out_gets_401(visit: Visit) -> None:
    answer = visit(None).post("/my/reflections", _json=True, key="k", body="Words")

    assert answer.status_code == 401
    assert answer.json == {"error": 401}


def test_a_script_with_an_old_token_gets_400(visit: Visit, cast: Cast, session: Session) -> None:
    answer = visit(cast.maren).post(
        "/my/reflections", _json=True, key="k", body="Words", csrf_token="old"
    )

    assert answer.status_code == 400
    assert answer.json == {"error": "form"}
    assert session.scalars(select(Reflection)).all() == []


@pytest.mark.parametrize("who", ["idris", "ruth", "sena", "joan"])
def test_nobody_else_saves_into_a_draft(
    visit: Visit, cast: Cast, session: Session, who: str
) -> None:
    draft = make.stored(session, make.draft_reflection(session, cast.maren))

    answer = visit(cast.everybody()[who]).post(
        f"/my/reflections/{draft}/edit", _json=True, version=1, body="Not mine"
    )

    assert answer.status_code == 404
    assert session.scalars(select(Draft)).one().body == make.BODY
