"""R26: what is entrusted to somebody who does not treat is told, narrow, and ends by itself."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import may
from portal.access.scope import OutOfScope
from portal.accounts.models import User
from portal.annotations.models import Annotation
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.caseload.models import Appointment, ClientSummary
from portal.caseload.queries import care_between, summary_of
from portal.caseload.summary import Summary
from portal.entrusting.models import Cover, EmergencyAccess, SupervisionItem
from portal.entrusting.services import hand_over, name_cover
from portal.journey.models import Goal
from portal.journey.services import set_goal
from portal.notices.models import OutgoingMail
from portal.reflections.models import Draft, Intent, Reflection, Revision, State
from portal.vault.models import ClientKey, Lane
from tests import factories
from tests.cast import Cast, Person, viewer_of
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
REASON = "Maren's sister rang: she has not been seen since noon."


def opened(visitor: Visitor, called: str = "Maren Aldous", reason: str = REASON) -> str:
    """Open a file in an emergency and return its page's address."""
    answer = visitor.post("/practice/emergency", called=called, reason=reason)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def kinds_of(session: Session, person: Person | None) -> list[Kind]:
    """Return what was recorded: about a client, or about no file where there is none."""
    of = AuditEvent.client_id.is_(None) if person is None else AuditEvent.client_id == person.id
    found = select(AuditEvent.kind).where(of).order_by(AuditEvent.at, AuditEvent.sequence)
    session.commit()
    return list(session.scalars(found))


