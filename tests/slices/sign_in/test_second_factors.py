"""The pages of second factors: setting up, coming in, words that survive, and telling the owner."""

import base64
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.notices.models import OutgoingMail
from portal.sign_in.factors.models import Authenticator, Passkey
from tests.cast import PASSWORD, Cast, Person
from tests.second_factors import (
    CODE,
    RECOVERY,
    add_passkey,
    code_of,
    codes_on,
    come_with_passkey,
    give_app,
    give_codes,
    give_password,
    is_inside,
)
from tests.soft_key import SoftKey, question_on
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = [ON_SQLITE, pytest.mark.usefixtures("still_clock")]

Visit = Callable[[Person | None], Visitor]
WORDS = "I said yes to dinner before I had thought about it, and then spent Saturday undoing it."
CARRIED = json.dumps({"action": "/my/reflections", "fields": [["body", WORDS], ["mood", "4"]]})


def seed_on(page: str) -> bytes:
    """Return the seed whose key a page shows in groups of four."""
    return base64.b32decode("".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page)))


def test_an_app_is_kept_once_it_has_shown_a_code(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    begun = maren.post("/account/authenticator")
    page = maren.get(begun.location).text
    seed = seed_on(page)

    refused = maren.post("/account/authenticator/keep", code="000000")
    halfway = [one.is_kept for one in session.scalars(select(Authenticator))]
    session.rollback()
    kept = maren.post(
        "/account/authenticator/keep", code=f" {code_of(seed)[:3]} {code_of(seed)[3:]}"
    )

    assert "<svg" in page
    assert refused.status_code == 400
    assert "Wait for the next one in the app" in refused.text
    assert seed_on(refused.text) == seed
    assert halfway == [False]
    assert len(codes_on(kept.text)) == 10
    assert "Set up another app in its place" in maren.get("/account").text
    assert maren.fetch("/account/authenticator").location == "/account/second-step"


def test_the_code_that_kept_an_app_opens_no_door_afterwards(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    maren.post("/account/authenticator")
    code = code_of(seed_on(maren.get("/account/authenticator").text))
    maren.post("/account/authenticator/keep", code=code)

    again = give_password(visit(None), cast.maren).post(CODE, code=code)

    assert again.status_code == 400


def test_another_app_takes_the_place_of_the_first(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    first = give_app(session, cast.maren)
    maren = visit_with_app(visit, cast.maren, first)
    maren.post("/account/authenticator")
    second = seed_on(maren.get("/account/authenticator").text)
    maren.post("/account/authenticator/keep", code=code_of(second))

    with_first = give_password(visit(None), cast.maren).post(CODE, code=code_of(first, 1))
    with_second = give_password(visit(None), cast.maren).post(CODE, code=code_of(second, 1))

    assert (with_first.status_code, with_second.status_code) == (400, 302)


def visit_with_app(visit: Visit, person: Person, seed: bytes) -> Visitor:
    """Come in with a password and a code."""
    visitor = give_password(visit(None), person)
    assert visitor.post(CODE, code=code_of(seed)).status_code == 302
    return visitor


def test_a_code_is_asked_for_and_leads_where_somebody_wanted(
    visit: Visit, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.maren)
    visitor = visit(None)
    fields = {"email": cast.maren.email, "password": PASSWORD, "next": "/my/privacy"}

    asked = visitor.post("/sign-in", **fields)
    page = visitor.get(asked.location)
    came = visitor.post(CODE, code=code_of(seed))

    assert 'autocomplete="one-time-code"' in page.text
    assert "passkey.js" in page.text
    assert came.location == "/my/privacy"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "/\\example.com"])
def test_the_second_step_never_leads_elsewhere(
    visit: Visit, cast: Cast, session: Session, elsewhere: str
) -> None:
    device, visitor = add_passkey(visit(cast.maren)), visit(None)
    answer = device.prove(question_on(visitor, "/sign-in"))

    came = visitor.post("/sign-in/passkey", credential=answer, next=elsewhere)

    assert came.location == "/"


def test_words_survive_both_steps_and_a_wrong_code_between(
    visit: Visit, cast: Cast, session: Session
) -> None:
    seed = give_app(session, cast.maren)
    visitor = visit(None)
    fields = {"email": cast.maren.email, "password": PASSWORD, "carried": CARRIED}

    asked = visitor.post("/sign-in", **fields)
    refused = visitor.post(CODE, code="000000", carried=CARRIED)
    taken = visitor.post(CODE, code=code_of(seed), carried=CARRIED)

    for page in (asked, refused):
        assert WORDS in page.text
        assert 'name="carried"' in page.text
    assert (asked.status_code, refused.status_code, taken.status_code) == (200, 400, 200)
    assert 'action="/my/reflections"' in taken.text
    assert 'name="mood" value="4"' in taken.text


def test_words_survive_a_recovery_code_a_passkey_and_a_step_that_took_too_long(
    visit: Visit, cast: Cast, session: Session
) -> None:
    device = add_passkey(visit(cast.maren))
    code = give_codes(session, cast.maren)[0]
    visitor, other, late = (visit(None) for _ in range(3))
    give_password(visitor, cast.maren)

    by_code = visitor.post(RECOVERY, recovery_code=code, carried=CARRIED)
    answer = device.prove(question_on(other, "/sign-in"))
    by_passkey = other.post("/sign-in/passkey", credential=answer, carried=CARRIED)
    too_late = late.post(CODE, code="123456", carried=CARRIED)

    for page in (by_code, by_passkey):
        assert 'action="/my/reflections"' in page.text
        assert WORDS in page.text
    assert too_late.status_code == 400
    assert "sign in once more" in too_late.text
    assert WORDS in too_late.text


def test_whoever_has_a_passkey_only_is_asked_for_no_code(visit: Visit, cast: Cast) -> None:
    add_passkey(visit(cast.maren))

    page = give_password(visit(None), cast.maren).get(CODE).text

    assert 'name="code"' not in page
    assert "Use your passkey" in page
    assert 'name="recovery_code"' in page


def test_the_second_step_without_the_first_is_the_sign_in(visit: Visit, cast: Cast) -> None:
    visitor = visit(None)

    assert visitor.get(CODE).location == "/sign-in"
    assert visitor.post(CODE, code="123456").status_code == 400
    assert visitor.post(RECOVERY, recovery_code="abcd").status_code == 400


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "null",
        "[]",
        "{}",
        "not json",
        '{"id": 1}',
        "[" * 100_000,
        '{"id":"a","rawId":"b"}',
        "\0",
    ],
)
def test_what_no_browser_answers_is_refused(visit: Visit, cast: Cast, odd: str) -> None:
    visitor, maren = visit(None), visit(cast.maren)
    visitor.get("/sign-in")
    maren.get("/account/passkeys/new")

    proof = visitor.post("/sign-in/passkey", credential=odd)
    made = maren.post("/account/passkeys", name="Phone", credential=odd)

    assert (proof.status_code, made.status_code) == (400, 400)
    assert "could not be read" in proof.text
    assert "could not be read" in made.text


