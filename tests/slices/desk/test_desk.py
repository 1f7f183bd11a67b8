"""The desk: everything that waits, in the order it was asked for, with an end."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.caseload import services as caseload
from portal.caseload.queries import find_client
from portal.desk.waiting import desk as desk_of
from portal.reflections import services as reflections
from portal.reflections.queries import waiting_ids
from tests import factories as make
from tests.cast import Cast, Person, viewer_of
from tests.counting import MOST, statements_of
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

SIX_MINUTES = "word " * 1400


def meet(session: Session, client: Person, practitioner: Person, **later: float) -> None:
    """Set an appointment so much later than now."""
    file = find_client(session, client.id)
    assert file is not None
    caseload.set_appointment(
        file,
        practitioner_id=practitioner.id,
        starts_at=clock.now() + timedelta(**later),
        place=None,
    )


def titles_on(page: str) -> list[str]:
    """Return the titles of the desk's items in their order."""
    return re.findall(r'<span dir="auto">([^<]+)</span></a></h2>', page)


def test_nothing_waiting_is_a_good_page(visit: Visit, cast: Cast) -> None:
    page = visit(cast.ruth).get("/practice/desk").text

    assert "<h1>Nothing is waiting</h1>" in page
    assert "The desk is clear." in page


def test_the_head_says_the_whole(visit: Visit, cast: Cast, session: Session) -> None:
    make.shared_reflection(session, cast.maren, body=SIX_MINUTES)
    make.shared_reflection(session, cast.idris, body="Two words.")
    session.commit()

    page = visit(cast.ruth).get("/practice/desk").text

    assert "<h1>Two things, about six minutes</h1>" in page
    assert "About six minutes" in page
    assert "Under a minute" in page
    assert "Nothing more is waiting." in page


def test_what_was_asked_for_orders_it(visit: Visit, cast: Cast, session: Session) -> None:
    answered = make.shared_reflection(session, cast.maren, title="an answer", intent="reply")
    note = make.annotation_on(session, cast.ruth, answered)
    reflections.mark_read(answered, viewer_of(session, cast.ruth))
    make.reply_to(session, cast.maren, note, body="Yes, by the gate.")
    make.shared_reflection(session, cast.maren, title="just written", intent="just_write")
    make.shared_reflection(session, cast.maren, title="before, later", intent="before_meeting")
    make.shared_reflection(session, cast.idris, title="before, sooner", intent="before_meeting")
    make.shared_reflection(session, cast.idris, title="a reply, second", intent="reply")
    meet(session, cast.maren, cast.ruth, days=6)
    meet(session, cast.idris, cast.ruth, days=2)
    session.commit()

    page = visit(cast.ruth).get("/practice/desk").text

    assert titles_on(page) == [
        "a reply, second",
        "before, sooner",
        "before, later",
        "just written",
        "an answer",
    ]
    assert "Yes, by the gate." in page
    assert "no answer expected" in page


def test_before_a_meeting_that_is_not_set_stands_after_those_that_are(
    visit: Visit, cast: Cast, session: Session
) -> None:
    make.shared_reflection(session, cast.maren, title="no date", intent="before_meeting")
    make.shared_reflection(session, cast.idris, title="a date", intent="before_meeting")
    meet(session, cast.idris, cast.ruth, days=40)
    session.commit()

    page = visit(cast.ruth).get("/practice/desk").text

    assert titles_on(page) == ["a date", "no date"]
    assert "no appointment is set" in page


def test_only_what_is_shared_with_oneself_is_there(
    visit: Visit, cast: Cast, session: Session
) -> None:
    make.shared_reflection(session, cast.noor, title="of Noor")
    make.kept_reflection(session, cast.maren, title="kept")
    make.draft_reflection(session, cast.maren, title="a draft")
    make.withdrawn_reflection(session, cast.maren, title="taken back")
    session.commit()

    for person in (cast.ruth, cast.sena):
        assert titles_on(visit(person).get("/practice/desk").text) == []
    assert titles_on(visit(cast.tobias).get("/practice/desk").text) == ["of Noor"]


def test_what_is_read_is_gone_from_it(visit: Visit, cast: Cast, session: Session) -> None:
    shared = make.shared_reflection(session, cast.maren)
    session.commit()
    ruth = visit(cast.ruth)

    ruth.post(f"/practice/reflections/{shared.id}/read")

    assert "Nothing is waiting" in ruth.get("/practice/desk").text


def test_words_are_escaped_and_without_a_title_that_is_said(
    visit: Visit, cast: Cast, session: Session
) -> None:
    make.shared_reflection(session, cast.maren, body="<script>alert(1)</script> & so on")
    session.commit()

    page = visit(cast.ruth).get("/practice/desk").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in page
    assert titles_on(page) == ["no title"]


def test_who_comes_today_stands_beside(visit: Visit, cast: Cast, session: Session) -> None:
    meet(session, cast.idris, cast.ruth, seconds=1)
    meet(session, cast.maren, cast.ruth, days=1)
    meet(session, cast.noor, cast.tobias, seconds=1)
    session.commit()

    page = visit(cast.ruth).get("/practice/desk").text

    assert "Idris Bello" in page
    assert "Maren" not in page
    assert "Noor" not in page


def test_opening_it_is_in_the_record_of_those_it_shows(
    visit: Visit, cast: Cast, session: Session
) -> None:
    make.shared_reflection(session, cast.maren)
    make.shared_reflection(session, cast.maren)
    session.commit()

    visit(cast.ruth).get("/practice/desk")

    opened = select(AuditEvent.client_id).where(AuditEvent.kind == Kind.DESK_OPENED)
    assert session.scalars(opened).all() == [cast.maren.id]


def test_forty_things_take_no_more_statements_than_two(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    def share(times: int) -> None:
        for _time in range(times):
            for client in (cast.maren, cast.idris):
                answered = make.shared_reflection(session, client)
                make.reply_to(session, client, make.annotation_on(session, cast.ruth, answered))
        session.commit()

    ruth = visit(cast.ruth)
    share(1)
    ruth.get("/practice/desk")
    with statements_of(app) as few:
        ruth.get("/practice/desk")
    share(19)

    with statements_of(app) as many:
        page = ruth.get("/practice/desk").text

    assert len(titles_on(page)) == 40
    assert len(few) == len(many) <= MOST


@pytest.mark.parametrize("who", ["joan", "maren"])
def test_it_is_for_practitioners_alone(visit: Visit, cast: Cast, who: str) -> None:
    assert visit(cast.everybody()[who]).get("/practice/desk").status_code in {403, 404}


def test_signed_out_it_leads_to_signing_in(visit: Visit) -> None:
    assert visit(None).get("/practice/desk").location == "/sign-in?next=/practice/desk"


def test_it_cannot_be_posted_to(visit: Visit, cast: Cast) -> None:
    assert visit(cast.ruth).post("/practice/desk").status_code == 405


def test_the_reading_view_goes_on_in_the_order_of_the_desk(cast: Cast, session: Session) -> None:
    ruth = viewer_of(session, cast.ruth)
    meet(session, cast.maren, cast.ruth, days=2)
    for who, intent in (
        (cast.idris, "just_write"),
        (cast.idris, "before_meeting"),
        (cast.maren, "before_meeting"),
        (cast.maren, "reply"),
    ):
        make.shared_reflection(session, who, intent=intent)

    items = desk_of(session, ruth, day=(clock.now(), clock.now())).items

    assert [item.reflection_id for item in items] == list(waiting_ids(session, ruth))
