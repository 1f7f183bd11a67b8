"""Inviting a client, from the form to the first page, and every way it can go astray."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import passwords
from portal.accounts.models import Invitation
from portal.accounts.queries import find_user
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.caseload.models import CareRelationship
from tests.cast import Cast, Person
from tests.slices.caseload.conftest import PASSPHRASE, come_in, invite, link_shown
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
Mails = Callable[[], list[EmailMessage]]


def test_an_invited_client_comes_in_reads_and_begins(
    visit: Visit, cast: Cast, mails: Mails
) -> None:
    ruth = visit(cast.ruth)
    link = link_shown(ruth, invite(ruth))
    [mail] = mails()
    ida = visit(None)

    first = ida.get(link)
    come_in(ida, link)
    front = ida.get("/")
    turned = ida.get("/my/today")
    welcome = ida.get(turned.location)

    assert f"http://localhost{link}" in str(mail.body)
    assert mail.to == ["ida@example.org"]
    assert "Ruth Adeyemi" in first.text
    assert "ida@example.org" in first.text
    assert front.location == "/my/today"
    assert turned.location == "/my/welcome"
    assert "I read on Tuesdays." in welcome.text
    assert "Ida Marsh" in ruth.get("/practice/caseload").text


def test_the_mail_names_nobody_and_nothing(visit: Visit, cast: Cast, mails: Mails) -> None:
    invite(visit(cast.ruth))

    [mail] = mails()
    words = f"{mail.subject}\n{mail.body}\n{mail.from_email}".lower()
    for private in ("ida", "marsh", "ruth", "adeyemi", "therap", "client", "tuesdays"):
        assert private not in words.replace("/invitation/", "")


def test_looking_at_the_link_never_uses_it_up(visit: Visit, invited: str) -> None:
    ida = visit(None)

    for _look in range(3):
        assert ida.get(invited).status_code == 200
        assert ida.client.head(invited).status_code == 200
    come_in(ida, invited)


def test_the_link_leaks_to_nobody(visit: Visit, invited: str) -> None:
    answer = visit(None).get(invited)

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'src="http' not in answer.text


def test_a_link_works_once(visit: Visit, invited: str) -> None:
    come_in(visit(None), invited)

    again = visit(None).post(invited, password=PASSPHRASE, password_confirm=PASSPHRASE)

    assert again.status_code == 410
    assert "Ask your therapist" in again.text
    assert visit(None).get(invited).status_code == 410


def test_a_link_lasts_seven_days(visit: Visit, invited: str) -> None:
    began = clock.now()
    fields = {"password": PASSPHRASE, "password_confirm": PASSPHRASE}

    with time_machine.travel(began + timedelta(days=6, hours=23), tick=False):
        assert visit(None).get(invited).status_code == 200
    with time_machine.travel(began + timedelta(days=7, minutes=1), tick=False):
        assert visit(None).get(invited).status_code == 410
        assert visit(None).post(invited, **fields).status_code == 410


def test_a_link_that_never_was_gets_the_same_page_as_one_that_ran_out(
    visit: Visit, invited: str
) -> None:
    come_in(visit(None), invited)

    used, unknown = visit(None).get(invited), visit(None).get("/invitation/never-was")

    assert unknown.status_code == 410
    assert unknown.text == used.text


def test_a_renewed_link_voids_the_old_one(visit: Visit, cast: Cast, mails: Mails) -> None:
    ruth = visit(cast.ruth)
    page = invite(ruth)
    old = link_shown(ruth, page)

    answer = ruth.post(f"{page}/renew")
    new = link_shown(ruth, answer.location)

    assert new != old
    assert visit(None).get(old).status_code == 410
    assert len(mails()) == 2
    come_in(visit(None), new)


def test_an_expired_invitation_can_be_renewed(visit: Visit, cast: Cast, invited: str) -> None:
    with time_machine.travel(clock.now() + timedelta(days=9), tick=False):
        ruth = visit(cast.ruth)
        page = ruth.get("/practice/invitations")
        [renew] = re.findall(r'action="([^"]+/renew)"', page.text)
        link = link_shown(ruth, ruth.post(renew).location)

        assert "ran out on" in page.text
        assert visit(None).get(link).status_code == 200


def test_an_accepted_invitation_cannot_be_renewed_or_taken_back(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth = visit(cast.ruth)
    page = invite(ruth)
    come_in(visit(None), link_shown(ruth, page))

    for act in ("renew", "take-back"):
        assert ruth.post(f"{page}/{act}").location == "/practice/invitations"

    assert len(session.scalars(select(Invitation)).all()) == 1
    assert "Ida Marsh" in ruth.get("/practice/caseload").text


def test_an_invitation_that_went_astray_is_taken_back(visit: Visit, cast: Cast) -> None:
    ruth = visit(cast.ruth)
    page = invite(ruth)
    link = link_shown(ruth, page)

    ruth.post(f"{page}/take-back")

    assert visit(None).get(link).status_code == 410
    assert "Ida Marsh" not in ruth.get("/practice/invitations").text
    assert "Ida Marsh" not in ruth.get("/practice/caseload").text
    assert ruth.post(f"{page}/renew").location == "/practice/invitations"


def test_an_address_that_was_taken_back_can_be_invited_again(visit: Visit, cast: Cast) -> None:
    ruth = visit(cast.ruth)
    page = invite(ruth)
    ruth.post(f"{page}/take-back")

    link = link_shown(ruth, invite(ruth))

    ida = come_in(visit(None), link)
    assert ida.get("/my/welcome").status_code == 200
    assert ida.get("/my/today").location == "/my/welcome"


def test_inviting_an_address_again_replaces_the_first_invitation(visit: Visit, cast: Cast) -> None:
    ruth = visit(cast.ruth)
    first = link_shown(ruth, invite(ruth))

    second = link_shown(ruth, invite(ruth, name="Ida M.", email=" IDA@example.org"))

    listed = ruth.get("/practice/invitations").text
    assert visit(None).get(first).status_code == 410
    assert visit(None).get(second).status_code == 200
    assert "Ida M." in listed
    assert "Ida Marsh" not in listed
    assert "Ida Marsh" not in ruth.get("/practice/caseload").text


def test_of_two_practitioners_who_invite_somebody_new_both_come_to_treat_them(
    visit: Visit, cast: Cast
) -> None:
    ruth, tobias = visit(cast.ruth), visit(cast.tobias)
    by_ruth, by_tobias = (link_shown(one, invite(one)) for one in (ruth, tobias))
    ida = come_in(visit(None), by_ruth)
    agree(ida)

    late = visit(None).post(by_tobias, password=PASSPHRASE, password_confirm=PASSPHRASE)
    page = ida.get("/my/invitations").text
    [waiting] = re.findall(r'name="invitation" value="([^"]+)"', page)[:1]
    ida.post("/my/invitations", invitation=waiting, says="yes")

    assert "One more step" in late.text
    assert "Tobias Lindqvist" in page
    assert "Ida Marsh" in tobias.get("/practice/caseload").text
    assert "Ida Marsh" in ruth.get("/practice/caseload").text
    assert "No invitation is waiting." in ida.get("/my/invitations").text


def agree(client: Visitor) -> None:
    """Read what this place is, and acknowledge it."""
    seen = client.get("/my/welcome").text.split('name="seen" type="hidden" value="')[1]
    answer = client.post("/my/welcome", seen=seen.split('"')[0], acknowledged="y")
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "as they like to be called"),
        ({"name": "a\x00b"}, "cannot be kept"),
        ({"name": "x" * 121}, "120 characters"),
        ({"email": "not an address"}, "does not look like an email address"),
        ({"email": ""}, "Write the email address"),
        ({"agreement": "y" * 2001}, "2000 characters"),
    ],
)
def test_a_bad_form_comes_back_filled(
    visit: Visit, cast: Cast, session: Session, fields: dict[str, str], words: str
) -> None:
    form = {"name": "Ida", "email": "ida@example.org", "agreement": "Mondays", **fields}

    answer = visit(cast.ruth).post("/practice/invitations", **form)

    assert answer.status_code == 400
    assert words in answer.text
    for name, typed in form.items():
        if name not in fields:
            assert typed in answer.text
    assert find_user(session, "ida@example.org") is None


def test_a_form_sent_twice_invites_once(visit: Visit, cast: Cast, mails: Mails) -> None:
    ruth = visit(cast.ruth)

    first, second = invite(ruth, once="the same key"), invite(ruth, once="the same key")

    assert first == second
    assert len(mails()) == 1


def test_a_name_may_be_in_any_script(visit: Visit, cast: Cast) -> None:
    ruth = visit(cast.ruth)

    page = invite(ruth, name="  نور \u202e حداد  ", agreement="")

    assert "نور حداد" in ruth.get(page).text


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("fourteen chars", "fourteen chars", "between 15 and 256"),
        ("ida@example.org", "ida@example.org", "Many people"),
        (PASSPHRASE, "something different", "The two are different"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_stays_open(
    visit: Visit, invited: str, password: str, again: str, words: str
) -> None:
    ida = visit(None)

    answer = ida.post(invited, password=password, password_confirm=again)

    assert answer.status_code == 400
    assert words in answer.text
    assert password not in answer.text.replace("ida@example.org", "", 1) or "@" in password
    come_in(ida, invited)


def test_accepting_is_recorded_and_care_begins(
    visit: Visit, cast: Cast, invited: str, session: Session
) -> None:
    come_in(visit(None), invited)

    ida = find_user(session, "ida@example.org")
    assert ida is not None
    care = session.scalars(
        select(CareRelationship).where(CareRelationship.client_id == ida.id)
    ).one()
    kinds = set(session.scalars(select(AuditEvent.kind).where(AuditEvent.client_id == ida.id)))
    assert care.practitioner_id == cast.ruth.id
    assert care.started_at is not None
    assert kinds >= {
        Kind.CLIENT_INVITED,
        Kind.INVITATION_ACCEPTED,
        Kind.CARE_STARTED,
        Kind.SIGNED_IN,
    }


def test_the_database_keeps_no_link_once_it_is_closed(
    visit: Visit, invited: str, session: Session
) -> None:
    token = invited.rsplit("/", 1)[1].encode()
    stored = text("SELECT token_hash, token_sealed FROM invitation")
    reason = {"reason": "looking at what is stored"}

    [open_] = session.execute(stored, execution_options=reason).all()
    session.rollback()
    come_in(visit(None), invited)
    [closed] = session.execute(stored, execution_options=reason).all()

    assert token not in bytes(open_[0]) + bytes(open_[1])
    assert closed[1] is None


def test_somebody_signed_in_elsewhere_becomes_who_was_invited(
    visit: Visit, cast: Cast, invited: str
) -> None:
    noor = visit(cast.noor)

    come_in(noor, invited)

    assert noor.get("/my/welcome").status_code == 200


@pytest.mark.parametrize("who", ["tobias", "sena", "joan", "maren"])
def test_an_invitation_is_its_authors_alone(visit: Visit, cast: Cast, who: str) -> None:
    page = invite(visit(cast.ruth))
    other = visit(cast.everybody()[who])

    assert other.get(page).status_code in {403, 404}
    assert other.post(f"{page}/renew").status_code in {403, 404}
    assert other.post(f"{page}/take-back").status_code in {403, 404}


@pytest.mark.parametrize("who", ["joan", "maren"])
def test_only_practitioners_invite_clients(visit: Visit, cast: Cast, who: str) -> None:
    other = visit(cast.everybody()[who])
    fields = {"name": "Ida", "email": "ida@example.org"}

    assert other.get("/practice/invitations").status_code in {403, 404}
    assert other.post("/practice/invitations", **fields).status_code in {403, 404}


def test_signed_out_nobody_invites(visit: Visit) -> None:
    answer = visit(None).get("/practice/invitations")

    assert answer.location == "/sign-in?next=/practice/invitations"


def test_the_link_is_shown_while_the_mail_server_is_down(
    app: Flask, visit: Visit, cast: Cast, mails: Mails
) -> None:
    mailman = app.extensions["mailman"]
    mailman.backend, mailman.server, mailman.port = "smtp", "127.0.0.1", 1
    ruth = visit(cast.ruth)

    link = link_shown(ruth, invite(ruth))
    app.extensions["huey"].execute(app.extensions["huey"].dequeue())
    mailman.backend = "locmem"

    assert visit(None).get(link).status_code == 200
    assert mails() == []
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        assert [mail.to for mail in mails()] == [["ida@example.org"]]


def test_wrong_methods_are_refused(visit: Visit, cast: Cast) -> None:
    ruth = visit(cast.ruth)
    page = invite(ruth)

    assert ruth.get(f"{page}/renew").status_code == 405
    assert ruth.get(f"{page}/take-back").status_code == 405
    assert ruth.post(page).status_code == 405


def test_of_two_who_accept_at_the_same_moment_one_comes_in(
    visit: Visit, invited: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the second browser's password is being hashed, the first one gets in."""
    hashed = passwords.hashed

    def slowly(password: str) -> str:
        monkeypatch.setattr(passwords, "hashed", hashed)
        come_in(visit(None), invited)
        return hashed(password)

    monkeypatch.setattr(passwords, "hashed", slowly)

    late = visit(None).post(invited, password=PASSPHRASE, password_confirm=PASSPHRASE)

    assert late.status_code == 410