def test_a_proof_with_parts_of_another_is_refused(visit: Visit, cast: Cast) -> None:
    device, other = add_passkey(visit(cast.maren)), add_passkey(visit(cast.noor))
    device.owner, visitor = other.owner, visit(None)

    refused = visitor.post(
        "/sign-in/passkey", credential=device.prove(question_on(visitor, "/sign-in"))
    )

    assert refused.status_code == 400
    assert is_inside(come_with_passkey(visitor, other))


def test_one_passkey_is_added_once(visit: Visit, cast: Cast, session: Session) -> None:
    maren, device = visit(cast.maren), SoftKey()
    answers = []
    for _ in range(2):
        made = device.make(question_on(maren, "/account/passkeys/new"))
        answers.append(maren.post("/account/passkeys", name="Phone", credential=made))

    assert [one.status_code for one in answers] == [200, 400]
    assert "here already" in answers[1].text
    question = question_on(maren, "/account/passkeys/new")
    assert len(question["excludeCredentials"]) == 1


def test_several_passkeys_are_named_shown_and_removed_one_by_one(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now() - timedelta(minutes=1), tick=False):
        maren = visit(cast.maren)
        phone = add_passkey(maren, "Phone")
    laptop = add_passkey(maren, "Laptop <b>")
    first, second = session.scalars(select(Passkey.id).order_by(Passkey.added_at)).all()
    session.rollback()

    page = maren.get("/account").text
    maren.post(f"/account/passkeys/{first}/remove")
    after = maren.get("/account").text

    assert page.index("Phone") < page.index("Laptop &lt;b&gt;")
    assert "Not used yet." in page
    assert "Phone" not in after
    assert is_inside(come_with_passkey(visit(None), laptop))
    visitor = visit(None)
    gone = visitor.post(
        "/sign-in/passkey", credential=phone.prove(question_on(visitor, "/sign-in"))
    )
    assert gone.status_code == 400
    assert second in session.scalars(select(Passkey.id)).all()


