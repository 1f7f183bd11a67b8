"""Care that begins, goes over and ends: what each change does to what people see next."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access.reach import EVERYTHING, Part
from portal.accounts.models import User
from portal.caseload.going_on import care_history
from portal.caseload.models import Appointment, CareRelationship, ClientSummary
from portal.caseload.queries import care_between
from portal.caseload.services import set_appointment
from portal.journey.services import set_goal
from portal.private_notes.models import PrivateNote
from portal.reports import services as reports
from portal.transfers.models import Transfer
from tests import factories as make
from tests.cast import Cast, Person
from tests.house.world import PERIOD, _finish
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

WORDS = {
    "old": "quillowmere by the tide",
    "note": "brackenlode beside it",
    "reply": "sedgewhistle she answered",
    "goal": "marramstrand every week",
    "private": "zanzibarlark for me alone",
    "new": "thrumwick after the change",
}


@pytest.fixture
def before(session: Session, cast: Cast) -> dict[str, uuid.UUID]:
    """What lies between Maren and Ruth before anything changes, a day ago."""
    with time_machine.travel(clock.now() - timedelta(days=1), tick=False):
        old = make.shared_reflection(session, cast.maren, body=WORDS["old"], mood=3)
        note = make.annotation_on(session, cast.ruth, old, body=WORDS["note"])
        make.reply_to(session, cast.maren, note, body=WORDS["reply"])
        make.private_note_on(session, cast.ruth, old, body=WORDS["private"])
        client = session.get_one(User, cast.maren.id)
        set_goal(session, practice_id=client.practice_id, client_id=client.id, words=WORDS["goal"])
        report = reports.begin_report(session, client, author_id=cast.ruth.id, period=PERIOD)
        session.flush()
        _finish(session, report)
        reports.share_report(report)
        set_appointment(
            client,
            practitioner_id=cast.ruth.id,
            starts_at=clock.now() + timedelta(days=9),
            place=None,
        )
        session.commit()
    ids = {"old": old.id, "note": note.id, "report": report.id}
    ids["care"] = in_care(session, cast.maren, cast.ruth).id
    return ids


def in_care(session: Session, client: Person, practitioner: Person) -> CareRelationship:
    """Return the care of the two that goes on."""
    care = care_between(session, client.id, practitioner.id)
    assert care is not None
    return care


def hand_over(
    visit: Visit, session: Session, cast: Cast, *parts: Part
) -> tuple[Visitor, Visitor, Visitor]:
    """Let Ruth propose Tobias and Maren agree; return the three at their browsers."""
    ruth, maren, tobias = visit(cast.ruth), visit(cast.maren), visit(cast.tobias)
    ruth.post(f"/practice/clients/{cast.maren.id}/transfer", colleague=str(cast.tobias.id))
    proposed = session.scalars(select(Transfer.id)).one()
    answer = maren.post(f"/my/transfer/{proposed}/agree", parts=[part.value for part in parts])
    assert answer.status_code == 302, answer.text
    return ruth, maren, tobias


def seen_by(visitor: Visitor, cast: Cast, ids: dict[str, uuid.UUID]) -> set[str]:
    """Return which of the words stand on any page of a practitioner's about Maren."""
    addresses = (
        "/practice/desk",
        "/practice/caseload",
        f"/practice/clients/{cast.maren.id}",
        f"/practice/clients/{cast.maren.id}/private-notes",
        f"/practice/reflections/{ids['old']}",
        f"/practice/reports/{ids['report']}",
        "/practice/reports",
    )
    pages = [visitor.fetch(address) for address in addresses]
    text = "\n".join(page.text for page in pages if page.status_code == 200)
    return {name for name, words in WORDS.items() if words in text}


