"""Rotation: new keys for old while people work, however often it is broken off."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Practice, User
from portal.rights.erasing import erase
from portal.vault import rotation
from portal.vault.models import ClientKey, PracticeKey
from portal.vault.sealed import vault_of
from tests.cast import Cast
from tests.security.rotating import (
    itself,
    opened_everywhere,
    people_go_on,
    rotate_until,
    run,
    under_older,
)
from tests.stages import ON_SQLITE
from tests.visitor import Visitor


def test_r31_rotation_survives_being_killed_again_and_again(web: Flask, cast: Cast) -> None:
    maren = Visitor(web).sign_in(cast.maren)
    everything = opened_everywhere(web)
    assert run(web, "keys", "add").exit_code == 0
    left = []

    for number, after in enumerate((1, 4, 9)):
        said = rotate_until(web, after)

        assert "ended" not in said, "it was killed on its way"
        people_go_on(web, cast, maren, number)
        assert opened_everywhere(web) > everything
        assert run(web, "keys", "retire", "--yes").exit_code == 1
        left.append(under_older(web))
    said = rotate_until(web, None)

    assert "ended 0" in said
    assert left == sorted(left, reverse=True)
    assert left[0] > left[-1] > 0
    assert under_older(web) == 0
    people_go_on(web, cast, maren, 99)
    assert under_older(web) == 0, "what is new goes under the newest"


@ON_SQLITE
def test_r31_words_that_a_request_wrote_meanwhile_stay(
    web: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(web, "keys", "add")
    wrote, setting = [], rotation._set

    def meanwhile(session: Session, model: Any, *rest: Any, **values: Any) -> bool:
        if model is Practice and not wrote:
            practice = session.scalars(select(Practice)).one()
            owner, place = practice.sealing_owner(), Practice.name.place(practice)
            words = vault_of(session).seal(b"Quay House", owner, place)
            session.execute(update(Practice).values(name_sealed=words))
            wrote.append(True)
        return setting(session, model, *rest, **values)

    monkeypatch.setattr(rotation, "_set", meanwhile)
    told = run(web, "keys", "rotate")

    assert told.exit_code == 0, told.output
    assert wrote
    with itself(web) as session:
        assert session.scalars(select(Practice)).one().name == "Quay House"
    assert under_older(web) == 0


@ON_SQLITE
def test_r31_an_erased_client_stays_erased(web: Flask, cast: Cast) -> None:
    with itself(web) as session:
        erase(session, session.get_one(User, cast.idris.id), actor_id=None)
        session.commit()
    run(web, "keys", "add")

    assert run(web, "keys", "rotate").exit_code == 0

    with itself(web) as session:
        of_idris = select(ClientKey).where(ClientKey.client_id == cast.idris.id)
        assert [key.wrapped for key in session.scalars(of_idris)] == [None, None]
        newest = vault_of(session).newest(cast.idris.practice_id).id
        assert {key.practice_key_id for key in session.scalars(select(ClientKey))} == {newest}


@ON_SQLITE
def test_r31_a_second_rotation_without_a_new_root_changes_nothing(web: Flask) -> None:
    run(web, "keys", "add")
    run(web, "keys", "rotate")
    with itself(web) as session:
        before = session.execute(select(PracticeKey.id, PracticeKey.wrapped)).all()

    told = run(web, "keys", "rotate")

    assert told.exit_code == 0
    with itself(web) as session:
        assert session.execute(select(PracticeKey.id, PracticeKey.wrapped)).all() == before
    assert len(before) == 2