def test_nobody_removes_the_passkey_of_another(visit: Visit, cast: Cast, session: Session) -> None:
    device = add_passkey(visit(cast.maren))
    (passkey,) = session.scalars(select(Passkey.id)).all()
    session.rollback()

    answers = {
        name: visit(getattr(cast, name)).post(f"/account/passkeys/{passkey}/remove").status_code
        for name in ("noor", "ruth", "joan")
    }

    assert set(answers.values()) == {404}
    assert is_inside(come_with_passkey(visit(None), device))


def test_without_any_factor_recovery_codes_open_nothing_and_are_gone(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    maren.post("/account/recovery-codes")
    seed = give_app(session, cast.maren)
    give_codes(session, cast.maren)
    maren = visit_with_app(visit, cast.maren, seed)

    maren.post("/account/authenticator/remove")

    assert "Recovery codes" not in maren.get("/account").text
    assert visit(cast.maren).get("/my/today").status_code == 200


def test_whoever_owns_the_account_is_told_by_a_mail_that_says_nothing(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    add_passkey(visit(cast.maren), "The phone of Maren")

    mails = session.scalars(select(OutgoingMail)).all()
    told = visit_privacy(visit, cast.maren, session)

    assert {mail.recipient for mail in mails} == {cast.maren.email}
    assert len({(mail.subject, mail.body) for mail in mails}) == 1
    assert "passkey" not in mails[0].body.lower()
    assert "therap" not in mails[0].body.lower()
    assert "You added a second step to signing in" in told
    assert "You made recovery codes for signing in" in told


def visit_privacy(visit: Visit, person: Person, session: Session) -> str:
    """Return the record that somebody reads of their own file, coming in with a new code."""
    codes = give_codes(session, person)
    visitor = give_password(visit(None), person)
    visitor.post(RECOVERY, recovery_code=codes[0])
    return visitor.get("/my/privacy").text


def test_what_staff_do_with_their_factors_stands_in_the_practices_record(
    visit: Visit, cast: Cast, session: Session
) -> None:
    add_passkey(visit(cast.ruth))

    events = session.scalars(select(AuditEvent).where(AuditEvent.kind == Kind.FACTOR_ADDED)).all()

    assert [(one.actor_id, one.client_id) for one in events] == [(cast.ruth.id, None)]


def test_a_factor_that_is_added_ends_the_sign_ins_elsewhere(visit: Visit, cast: Cast) -> None:
    elsewhere, here = visit(cast.maren), visit(cast.maren)

    add_passkey(here)

    assert is_inside(here)
    assert not is_inside(elsewhere)


def test_a_client_is_offered_a_second_step_once_and_kindly(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)

    offered = maren.get("/my/privacy").text
    today = maren.get("/my/today").text
    answer = maren.post("/account/no-second-step")
    later = maren.get("/my/privacy").text

    assert "A second step keeps them out" in offered
    assert "second step" not in today
    assert answer.location == "/my/privacy"
    assert "A second step keeps them out" not in later
    assert 'href="/account"' in later
