"""What cannot be undone asks for a fresh proof of who is there, and loses nothing on the way."""

import html
import uuid
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.access.viewer import CONFIRMED_FOR
from portal.reports.models import Report, ReportState
from tests.cast import PASSWORD, Cast, Person
from tests.house.stage import Stage
from tests.house.world import rules
from tests.second_factors import add_passkey, code_of, give_app
from tests.security.browsers import after, copy_of, is_in, token_of
from tests.soft_key import question_on
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
JUST_OVER = CONFIRMED_FOR.total_seconds() + 1
CONFIRM = "/account/confirm"

AGREED = {
    "client_downloads.measures",
    "client_downloads.scores",
    "client_rights.record",
    "client_transfers.agree",
    "practitioner_emergency.open_file",
    "practitioner_reports.finish",
    "practitioner_reports.share",
    "practitioner_scores_file.scores",
    "account.make_recovery_codes",
    "account.remove_authenticator",
    "account.remove_passkey",
    "factors.add_passkey",
    "factors.authenticator",
    "factors.begin_authenticator",
    "factors.keep_authenticator",
    "factors.passkey",
    "password.change",
    "password.password",
}
"""What asks for a proof of the last five minutes. Taking one out is a decision, not a detail."""


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The clock stands still unless a test moves it."""
    with after(minutes=0):
        yield


def carried_on(page: TestResponse) -> str:
    """Return the form that a page carries along."""
    return html.unescape(page.text.split('name="carried" value="')[1].split('"')[0])


def state_of(house: Stage, report_id: uuid.UUID) -> ReportState:
    """Return how far a report is."""
    with house.app.app_context():
        session = request_session()
        with portal_itself(session, "tests"):
            return session.scalars(select(Report.state).where(Report.id == report_id)).one()


def test_r15_the_agreed_doors_ask_for_a_fresh_proof_and_no_others(house: Stage) -> None:
    asking = {
        rule.endpoint
        for rule in rules(house.app)
        if getattr(house.app.view_functions[rule.endpoint], "confirmed", False)
    }

    assert asking == AGREED


def test_r15_each_of_them_asks_after_five_minutes_and_not_before(house: Stage) -> None:
    ruth, maren, looked_at = house.visit(house.cast.ruth), house.visit(house.cast.maren), 0
    with after(seconds=JUST_OVER):
        for rule in rules(house.app):
            if rule.endpoint not in AGREED:
                continue
            visitor = ruth if rule.rule.startswith("/practice") else maren
            address = house.world.address(house.app, rule)
            if "GET" in (rule.methods or ()):
                assert visitor.get(address).location == f"{CONFIRM}?next={address}", rule
            else:
                asked = visitor.post(address)
                assert asked.status_code == 403, rule
                assert "Is it you?" in asked.text, rule
            looked_at += 1
    assert looked_at == len(AGREED)
    with after(seconds=JUST_OVER - 1):
        assert house.visit(house.cast.maren).get("/account/passkeys/new").status_code == 200


def test_r15_a_report_is_finished_after_the_proof_and_not_before(house: Stage) -> None:
    ruth, report_id = house.visit(house.cast.ruth), house.world.drafts["report_id"]
    address = f"/practice/reports/{report_id}/finish"
    with after(seconds=JUST_OVER):
        asked = ruth.post(address, version="1", once="a key of its own")
        assert state_of(house, report_id) is ReportState.DRAFT

        proven = ruth.post(CONFIRM, password=PASSWORD, carried=carried_on(asked))
        assert state_of(house, report_id) is ReportState.DRAFT
        done = ruth.post(address, version="1", once="a key of its own")

    assert asked.status_code == 403
    assert f'action="{address}"' in proven.text
    assert 'name="version" value="1"' in proven.text
    assert done.status_code == 302
    assert state_of(house, report_id) is ReportState.FINISHED


@ON_SQLITE
def test_r15_a_wrong_password_proves_nothing(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)
    before = token_of(maren)
    with after(seconds=JUST_OVER):
        wrong = maren.post(CONFIRM, password="not the password", next="/account/passkeys/new")

        assert wrong.status_code == 400
        assert "That is not the password of this account." in wrong.text
        assert "not the password" not in wrong.text.replace("not the password of", "")
        assert maren.get("/account/passkeys/new").status_code == 302
        assert token_of(maren) == before
        right = maren.post(CONFIRM, password=PASSWORD, next="/account/passkeys/new")
        assert right.location == "/account/passkeys/new"
        assert maren.get("/account/passkeys/new").status_code == 200


@ON_SQLITE
def test_r15_whoever_guesses_at_it_has_to_wait(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)
    with after(seconds=JUST_OVER):
        answers = [maren.post(CONFIRM, password=f"guess {n} of many").status_code for n in range(5)]
        refused = maren.post(CONFIRM, password=PASSWORD)
        assert is_in(maren)

    assert answers == [400] * 5
    assert refused.status_code == 429
    assert "Too many tries" in refused.text


@ON_SQLITE
def test_r15_with_an_app_the_password_alone_is_no_proof(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    seed = give_app(session, cast.maren)
    maren = visit(None)
    maren.post("/sign-in", email=cast.maren.email, password=PASSWORD)
    maren.post("/sign-in/second-step", code=code_of(seed))
    with after(seconds=JUST_OVER):
        alone = maren.post(CONFIRM, password=PASSWORD)
        wrong = maren.post(CONFIRM, password=PASSWORD, code="000000")
        assert maren.get("/account/passkeys/new").status_code == 302
        both = maren.post(CONFIRM, password=PASSWORD, code=code_of(seed))
        assert maren.get("/account/passkeys/new").status_code == 200

    assert (alone.status_code, wrong.status_code, both.status_code) == (400, 400, 302)
    assert 'name="code"' in alone.text


@ON_SQLITE
def test_r15_a_passkey_is_a_proof_for_its_owner_alone(visit: Visit, cast: Cast) -> None:
    maren, noor = visit(cast.maren), visit(cast.noor)
    marens, noors = add_passkey(maren), add_passkey(noor)
    with after(seconds=JUST_OVER):
        alone = maren.post(CONFIRM, password=PASSWORD)
        foreign = maren.post(
            f"{CONFIRM}/passkey", credential=noors.prove(question_on(maren, CONFIRM))
        )
        assert maren.get("/account/passkeys/new").status_code == 302
        own = maren.post(f"{CONFIRM}/passkey", credential=marens.prove(question_on(maren, CONFIRM)))
        assert maren.get("/account/passkeys/new").status_code == 200

    assert (alone.status_code, foreign.status_code, own.status_code) == (400, 400, 302)
    assert "Use your passkey" in alone.text


@ON_SQLITE
def test_r15_words_survive_a_sign_in_that_ran_out_while_the_proof_was_asked(
    visit: Visit, cast: Cast, app: Flask
) -> None:
    maren, words = visit(cast.maren), "The name that I chose for the key of this device."
    with after(minutes=6):
        asked = maren.post("/account/passkeys", name=words, credential="x")
    with after(minutes=40):
        interrupted = maren.post(CONFIRM, password=PASSWORD, carried=carried_on(asked))
        again = maren.post(
            "/sign-in",
            email=cast.maren.email,
            password=PASSWORD,
            carried=carried_on(interrupted),
        )

    assert (asked.status_code, interrupted.status_code) == (403, 401)
    assert 'action="/account/passkeys"' in again.text
    assert words in again.text


@ON_SQLITE
def test_r15_two_presses_at_once_sign_nobody_out(visit: Visit, cast: Cast) -> None:
    """A double click: the browser may never read the first answer, which held the new id."""
    maren = visit(cast.maren)
    with after(minutes=6):
        unread = copy_of(maren)
        assert unread.post(CONFIRM, password=PASSWORD).status_code == 302
        assert maren.post(CONFIRM, password=PASSWORD).status_code == 302
        assert is_in(unread)  # another tab, which read the first answer
    with after(minutes=7):
        assert is_in(maren)
        assert maren.get("/account/passkeys/new").status_code == 200