def test_r26_an_emergency_opens_what_is_shared_and_nothing_to_write(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = factories.shared_reflection(session, cast.maren, body="The tide took the steps.")
    kept = factories.kept_reflection(session, cast.maren, body="for me alone")
    private = factories.private_note_on(session, cast.ruth, shared, body="my own pull")
    session.commit()
    tobias, reading = visit(cast.tobias), f"/practice/reflections/{shared.id}"
    assert tobias.get(reading).status_code == 404  # the control: closed before

    page = tobias.get(opened(tobias))
    words = tobias.get(reading)

    assert "Maren Aldous" in page.text
    assert reading in page.text
    assert "The tide took the steps." in words.text
    assert 'name="body"' not in words.text
    assert private.body not in words.text
    assert tobias.get(f"/practice/reflections/{kept.id}").status_code == 404
    for closed in ("", "/private-notes", "/reports", "/end"):
        assert tobias.get(f"/practice/clients/{cast.maren.id}{closed}").status_code == 404
    for act in ("/read", "/annotations", "/private-notes"):
        assert tobias.post(f"{reading}{act}", version=1, body="words").status_code in {403, 404}
    assert cast.maren.name not in tobias.get("/practice/caseload").text


def test_r26_an_emergency_ends_after_an_hour_or_before(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = factories.shared_reflection(session, cast.maren)
    session.commit()
    reading = f"/practice/reflections/{shared.id}"
    with time_machine.travel(clock.now(), tick=False) as travel:
        tobias = visit(cast.tobias)
        page = opened(tobias)
        assert tobias.get(page).status_code == 200
        for _ in range(5):
            travel.shift(timedelta(minutes=11, seconds=55))
            assert tobias.get(reading).status_code == 200
        travel.shift(timedelta(seconds=30))
        assert [tobias.get(one).status_code for one in (page, reading)] == [404, 404]

        page = opened(visit(cast.tobias))
        tobias = visit(cast.tobias)
        assert tobias.get(page).status_code == 200
        tobias.post("/practice/emergency/close")
        assert [tobias.get(one).status_code for one in (page, reading)] == [404, 404]


@ON_SQLITE
def test_r26_a_banner_says_until_when_on_every_page(visit: Visit, cast: Cast) -> None:
    with time_machine.travel("2026-11-10T13:20:00+00:00", tick=False):
        tobias = visit(cast.tobias)
        assert "Emergency access until" not in tobias.get("/practice/desk").text
        file = opened(tobias)
        pages = [file, *(f"/practice/{one}" for one in ("desk", "caseload", "team", "emergency"))]

        for page in pages:
            assert "Emergency access until 14:20." in tobias.get(page).text, page


@ON_SQLITE
@pytest.mark.parametrize("called", ["Maren", "aldous", "maren@example", "%", "Nobody At All"])
def test_r26_only_the_exact_name_or_address_opens(
    visit: Visit, cast: Cast, session: Session, called: str
) -> None:
    tobias = visit(cast.tobias)

    answer = tobias.post("/practice/emergency", called=called, reason=REASON)

    assert "Nobody here is called that" in answer.text
    assert session.scalars(select(EmergencyAccess)).all() == []
    assert Kind.EMERGENCY_TRIED in kinds_of(session, None)
    assert opened(tobias, called="  maren ALDOUS ")
    assert opened(tobias, called="Maren@example.org")


def test_r26_an_emergency_is_no_way_round_what_a_client_let_come_along(
    visit: Visit, cast: Cast, session: Session
) -> None:
    answer = visit(cast.ruth).post("/practice/emergency", called="Maren Aldous", reason=REASON)

    assert "They are in care with you" in answer.text
    assert session.scalars(select(EmergencyAccess)).all() == []
    assert opened(visit(cast.tobias))


def test_r26_every_try_is_recorded_and_five_a_day_are_enough(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        tobias = visit(cast.tobias)
        for _ in range(5):
            tobias.post("/practice/emergency", called="Nobody At All", reason=REASON)

        refused = tobias.post("/practice/emergency", called="Maren Aldous", reason=REASON)

        assert "five times within a day" in refused.text
        assert session.scalars(select(EmergencyAccess)).all() == []
        assert kinds_of(session, None).count(Kind.EMERGENCY_TRIED) == 6
        travel.shift(timedelta(hours=25))
        assert opened(visit(cast.tobias))


@ON_SQLITE
def test_r26_no_emergency_without_a_reason(visit: Visit, cast: Cast, session: Session) -> None:
    for reason in ("", "   ", "urgent"):
        answer = visit(cast.tobias).post(
            "/practice/emergency", called="Maren Aldous", reason=reason
        )
        assert answer.status_code == 400, reason

    assert session.scalars(select(EmergencyAccess)).all() == []


@ON_SQLITE
def test_r26_no_emergency_without_a_fresh_proof(visit: Visit, cast: Cast, session: Session) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        tobias = visit(cast.tobias)
        travel.shift(timedelta(minutes=6))

        answer = tobias.post("/practice/emergency", called="Maren Aldous", reason=REASON)

        assert answer.status_code != 303
        assert session.scalars(select(EmergencyAccess)).all() == []


@ON_SQLITE
@pytest.mark.parametrize("name", ["maren", "joan"])
def test_r26_no_emergency_for_clients_and_admins(visit: Visit, cast: Cast, name: str) -> None:
    visitor = visit(getattr(cast, name))

    answer = visitor.post("/practice/emergency", called="Noor Haddad", reason=REASON)

    assert answer.status_code == 403
    assert visitor.get("/practice/emergency").status_code == 403


def test_r26_whoever_treats_and_whoever_runs_the_practice_are_told_at_once(
    visit: Visit, cast: Cast, session: Session
) -> None:
    opened(visit(cast.tobias))

    desk, team = visit(cast.ruth).get("/practice/desk").text, visit(cast.joan).get("/practice/team")
    mails = [mail for mail in session.scalars(select(OutgoingMail)) if "emergency" in mail.body]

    assert "Tobias Lindqvist" in desk
    assert "Maren&#39;s sister rang" in desk
    assert "Opened a client’s file" in team.text
    assert "sister rang" not in team.text
    assert "Maren" not in team.text
    assert {mail.recipient for mail in mails} == {cast.ruth.email, cast.joan.email}
    for mail in mails:
        assert not {"Tobias", "Maren", "sister"} & set(mail.body.replace(".", " ").split())
    assert "sister rang" not in visit(cast.sena).get("/practice/desk").text  # not hers


@ON_SQLITE
def test_r26_the_client_sees_it_in_the_record_at_once_and_is_told_a_day_later(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        tobias = visit(cast.tobias)
        tobias.get(opened(tobias))
        maren = visit(cast.maren)
        assert "Tobias Lindqvist opened your file in an emergency" in maren.get("/my/privacy").text
        assert "Tobias Lindqvist opened the page about you" in maren.get("/my/privacy").text
        assert "in an emergency" not in maren.get("/my/today").text

        travel.shift(timedelta(hours=24))
        maren = visit(cast.maren)
        today, privacy = maren.get("/my/today").text, maren.get("/my/privacy").text
        assert "Tobias opened your file in an emergency" in today
        assert "Maren&#39;s sister rang" in privacy

        access_id = session.scalars(select(EmergencyAccess.id)).one()
        assert visit(cast.noor).post(f"/my/emergencies/{access_id}/seen").status_code == 404
        maren.post(f"/my/emergencies/{access_id}/seen")
        assert "in an emergency" not in maren.get("/my/today").text
        assert "Maren&#39;s sister rang" in maren.get("/my/privacy").text


@ON_SQLITE
def test_r26_an_emergency_is_recorded_as_grave(visit: Visit, cast: Cast, session: Session) -> None:
    tobias = visit(cast.tobias)
    tobias.get(opened(tobias))
    tobias.post("/practice/emergency/close")

    recorded = kinds_of(session, cast.maren)

    assert recorded[-3:] == [
        Kind.EMERGENCY_OPENED,
        Kind.CLIENT_OPENED,
        Kind.EMERGENCY_CLOSED,
    ]
    assert [kind.is_grave for kind in recorded[-3:]] == [True, False, True]


def test_r26_the_row_guard_lets_an_emergency_read_and_never_write(
    visit: Visit, cast: Cast, session: Session, acting_as: Callable[[Person], Session]
) -> None:
    factories.shared_reflection(session, cast.maren)
    factories.draft_reflection(session, cast.maren)
    session.commit()
    opened(visit(cast.tobias))

    narrow = acting_as(cast.tobias)

    found = narrow.scalars(select(Reflection).where(Reflection.client_id == cast.maren.id)).all()
    assert found
    found[0].is_quotable = not found[0].is_quotable
    with pytest.raises(OutOfScope):
        narrow.flush()
    narrow.rollback()


def named(session: Session, cast: Cast, *, starts: int = -1, ends: int = 5) -> None:
    """Let Tobias cover for Ruth, from and until so many days from now."""
    name_cover(
        session,
        viewer_of(session, cast.ruth),
        colleague=session.get_one(User, cast.tobias.id),
        starts_at=clock.now() + timedelta(days=starts),
        ends_at=clock.now() + timedelta(days=ends),
    )
    session.flush()


def handed(session: Session, cast: Cast, **writing: Any) -> str:
    """Let Ruth hand a reflection of Maren's over, and return its address for reading."""
    shared = factories.shared_reflection(session, cast.maren, **writing)
    hand_over(
        session, viewer_of(session, cast.ruth), client_id=cast.maren.id, reflection_id=shared.id
    )
    session.commit()
    return f"/practice/reflections/{shared.id}"


def test_r26_a_cover_reads_and_answers_what_was_handed_over_and_nothing_else(
    visit: Visit, cast: Cast, session: Session
) -> None:
    named(session, cast)
    other = factories.shared_reflection(session, cast.maren, body="not handed over")
    reading = handed(session, cast, body="The tide took the steps.", intent=Intent.REPLY)
    session.commit()
    tobias, sena = visit(cast.tobias), visit(cast.sena)

    desk = tobias.get("/practice/desk").text
    assert "handed over to you" in desk
    assert "not handed over" not in desk
    assert "The tide took the steps." in tobias.get(reading).text
    assert "The tide took the steps." not in visit(cast.ruth).get("/practice/desk").text
    assert sena.get(reading).status_code == 404
    for closed in ("", "/private-notes", "/reports", "/end"):
        assert tobias.get(f"/practice/clients/{cast.maren.id}{closed}").status_code == 404
    assert tobias.get(f"/practice/reflections/{other.id}").status_code == 404
    assert cast.maren.name not in tobias.get("/practice/caseload").text
    for act in ("/private-notes", "/hand-over"):
        assert tobias.post(f"{reading}{act}", body="mine").status_code in {403, 404}

    assert (
        tobias.post(f"{reading}/annotations", version=1, body="I read it too.").status_code == 303
    )
    assert tobias.post(f"{reading}/read").status_code == 303
    maren = visit(cast.maren).get(reading.replace("/practice/", "/my/")).text
    assert "I read it too." in maren
    assert "Tobias" in maren
    assert "handed over to you" not in tobias.get("/practice/desk").text


@ON_SQLITE
def test_r26_policy_alone_keeps_a_cover_to_what_was_handed_over(
    cast: Cast, session: Session
) -> None:
    named(session, cast)
    other = factories.shared_reflection(session, cast.maren)
    note = factories.annotation_on(session, cast.ruth, other)
    reading = handed(session, cast)
    tobias = viewer_of(session, cast.tobias)
    given = session.get_one(Reflection, uuid.UUID(reading.rsplit("/", 1)[1]))

    assert may(tobias, Permission.REFLECTION_READ, given)  # the control
    assert not may(tobias, Permission.REFLECTION_READ, other)
    assert not may(tobias, Permission.ANNOTATION_READ, note)
    assert not may(tobias, Permission.ANNOTATION_WRITE, other)


def test_r26_a_cover_that_marks_as_read_leaves_the_summary_whole(
    visit: Visit, cast: Cast, session: Session
) -> None:
    named(session, cast)
    factories.shared_reflection(session, cast.maren, mood=3)
    reading = handed(session, cast, mood=7)

    assert visit(cast.tobias).post(f"{reading}/read").status_code == 303

    session.expire_all()
    care = care_between(session, cast.maren.id, cast.ruth.id)
    assert care is not None
    kept = summary_of(session, care)
    assert kept is not None
    assert Summary.from_json(kept.content).moods == (3, 7)
    assert len(Summary.from_json(kept.content).intents) == 1


@pytest.mark.parametrize("end", ["time", "taken back", "cover ended", "care ended", "withdrawn"])
def test_r26_a_cover_closes_at_the_next_click(
    visit: Visit, cast: Cast, session: Session, end: str
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        named(session, cast)
        reading = handed(session, cast)
        tobias, ruth = visit(cast.tobias), visit(cast.ruth)
        assert tobias.get(reading).status_code == 200  # the control

        if end == "time":
            travel.shift(timedelta(days=6))
            tobias = visit(cast.tobias)
        elif end == "taken back":
            ruth.post(f"{reading}/take-back")
        elif end == "cover ended":
            ruth.post("/practice/away/end")
        elif end == "care ended":
            ruth.post(f"/practice/clients/{cast.maren.id}/end")
        else:
            visit(cast.maren).post(f"{reading.replace('/practice/', '/my/')}/withdraw")

        assert tobias.get(reading).status_code == 404
        answer = tobias.post(f"{reading}/annotations", version=1, body="too late")
        assert answer.status_code == 404
        assert "handed over" not in tobias.get("/practice/desk").text


@ON_SQLITE
def test_r26_a_cover_to_come_sees_nothing_yet(visit: Visit, cast: Cast, session: Session) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        named(session, cast, starts=2)
        reading = handed(session, cast)
        assert visit(cast.tobias).get(reading).status_code == 404
        travel.shift(timedelta(days=3))
        assert visit(cast.tobias).get(reading).status_code == 200


@ON_SQLITE
def test_r26_the_client_sees_who_covers_before_writing(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    assert "covers for" not in maren.get("/my/write").text
    with time_machine.travel("2026-11-10T10:00:00+00:00", tick=False):
        answer = visit(cast.ruth).post(
            "/practice/away", colleague=str(cast.tobias.id), start="2026-11-09", end="2026-12-05"
        )
        assert answer.status_code == 303

        page = visit(cast.maren).get("/my/write").text

    assert "Until Saturday 5 December, Tobias Lindqvist covers for Ruth." in page
    assert "They see only what Ruth hands over." in page


@ON_SQLITE
def test_r26_only_a_colleague_who_treats_can_be_named(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth = visit(cast.ruth)
    for nobody in (cast.joan, cast.maren, cast.ruth):
        answer = ruth.post(
            "/practice/away", colleague=str(nobody.id), start="2030-01-01", end="2030-01-05"
        )
        assert answer.status_code == 400
    backwards = {"start": "2030-01-05", "end": "2030-01-01"}
    assert (
        ruth.post("/practice/away", colleague=str(cast.tobias.id), **backwards).status_code == 400
    )
    assert session.scalars(select(Cover)).all() == []


def test_r26_the_row_guard_lets_a_cover_load_one_reflection(
    cast: Cast, session: Session, acting_as: Callable[[Person], Session]
) -> None:
    named(session, cast)
    other = factories.shared_reflection(session, cast.maren)
    factories.draft_reflection(session, cast.maren)
    factories.annotation_on(session, cast.ruth, other)
    set_goal(session, practice_id=cast.maren.practice_id, client_id=cast.maren.id, words="a goal")
    reading = handed(session, cast)

    narrow = acting_as(cast.tobias)

    def of_maren(model: Any) -> list[Any]:
        return list(narrow.scalars(select(model).where(model.client_id == cast.maren.id)))

    assert [str(one.id) for one in of_maren(Reflection)] == [reading.rsplit("/", 1)[1]]
    assert len(of_maren(Revision)) == 1
    for model in (Draft, Goal, Annotation, ClientSummary, Appointment):
        assert of_maren(model) == [], model
    assert [key.lane for key in of_maren(ClientKey)] == [Lane.FILE]
    elsewhere = Reflection(
        practice_id=cast.maren.practice_id,
        client_id=cast.maren.id,
        once="another",
        state=State.KEPT,
        intent=Intent.JUST_WRITE,
        is_quotable=False,
        version=1,
        latest_number=0,
        begun_at=clock.now(),
        changed_at=clock.now(),
    )
    narrow.add(elsewhere)
    with pytest.raises(OutOfScope):
        narrow.flush()
    narrow.rollback()


BODY = "I told maren's mirror: Maren, stay.\n\nMy brother Joss laughed. Nobody else heard it."


def sent_to_vera(ruth: Visitor, shared: Reflection, cast: Cast, **fields: Any) -> TestResponse:
    """Share sentences with Vera as Ruth does: looked at first, then sent as they were shown."""
    address = f"/practice/reflections/{shared.id}/supervision"
    chosen = {
        "version": 1,
        "supervisor": str(cast.vera.id),
        "sentences": [0],
        "question": "What do I miss with Maren?",
        "days": 30,
        **fields,
    }
    preview = ruth.post(address, **chosen)
    assert preview.status_code == 200, preview.text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', preview.text)
    assert seen is not None
    sent = ruth.post(address, **chosen, seen=seen.group(1))
    assert sent.status_code == 303, sent.text
    return preview


def article(page: str) -> str:
    """Return the words on a page as the supervisor sees them."""
    return page.split("<article", 1)[1].split("</article>", 1)[0]


def test_r26_a_supervisor_reads_what_was_shared_without_the_clients_name_and_nothing_else(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = factories.shared_reflection(session, cast.maren, body=BODY, title="For Maren")
    session.commit()
    vera = visit(cast.vera)
    assert "Nothing is shared with you now." in vera.get("/practice/supervision").text

    preview = sent_to_vera(visit(cast.ruth), shared, cast)

    listed = vera.get("/practice/supervision").text
    address = re.search(r"/practice/supervision/[0-9a-f-]{36}", listed)
    assert address is not None
    page = vera.get(address.group())
    assert "I told [the client]&#39;s mirror: [the client], stay." in page.text
    assert "What do I miss with [the client]?" in page.text
    assert "Joss" not in page.text
    assert "[…]" in page.text
    assert article(page.text) == article(preview.text)
    for text in (listed, page.text):
        assert "maren" not in text.lower()
        assert "aldous" not in text.lower()
        assert str(cast.maren.id) not in text
        assert str(shared.id) not in text
    elsewhere = ("desk", "caseload", "team", "reports", f"clients/{cast.maren.id}", "emergency")
    for closed in (*elsewhere, f"reflections/{shared.id}"):
        assert vera.get(f"/practice/{closed}").status_code in {403, 404}, closed
    for other in (cast.tobias, cast.joan, cast.maren):
        assert visit(other).get(address.group()).status_code in {403, 404}


@pytest.mark.parametrize("end", ["time", "taken back", "care ended", "withdrawn"])
def test_r26_what_is_shared_for_supervision_ends_at_the_next_click(
    visit: Visit, cast: Cast, session: Session, end: str
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        shared = factories.shared_reflection(session, cast.maren, body=BODY)
        session.commit()
        ruth, vera = visit(cast.ruth), visit(cast.vera)
        sent_to_vera(ruth, shared, cast)
        item = session.scalars(select(SupervisionItem)).one()
        address = f"/practice/supervision/{item.id}"
        assert vera.get(address).status_code == 200  # the control

        if end == "time":
            travel.shift(timedelta(days=30, minutes=1))
            vera = visit(cast.vera)
        elif end == "taken back":
            ruth.post(f"{address}/end")
        elif end == "care ended":
            ruth.post(f"/practice/clients/{cast.maren.id}/end")
        else:
            visit(cast.maren).post(f"/my/reflections/{shared.id}/withdraw")

        assert vera.get(address).status_code == 404
        assert "Nothing is shared with you now." in vera.get("/practice/supervision").text


@ON_SQLITE
def test_r26_only_what_was_looked_at_is_shared(visit: Visit, cast: Cast, session: Session) -> None:
    shared = factories.shared_reflection(session, cast.maren, body=BODY)
    session.commit()
    ruth, address = visit(cast.ruth), f"/practice/reflections/{shared.id}/supervision"
    chosen = {"version": 1, "supervisor": str(cast.vera.id), "sentences": [0], "days": 30}

    preview = ruth.post(address, **chosen)
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', preview.text)
    assert seen is not None
    other = ruth.post(address, **{**chosen, "sentences": [0, 1]}, seen=seen.group(1))

    assert other.status_code == 200
    assert "This is what Vera Lindahl will see" in other.text
    assert session.scalars(select(SupervisionItem)).all() == []


@ON_SQLITE
@pytest.mark.parametrize("days", [0, 91, -1, "never"])
def test_r26_supervision_is_boxed_in_time(
    visit: Visit, cast: Cast, session: Session, days: object
) -> None:
    shared = factories.shared_reflection(session, cast.maren, body=BODY)
    session.commit()

    answer = visit(cast.ruth).post(
        f"/practice/reflections/{shared.id}/supervision",
        version=1,
        supervisor=str(cast.vera.id),
        sentences=[0],
        days=days,
    )

    assert answer.status_code == 400


@ON_SQLITE
def test_r26_the_client_reads_who_shared_words_and_who_read_them(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = factories.shared_reflection(session, cast.maren, body=BODY)
    session.commit()
    sent_to_vera(visit(cast.ruth), shared, cast)
    visit(cast.vera).get("/practice/supervision")

    record = visit(cast.maren).get("/my/privacy").text

    assert "Ruth Adeyemi shared words of yours, without your name, with a supervisor" in record
    assert "Vera Lindahl, a supervisor, read words of yours, without your name" in record


@ON_SQLITE
def test_r26_erasing_a_client_reaches_what_was_shared_for_supervision(
    visit: Visit, cast: Cast, session: Session
) -> None:
    shared = factories.shared_reflection(session, cast.maren, body=BODY)
    session.commit()
    sent_to_vera(visit(cast.ruth), shared, cast)
    item = session.scalars(select(SupervisionItem)).one()
    assert "mirror" in item.words  # the control

    for key in session.scalars(select(ClientKey).where(ClientKey.client_id == cast.maren.id)):
        key.wrapped, key.destroyed_at = None, clock.now()
    session.commit()
    session.expire_all()
    session.info.pop("vault")

    assert item.words == ""
    assert "mirror" not in visit(cast.vera).get("/practice/supervision").text


def test_r26_the_row_guard_lets_a_supervisor_load_a_key_and_an_item_alone(
    visit: Visit, cast: Cast, session: Session, acting_as: Callable[[Person], Session]
) -> None:
    shared = factories.shared_reflection(session, cast.maren, body=BODY)
    factories.annotation_on(session, cast.ruth, shared)
    session.commit()
    sent_to_vera(visit(cast.ruth), shared, cast)

    narrow = acting_as(cast.vera)

    assert len(narrow.scalars(select(SupervisionItem)).all()) == 1
    assert [key.lane for key in narrow.scalars(select(ClientKey))] == [Lane.FILE]
    for model in (Reflection, Revision, Draft, Annotation, Goal, ClientSummary, Appointment):
        assert narrow.scalars(select(model)).all() == [], model
    assert acting_as(cast.tobias).scalars(select(SupervisionItem)).all() == []
