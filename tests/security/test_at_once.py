"""R24, R27: two people, or two windows, at the very same moment: what holds afterwards is one."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.annotations import services as annotations
from portal.annotations.models import Annotation, Reply
from portal.reflections.models import Reflection, State
from portal.transfers import queries as transfers
from portal.transfers.models import Transfer
from tests import factories
from tests.cast import Cast, Person
from tests.stages import ON_POSTGRESQL
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
Deed = Callable[[], int]
TABLES = {"annotation": Annotation, "reply": Reply}


def at_once(*deeds: Deed) -> list[int]:
    """Let all of it be done at the same moment; return what was answered."""
    together = Barrier(len(deeds))

    def do(deed: Deed) -> int:
        together.wait(timeout=30)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


@ON_POSTGRESQL
def test_r27_a_transfer_that_is_proposed_twice_at_once_is_one(
    visit: Visit, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = transfers.open_proposal_by

    def slowly(*asked: Any) -> Any:
        found = looked(*asked)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(transfers, "open_proposal_by", slowly)
    here = f"/practice/clients/{cast.maren.id}/transfer"
    windows = [visit(cast.ruth), visit(cast.ruth)]

    answers = at_once(
        lambda: windows[0].post(here, colleague=str(cast.tobias.id)).status_code,
        lambda: windows[1].post(here, colleague=str(cast.sena.id)).status_code,
    )

    assert answers == [302, 302]
    session.rollback()
    assert len(session.scalars(select(Transfer)).all()) == 1


@ON_POSTGRESQL
@pytest.mark.parametrize("kind", ["annotation", "reply"])
def test_r24_no_note_is_written_on_what_is_taken_back_at_the_same_moment(
    visit: Visit, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    shared = factories.shared_reflection(session, cast.maren)
    note = factories.annotation_on(session, cast.ruth, shared)
    read, reflection_id = (
        f"/practice/annotations/{note.id}/replies",
        factories.stored(session, shared),
    )
    ruth, maren, begun = visit(cast.ruth), visit(cast.maren), Barrier(2)
    written = annotations.body_of_note

    def slowly(*asked: Any) -> str:
        begun.wait(timeout=30)  # the reflection was looked at, and found shared
        time.sleep(1)
        return written(*asked)

    def take_back() -> int:
        begun.wait(timeout=30)
        return maren.post(f"/my/reflections/{reflection_id}/withdraw").status_code

    def write() -> int:
        here = (
            f"/practice/reflections/{reflection_id}/annotations" if kind == "annotation" else read
        )
        return ruth.post(here, version=1, body="A moment too late.", quote="").status_code

    monkeypatch.setattr(annotations, "body_of_note", slowly)

    assert at_once(write, take_back) == [303, 303]

    session.rollback()
    reflection, table = session.get_one(Reflection, reflection_id), TABLES[kind]
    last = session.scalars(select(table.written_at).order_by(table.written_at.desc())).first()
    assert reflection.state is State.WITHDRAWN
    assert last is not None
    assert last <= reflection.withdrawn_at, "the note came first, and was taken back with the rest"
