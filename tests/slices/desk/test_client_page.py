"""The page about one client, and what is agreed on it: appointments, reading, and an end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.caseload.models import Appointment
from portal.caseload.queries import care_between
from portal.journey.services import set_goal
from tests import factories as make
from tests.cast import Cast, Person
from tests.counting import MOST, statements_of
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

ACTS = ("appointments", "agreement", "end")


def page_of(person: Person) -> str:
    return f"/practice/clients/{person.id}"


def in_days(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def test_it_says_where_things_stand(visit: Visit, cast: Cast, session: Session) -> None:
    make.shared_reflection(session, cast.maren, title="The gate", intent="reply")
    make.kept_reflection(session, cast.maren, title="only mine")
    set_goal(
        session,
        practice_id=cast.maren.practice_id,
        client_id=cast.maren.id,
        words="Eat with others once a week",
    )
    session.commit()

    page = visit(cast.ruth).get(page_of(cast.maren)).text

    assert "Maren Aldous" in page
    assert "In care with you here since" in page
    assert "The last word came today." in page
    assert "One thing waits." in page
    assert "No appointment is set." in page
    assert "The gate" in page
    assert "Waits to be read" in page
    assert "Eat with others once a week" in page
    assert "only mine" not in page


def test_an_empty_file_is_a_good_page(visit: Visit, cast: Cast) -> None:
    page = visit(cast.ruth).get(page_of(cast.idris)).text

    assert "Nothing has been shared yet." in page
    assert "What your client keeps for themselves is not counted here." in page


def test_its_title_names_nobody(visit: Visit, cast: Cast) -> None:
    page = visit(cast.ruth).get(page_of(cast.maren)).text

    assert "Maren" not in page.split("<title>")[1].split("</title>")[0]


@pytest.mark.parametrize("who", ["tobias", "sena", "joan", "maren", "idris"])
def test_nobody_else_opens_it_or_does_anything_there(
    visit: Visit, cast: Cast, session: Session, who: str
) -> None:
    other = visit(cast.everybody()[who])

    assert other.get(page_of(cast.maren)).status_code in {403, 404}
    assert other.get(f"{page_of(cast.maren)}/end").status_code in {403, 404}
    for act in ACTS:
        assert other.post(f"{page_of(cast.maren)}/{act}").status_code in {403, 404}
    assert care_between(session, cast.maren.id, cast.ruth.id) is not None


def test_an_unknown_client_and_a_foreign_one_are_the_same(visit: Visit, cast: Cast) -> None:
    ruth = visit(cast.ruth)

    foreign = ruth.get(page_of(cast.noor))
    unknown = ruth.get("/practice/clients/01890000-0000-7000-8000-000000000000")
    staff = ruth.get(page_of(cast.tobias))

    assert foreign.status_code == unknown.status_code == staff.status_code == 404


def test_an_invited_client_has_no_page_yet(visit: Visit, cast: Cast) -> None:
    assert visit(cast.ruth).get(page_of(cast.wren)).status_code == 404


def test_signed_out_it_leads_to_signing_in(visit: Visit, cast: Cast) -> None:
    assert visit(None).get(page_of(cast.maren)).status_code == 302


def test_opening_it_is_recorded(visit: Visit, cast: Cast, session: Session) -> None:
    visit(cast.ruth).get(page_of(cast.maren))

    opened = select(AuditEvent.client_id).where(AuditEvent.kind == Kind.CLIENT_OPENED)
    assert session.scalars(opened).all() == [cast.maren.id]


def test_it_takes_few_statements(app: Flask, visit: Visit, cast: Cast, session: Session) -> None:
    for _time in range(25):
        make.shared_reflection(session, cast.maren)
    session.commit()
    ruth = visit(cast.ruth)
    ruth.post(f"{page_of(cast.maren)}/appointments", day=in_days(3), at="16:00", place="Room 2")
    ruth.get(page_of(cast.maren))

    with statements_of(app) as sent:
        page = ruth.get(page_of(cast.maren)).text

    assert page.count("Waits to be read") == 20
    assert "These are the latest 20." in page
    assert len(sent) <= MOST


def test_the_next_appointment_is_set_in_the_practices_time_and_then_moved(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth = visit(cast.ruth)
    where = f"{page_of(cast.maren)}/appointments"

    ruth.post(where, day="2031-07-03", at="16:00", place="Room 2")
    first = session.scalars(select(Appointment)).one()
    moment, place = first.starts_at, first.place
    session.rollback()
    answer = ruth.post(where, day="2031-12-03", at="09:30", place="")

    moved = session.scalars(select(Appointment)).one()
    assert (moment.isoformat(), place) == ("2031-07-03T15:00:00+00:00", "Room 2")
    assert (moved.starts_at.isoformat(), moved.place) == ("2031-12-03T09:30:00+00:00", None)
    assert answer.location == page_of(cast.maren)
    assert "Wednesday 3 December 2031, 09:30" in visit(cast.maren).get("/my/today").text


def test_an_appointment_is_taken_out(visit: Visit, cast: Cast, session: Session) -> None:
    ruth = visit(cast.ruth)
    ruth.post(f"{page_of(cast.maren)}/appointments", day=in_days(3), at="16:00")
    appointment_id = session.scalars(select(Appointment.id)).one()
    session.rollback()
    cancel = f"/practice/appointments/{appointment_id}/cancel"

    for other in (cast.tobias, cast.sena, cast.joan, cast.maren):
        assert visit(other).post(cancel).status_code in {403, 404}
    ruth.post(cancel)

    assert session.scalars(select(Appointment)).all() == []
    assert ruth.post(cancel).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "2020-01-01"}, "This moment has passed"),
        ({"day": ""}, "Choose a day"),
        ({"day": "yesterday"}, "Choose a day"),
        ({"at": ""}, "Choose a time"),
        ({"at": "25:99"}, "Choose a time"),
        ({"place": "x" * 201}, "200 characters"),
    ],
)
def test_a_bad_appointment_comes_back_filled(
    visit: Visit, cast: Cast, session: Session, fields: dict[str, str], words: str
) -> None:
    form = {"day": in_days(3), "at": "16:00", "place": "Room 2", **fields}

    answer = visit(cast.ruth).post(f"{page_of(cast.maren)}/appointments", **form)

    assert answer.status_code == 400
    assert words in answer.text
    assert "<details open>" in answer.text
    for name, typed in form.items():
        assert name in fields or typed in answer.text
    assert session.scalars(select(Appointment)).all() == []


def test_a_form_sent_twice_sets_one_appointment(visit: Visit, cast: Cast, session: Session) -> None:
    ruth = visit(cast.ruth)
    form = {"day": in_days(3), "at": "16:00", "once": "the same key"}

    for _time in range(2):
        ruth.post(f"{page_of(cast.maren)}/appointments", **form)

    noted = select(AuditEvent).where(AuditEvent.kind == Kind.APPOINTMENT_SET)
    assert len(session.scalars(select(Appointment)).all()) == 1
    assert len(session.scalars(noted).all()) == 1


def test_what_is_agreed_is_seen_by_the_client(visit: Visit, cast: Cast) -> None:
    words = "I read on Tuesdays.\r\nAnd before we meet."

    answer = visit(cast.ruth).post(f"{page_of(cast.maren)}/agreement", agreement=words)

    assert answer.location == page_of(cast.maren)
    assert "I read on Tuesdays." in visit(cast.maren).get("/my/today").text
    assert "I read on Tuesdays." in visit(cast.ruth).get(page_of(cast.maren)).text


def test_an_agreement_that_is_too_long_comes_back(visit: Visit, cast: Cast) -> None:
    words = "much " * 500

    answer = visit(cast.ruth).post(f"{page_of(cast.maren)}/agreement", agreement=words)

    assert answer.status_code == 400
    assert words.strip() in answer.text


def test_ending_care_is_explained_first_and_then_ends_at_the_next_click(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = make.shared_reflection(session, cast.maren)
    session.commit()
    ruth = visit(cast.ruth)

    explained = ruth.get(f"{page_of(cast.maren)}/end").text
    answer = ruth.post(f"{page_of(cast.maren)}/end")

    assert "You cannot undo this yourself." in explained
    assert answer.location == "/practice/caseload"
    for page in (page_of(cast.maren), f"/practice/reflections/{shared.id}"):
        assert ruth.get(page).status_code == 404
    assert "Maren" not in ruth.get("/practice/caseload").text
    today = visit(cast.maren).get("/my/today").text
    assert "Your care here has ended." in today
    assert visit(cast.maren).get(f"/my/reflections/{shared.id}").status_code == 200


def test_wrong_methods_are_refused(visit: Visit, cast: Cast) -> None:
    ruth = visit(cast.ruth)

    assert ruth.post(page_of(cast.maren)).status_code == 405
    assert ruth.get(f"{page_of(cast.maren)}/appointments").status_code == 405
