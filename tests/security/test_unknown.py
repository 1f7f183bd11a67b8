"""Whoever asks does not learn who has an account: signing in, resetting, inviting."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import services
from portal.caseload.models import CareRelationship
from portal.extensions import db
from tests import factories
from tests.cast import PASSWORD, Cast, Person
from tests.security.trying import WRONG, bare, link_in
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
Mails = Callable[[], list[EmailMessage]]

PASSPHRASE = "three herons and a kettle"
UNKNOWN = "nobody@example.org"
WAYS = [
    ("/sign-in", {"password": WRONG}),
    ("/forgotten", {}),
]
OF_A_CLIENT: dict[str, Any] = {"name": "Ida Marsh", "agreement": "Tuesdays."}
OF_A_COLLEAGUE: dict[str, Any] = {"name": "Ida Marsh", "role": "practitioner"}


@pytest.fixture
def hashes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done with slow hashes, in order."""
    done: list[str] = []
    context = app.extensions["security"].pwd_context
    for name in ("hash", "verify"):
        real = getattr(context, name)

        def counted(*args: Any, _name: str = name, _real: Any = real, **kw: Any) -> Any:
            done.append(_name)
            return _real(*args, **kw)

        monkeypatch.setattr(context, name, counted)
    return done


@ON_SQLITE
@pytest.mark.parametrize(("way", "fields"), WAYS)
def test_r07_known_and_unknown_addresses_get_the_same_answer_for_one_slow_hash(
    visit: Visit, cast: Cast, hashes: list[str], way: str, fields: dict[str, Any]
) -> None:
    answers, effort = [], []
    for address in (cast.maren.email, cast.joan.email, cast.wren.email, UNKNOWN):
        visitor, before = visit(None), len(hashes)
        sent = visitor.post(way, email=address, **fields)
        effort.append(len(hashes) - before)
        answers.append(bare(sent, address) + bare(visitor.get(way), address))

    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert effort == [1, 1, 1, 1]


@ON_SQLITE
def test_r07_the_right_password_is_told_from_a_wrong_one(visit: Visit, cast: Cast) -> None:
    """The positive control: the answers above are not equal because all are."""
    right = visit(None).post("/sign-in", email=cast.maren.email, password=PASSWORD)

    assert right.status_code == 302


@ON_SQLITE
@pytest.mark.parametrize("known", ["maren", "noor", "joan", "wren", "elsewhere"])
def test_r07_inviting_a_client_asks_and_tells_nothing_about_the_address(
    visit: Visit, cast: Cast, session: Session, known: str
) -> None:
    address = address_of(session, cast, known)
    ruth = visit(cast.ruth)

    with time_machine.travel(clock.now(), tick=False):
        seen = [
            look_at_inviting(ruth, "/practice/invitations", OF_A_CLIENT, one)
            for one in (address, UNKNOWN)
        ]

    assert seen[0] == seen[1]
    assert "The invitation is ready" in str(seen[0])


@ON_SQLITE
@pytest.mark.parametrize("known", ["maren", "ruth", "elsewhere"])
def test_r07_inviting_a_colleague_asks_and_tells_nothing_about_the_address(
    visit: Visit, cast: Cast, session: Session, known: str
) -> None:
    address = address_of(session, cast, known)
    joan = visit(cast.joan)

    with time_machine.travel(clock.now(), tick=False):
        seen = [
            look_at_inviting(joan, "/practice/team", OF_A_COLLEAGUE, one)
            for one in (address, UNKNOWN)
        ]

    assert seen[0] == seen[1]


def address_of(session: Session, cast: Cast, known: str) -> str:
    """Return an address that has an account, in this practice or another."""
    if known != "elsewhere":
        return cast.everybody()[known].email
    other = services.open_practice(session, name="Mill Street")
    there = services.add_client(session, other.id, email="mill@example.org", name="Mill")
    there.password, there.active = "a hash", True
    session.commit()
    return there.email


def look_at_inviting(staff: Visitor, where: str, fields: dict[str, Any], address: str) -> list[Any]:
    """Invite an address; return all that the inviter sees of it, and the statements it took."""
    with statements() as made:
        sent = staff.post(where, email=address, **fields)
    shown = staff.get(sent.location)
    listed = staff.get(where)
    link = shown.text.split('value="http://localhost')[1].split('"')[0]
    followed = Visitor(staff.app).get(link)
    looked = [bare(one, address) for one in (sent, shown, listed, followed)]
    staff.post(f"{sent.location}/take-back")
    staff.get(where)  # which says so
    return [*looked, made]


