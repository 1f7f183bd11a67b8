"""Care that ends: what it changes at the next click, and what stays with whom."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.caseload.models import Appointment, ClientSummary
from tests import factories as make
from tests.cast import Cast
from tests.security.caring import WORDS, Ids, Visit, seen_by


def test_r25_after_care_has_ended_the_practitioner_opens_nothing_of_the_clients(
    visit: Visit, session: Session, cast: Cast, before: Ids
) -> None:
    ruth = visit(cast.ruth)
    assert {"old", "note", "reply", "goal", "private"} <= seen_by(ruth, cast, before)

    ruth.post(f"/practice/clients/{cast.maren.id}/end")

    make.end_all_care(session, cast.maren)
    assert seen_by(ruth, cast, before) == set()


def test_r25_the_practitioner_keeps_their_own_records_to_read(
    visit: Visit, session: Session, cast: Cast, before: Ids
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
    visit: Visit, cast: Cast, before: Ids
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
    app: Flask, visit: Visit, cast: Cast, before: Ids
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
    visit: Visit, session: Session, cast: Cast, before: Ids
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
    visit: Visit, session: Session, cast: Cast, before: Ids
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
    visit: Visit, cast: Cast, before: Ids
) -> None:
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    address = f"/practice/reflections/{before['old']}"
    assert WORDS["old"] in ruth.get(address).text

    maren.post(f"/my/care/{before['care']}/end")

    assert ruth.fetch(address).status_code == 404
    assert WORDS["old"] not in ruth.get("/practice/desk").text