def test_r25_after_care_has_ended_the_practitioner_opens_nothing_of_the_clients(
    visit: Visit, session: Session, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    ruth = visit(cast.ruth)
    assert {"old", "note", "reply", "goal", "private"} <= seen_by(ruth, cast, before)

    ruth.post(f"/practice/clients/{cast.maren.id}/end")

    make.end_all_care(session, cast.maren)
    assert seen_by(ruth, cast, before) == set()


def test_r25_the_practitioner_keeps_their_own_records_to_read(
    visit: Visit, session: Session, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    ruth, care = visit(cast.ruth), before["care"]
    ruth.post(f"/practice/clients/{cast.maren.id}/end")

    listed = ruth.get("/practice/former").text
    notes = ruth.get(f"/practice/former/{care}/private-notes").text
    pages = ruth.get(f"/practice/former/{care}").text
    pdf = ruth.fetch(f"/practice/former/{care}/reports/{before['report']}.pdf")

    assert cast.maren.name in listed
    assert WORDS["private"] in notes
    assert f"/practice/former/{care}/reports/{before['report']}.pdf" in pages
    assert pdf.data.startswith(b"%PDF")
    for words in ("old", "note", "reply", "goal"):
        assert WORDS[words] not in listed + notes + pages
    assert (
        ruth.post(f"/practice/clients/{cast.maren.id}/private-notes", body="more").status_code
        == 404
    )


def test_r25_nobody_else_opens_what_a_former_practitioner_keeps(
    visit: Visit, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    ruth, care = visit(cast.ruth), before["care"]
    ruth.post(f"/practice/clients/{cast.maren.id}/end")
    addresses = (
        f"/practice/former/{care}",
        f"/practice/former/{care}/private-notes",
        f"/practice/former/{care}/reports/{before['report']}.pdf",
    )

    for person in (cast.tobias, cast.sena, cast.joan, cast.maren):
        visitor = visit(person)
        assert {visitor.fetch(address).status_code for address in addresses} == {404}
    assert {ruth.fetch(address).status_code for address in addresses} == {200}


def test_r25_records_close_when_their_time_is_over_and_do_not_open_unless_it_is_set(
    app: Flask, visit: Visit, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    ruth, care = visit(cast.ruth), before["care"]
    ruth.post(f"/practice/clients/{cast.maren.id}/end")
    assert ruth.fetch(f"/practice/former/{care}").status_code == 200

    object.__setattr__(app.extensions["settings"], "retention_years", 0)
    closed, listed = ruth.fetch(f"/practice/former/{care}"), ruth.get("/practice/former").text
    object.__setattr__(app.extensions["settings"], "retention_years", 10)

    assert closed.status_code == 404
    assert cast.maren.name not in listed


def test_r25_what_the_client_writes_afterwards_reaches_nobody(
    visit: Visit, session: Session, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    ruth.post(f"/practice/clients/{cast.maren.id}/end")
    goal = maren.post("/my/goals", words=WORDS["new"])
    kept = maren.post("/my/reflections", key="after", do="keep", body=WORDS["new"])

    assert (goal.status_code, kept.status_code) == (302, 303)
    assert "Share with" not in maren.get(f"/my/reflections/{before['old']}").text
    assert seen_by(ruth, cast, before) == set()
    assert WORDS["old"] in maren.get(f"/my/reflections/{before['old']}").text
    assert WORDS["note"] in maren.get(f"/my/reflections/{before['old']}").text


def test_r25_both_are_told_and_appointments_to_come_are_taken_out(
    visit: Visit, session: Session, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    assert session.scalars(select(Appointment)).all()

    answer = maren.post(f"/my/care/{before['care']}/end")

    assert answer.status_code == 302
    assert "A client of yours ended care with you" in ruth.get("/practice/desk").text
    assert "Care that has ended" in maren.get("/my/today").text
    assert "keeps only their own records" in maren.get("/my/privacy").text
    session.expire_all()
    assert not session.scalars(select(Appointment)).all()
    assert not session.scalars(
        select(ClientSummary).where(ClientSummary.client_id == cast.maren.id)
    ).all()


def test_r24_an_end_of_care_counts_at_the_next_click_of_another_browser(
    visit: Visit, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    address = f"/practice/reflections/{before['old']}"
    assert WORDS["old"] in ruth.get(address).text

    maren.post(f"/my/care/{before['care']}/end")

    assert ruth.fetch(address).status_code == 404
    assert WORDS["old"] not in ruth.get("/practice/desk").text


def test_r27_nothing_changes_until_the_client_says_yes(
    visit: Visit, session: Session, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    ruth, maren, tobias = visit(cast.ruth), visit(cast.maren), visit(cast.tobias)
    seen = seen_by(ruth, cast, before)

    ruth.post(f"/practice/clients/{cast.maren.id}/transfer", colleague=str(cast.tobias.id))
    proposed = session.scalars(select(Transfer.id)).one()

    assert "Tobias Lindqvist" in maren.get("/my/today").text
    assert "checked" not in maren.get(f"/my/transfer/{proposed}").text
    assert seen_by(ruth, cast, before) == seen
    assert seen_by(tobias, cast, before) == set()
    assert cast.maren.name not in tobias.get("/practice/desk").text
    assert maren.post(f"/my/transfer/{proposed}/decline").status_code == 302
    assert "chose today to stay with you" in ruth.get("/practice/desk").text
    assert seen_by(ruth, cast, before) == seen


@pytest.mark.parametrize(
    ("parts", "seen"),
    [
        ((), set()),
        ((Part.REFLECTIONS,), {"old"}),
        ((Part.ANNOTATIONS,), set()),
        ((Part.GOALS,), {"goal"}),
        ((Part.REFLECTIONS, Part.ANNOTATIONS), {"old", "note", "reply"}),
        (tuple(Part), {"old", "note", "reply", "goal"}),
    ],
)
def test_r27_the_new_practitioner_sees_exactly_what_was_ticked(
    visit: Visit,
    session: Session,
    cast: Cast,
    before: dict[str, uuid.UUID],
    parts: tuple[Part, ...],
    seen: set[str],
) -> None:
    _ruth, _maren, tobias = hand_over(visit, session, cast, *parts)

    assert seen_by(tobias, cast, before) == seen
    report = tobias.fetch(f"/practice/reports/{before['report']}.pdf")
    assert report.status_code == (200 if Part.REPORTS in parts else 404)
    caseload = tobias.get("/practice/caseload").text
    assert cast.maren.name in caseload
    waits = "Answer to your note" in caseload or "Just needed to write it" in caseload
    assert waits is (Part.REFLECTIONS in parts)


def test_r27_what_is_shared_after_the_transfer_is_seen_whatever_came_along(
    visit: Visit, session: Session, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    _ruth, maren, tobias = hand_over(visit, session, cast)
    maren.post("/my/reflections", key="afterwards", do="share", body=WORDS["new"])

    assert seen_by(tobias, cast, before) == {"new"}

    edit = {"version": 2, "do": "share", "body": "The tide, once more."}
    assert maren.post(f"/my/reflections/{before['old']}/edit", **edit).status_code == 303
    page = tobias.get(f"/practice/reflections/{before['old']}").text
    assert "The tide, once more." in page
    assert WORDS["old"] not in page
    assert WORDS["note"] not in page


def test_r27_the_old_practitioner_sees_nothing_more_and_private_notes_never_move(
    visit: Visit, session: Session, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    ruth, maren, tobias = hand_over(visit, session, cast, *Part)
    maren.post("/my/reflections", key="afterwards", do="share", body=WORDS["new"])

    assert seen_by(ruth, cast, before) == set()
    assert "private" not in seen_by(tobias, cast, before)
    assert {note.author_id for note in session.scalars(select(PrivateNote))} == {cast.ruth.id}
    assert "went over to Tobias Lindqvist" in ruth.get("/practice/desk").text
    assert "came over to you from Ruth Adeyemi" in tobias.get("/practice/desk").text


def test_r27_only_the_client_answers_and_only_once(
    visit: Visit, session: Session, cast: Cast, before: dict[str, uuid.UUID]
) -> None:
    ruth = visit(cast.ruth)
    ruth.post(f"/practice/clients/{cast.maren.id}/transfer", colleague=str(cast.tobias.id))
    proposed = session.scalars(select(Transfer.id)).one()
    for person in (cast.ruth, cast.tobias, cast.noor, cast.joan):
        other = visit(person)
        assert other.post(f"/my/transfer/{proposed}/agree").status_code == 404
        assert other.fetch(f"/my/transfer/{proposed}").status_code == 404

    maren = visit(cast.maren)
    maren.post(f"/my/transfer/{proposed}/decline")
    maren.post(f"/my/transfer/{proposed}/agree", parts=["reflections"])

    session.expire_all()
    assert in_care(session, cast.maren, cast.ruth).ended_at is None
    assert care_between(session, cast.maren.id, cast.tobias.id) is None


def test_r27_a_first_care_relationship_carries_all_and_a_later_one_nothing_by_itself(
    session: Session, cast: Cast
) -> None:
    kinds = {care.carried for care, _who in care_history(session, cast.maren.id)}

    assert kinds == {EVERYTHING}
    assert CareRelationship.__table__.c.carried.default.arg({}) == frozenset()