@contextmanager
def statements() -> Any:
    """Collect the statements that are made."""
    made: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *more: Any) -> None:
        made.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield made
    event.remove(db.engine, "before_cursor_execute", note)


def invited(visit: Visit, inviter: Person, address: str) -> tuple[Visitor, str]:
    """Invite an address; return the inviter and the link."""
    staff = visit(inviter)
    sent = staff.post("/practice/invitations", email=address, **OF_A_CLIENT)
    return staff, staff.get(sent.location).text.split('value="http://localhost')[1].split('"')[0]


def test_r07_the_owner_of_the_mailbox_learns_it_and_nobody_else(
    visit: Visit, cast: Cast, session: Session, mails: Mails
) -> None:
    tobias, link = invited(visit, cast.tobias, cast.maren.email)
    answer = visit(None).post(link, password=PASSPHRASE, password_confirm=PASSPHRASE)

    assert answer.status_code == 200
    assert "account" not in answer.text.replace("/account", "")
    first, second = mails()
    assert first.to == second.to == [cast.maren.email]
    assert "has an account here already" in str(second.body)
    assert link_in(second) == "/my/invitations"
    for private in ("Maren", "Tobias", "Lindqvist", "therap", "Ida"):
        assert private not in f"{second.subject} {second.body} {first.body}"
    assert "Ida Marsh" in tobias.get("/practice/invitations").text
    assert (
        visit(None).post("/sign-in", email=cast.maren.email, password=PASSPHRASE).status_code == 400
    )
    assert visit(cast.maren).get("/my/today").status_code == 200


@ON_SQLITE
def test_r07_an_account_that_cannot_take_it_up_is_told_so_by_mail_a_few_times_at_most(
    visit: Visit, cast: Cast, mails: Mails
) -> None:
    _tobias, link = invited(visit, cast.tobias, cast.ruth.email)
    for _try in range(5):
        visit(None).post(link, password=PASSPHRASE, password_confirm=PASSPHRASE)

    told = [str(one.body) for one in mails() if "cannot take the invitation up" in str(one.body)]
    assert len(told) == 3
    assert "/my/invitations" not in told[0]


def test_r07_a_client_who_says_yes_keeps_their_file_and_shows_nothing_of_before(
    visit: Visit, cast: Cast, session: Session
) -> None:
    before = factories.stored(session, factories.shared_reflection(session, cast.maren))
    tobias, _link = invited(visit, cast.tobias, cast.maren.email)
    maren = visit(cast.maren)
    page = maren.get("/my/invitations").text
    number = page.split('name="invitation" value="')[1].split('"')[0]

    assert "Tobias Lindqvist" in page
    assert "Maren" not in tobias.get("/practice/caseload").text
    maren.post("/my/invitations", invitation=number, says="yes")

    assert "Maren Aldous" in tobias.get("/practice/caseload").text
    assert "Ida Marsh" not in tobias.get("/practice/caseload").text
    assert "Ida Marsh" not in tobias.get("/practice/invitations").text
    assert tobias.get(f"/practice/reflections/{before}").status_code == 404
    assert visit(cast.ruth).get(f"/practice/reflections/{before}").status_code == 200
    cares = session.scalars(
        select(CareRelationship).where(CareRelationship.practitioner_id == cast.tobias.id)
    ).all()
    assert [one.agreement for one in cares if one.client_id == cast.maren.id] == ["Tuesdays."]


def test_r07_a_client_who_says_no_stays_unknown(visit: Visit, cast: Cast) -> None:
    tobias, link = invited(visit, cast.tobias, cast.maren.email)
    maren = visit(cast.maren)
    number = maren.get("/my/invitations").text.split('name="invitation" value="')[1].split('"')[0]

    assert maren.post("/my/invitations", invitation=number, says="no").status_code == 302

    assert "No invitation is waiting." in maren.get("/my/invitations").text
    assert "Maren" not in tobias.get("/practice/caseload").text
    assert visit(None).get(link).status_code == 410


@ON_SQLITE
def test_r07_nobody_answers_for_somebody_else(visit: Visit, cast: Cast) -> None:
    invited(visit, cast.tobias, cast.maren.email)
    maren, noor = visit(cast.maren), visit(cast.noor)
    number = maren.get("/my/invitations").text.split('name="invitation" value="')[1].split('"')[0]

    noor.post("/my/invitations", invitation=number, says="yes")

    assert "Tobias" not in noor.get("/my/invitations").text
    assert "Tobias Lindqvist" in maren.get("/my/invitations").text
