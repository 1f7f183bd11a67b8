"""The ways in beside the password: invitations, links for a new password, and none by default."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy import text
from sqlalchemy.orm import Session

from config import Environment, Settings
from portal import clock
from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.accounts.queries import find_user, has_people
from portal.cli.demo import demo
from portal.database import Base
from portal.demo import seeding
from tests.cast import PASSWORD, Cast, Person
from tests.conftest import build, dispose
from tests.security.trying import guess, link_in
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
Mails = Callable[[], list[EmailMessage]]

NEW = "three herons and a kettle"
CHOSEN: dict[str, Any] = {"password": NEW, "password_confirm": NEW}
NOT_A_FACTOR = re.compile(r"sms|phone|(secret|security)_question|magic|mail.?code|us_signin")

pytestmark = ON_SQLITE


@pytest.fixture
def link(visit: Visit, cast: Cast) -> str:
    """The link of an invitation that Ruth has just sent to somebody new."""
    ruth = visit(cast.ruth)
    sent = ruth.post("/practice/invitations", name="Ida Marsh", email="ida@example.org")
    return ruth.get(sent.location).text.split('value="http://localhost')[1].split('"')[0]


@pytest.fixture
def reset(visit: Visit, cast: Cast, mails: Mails) -> str:
    """The link for a new password that Maren has just asked for."""
    visit(None).post("/forgotten", email=cast.maren.email)
    return link_in(mails()[-1])


def test_r05_no_code_comes_by_mail_or_text_message_and_no_question_is_asked(app: Flask) -> None:
    columns = {
        f"{table.name}.{one.name}" for table in Base.metadata.sorted_tables for one in table.c
    }
    open_ = {
        f"{rule.endpoint} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].__name__ != "closed"
    }

    assert "user.password" in columns
    assert "security.login /sign-in" in open_
    assert [one for one in columns | open_ if NOT_A_FACTOR.search(one.lower())] == []


def test_r08_a_link_is_random_and_stored_as_a_hash(link: str, session: Session) -> None:
    token = link.rsplit("/", 1)[1]
    asked = text("SELECT * FROM invitation")
    [row] = session.execute(asked, execution_options={"reason": "looking"}).mappings()

    assert len(token) * 6 >= 128
    assert len(bytes(row["token_hash"])) == 32
    for name, value in row.items():
        assert token.encode() not in (value if isinstance(value, bytes) else str(value).encode()), (
            name
        )


def test_r08_looking_at_a_link_uses_nothing_up_and_tells_no_other_site(
    visit: Visit, link: str
) -> None:
    ida = visit(None)
    for _mail_scanner in range(3):
        looked = ida.get(link)
        assert looked.status_code == 200
        assert looked.headers["Referrer-Policy"] == "no-referrer"
        assert ida.fetch(link, "HEAD").status_code == 200

    assert ida.post(link, **CHOSEN).status_code == 302
    assert ida.get("/my/today").location == "/my/welcome"


def test_r08_a_link_works_once(visit: Visit, link: str) -> None:
    assert visit(None).post(link, **CHOSEN).status_code == 302

    again = visit(None).post(link, password=PASSWORD, password_confirm=PASSWORD)

    assert again.status_code == visit(None).get(link).status_code == 410
    assert guess(visit(None), "ida@example.org", PASSWORD).status_code == 400
    assert guess(visit(None), "ida@example.org", NEW).status_code == 302


def test_r08_a_link_lasts_seven_days(visit: Visit, link: str) -> None:
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1), tick=False):
        assert visit(None).get(link).status_code == 410
        assert visit(None).post(link, **CHOSEN).status_code == 410
    with time_machine.travel(clock.now() + timedelta(days=6, hours=23), tick=False):
        assert visit(None).post(link, **CHOSEN).status_code == 302


def test_r08_a_link_is_for_one_address_and_one_relationship(
    visit: Visit, cast: Cast, link: str, session: Session
) -> None:
    ida = visit(None)
    fields: dict[str, Any] = {
        "email": "else@example.org",
        "practitioner_id": str(cast.tobias.id),
        "role": "admin",
    }
    ida.post(link, **CHOSEN, **fields)

    assert find_user(session, "else@example.org") is None
    assert find_user(session, "ida@example.org") is not None
    assert "Ida Marsh" in visit(cast.ruth).get("/practice/caseload").text
    assert "Ida Marsh" not in visit(cast.tobias).get("/practice/caseload").text
    assert ida.get("/practice/team").status_code in {302, 403, 404}


def test_r08_a_new_link_voids_the_old_one(visit: Visit, cast: Cast, link: str) -> None:
    ruth = visit(cast.ruth)
    sent = ruth.post("/practice/invitations", name="Ida M.", email="ida@example.org")
    newer = ruth.get(sent.location).text.split('value="http://localhost')[1].split('"')[0]

    assert visit(None).post(link, **CHOSEN).status_code == 410
    assert visit(None).post(newer, **CHOSEN).status_code == 302


def test_r09_a_reset_ends_every_session_and_its_link_works_once(
    visit: Visit, cast: Cast, reset: str
) -> None:
    phone, laptop = visit(cast.maren), visit(cast.maren)
    assert phone.get("/my/privacy").status_code == 200

    assert visit(None).post(reset, **CHOSEN).location == "/sign-in"

    assert phone.get("/my/privacy").status_code == laptop.get("/my/privacy").status_code == 302
    assert guess(visit(None), cast.maren.email, PASSWORD).status_code == 400
    visit(None).post(reset, password=PASSWORD, password_confirm=PASSWORD)
    assert guess(visit(None), cast.maren.email, PASSWORD).status_code == 400
    assert guess(visit(None), cast.maren.email, NEW).status_code == 302


def test_r09_a_link_for_a_new_password_lasts_half_an_hour(
    visit: Visit, cast: Cast, reset: str
) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        late = visit(None).post(reset, **CHOSEN)
    with time_machine.travel(clock.now() + timedelta(minutes=29), tick=False):
        early = visit(None).post(reset, **CHOSEN)

    assert late.location == "/forgotten"
    assert early.location == "/sign-in"


def test_r09_the_mail_is_neutral_and_comes_three_times_an_hour_at_most(
    visit: Visit, cast: Cast, mails: Mails
) -> None:
    answers = {
        visit(None).post("/forgotten", email=cast.maren.email).status_code for _ask in range(6)
    }

    sent = mails()
    assert answers == {303}
    assert len(sent) == 3
    words = f"{sent[0].subject} {sent[0].body}"
    assert "asked for a new password" in words
    assert not re.search(r"maren|aldous|therap|client|practice", words, re.IGNORECASE)


def test_r19_a_new_installation_has_no_account_and_production_is_never_seeded(
    stage: tuple[Settings, Cast], tmp_path: Path
) -> None:
    real = replace(
        stage[0],
        environment=Environment.PRODUCTION,
        database_url=f"sqlite:///{tmp_path / 'new.sqlite'}",
        secret_key="0" * 64,
        mail_url="smtp://localhost",
        public_url="https://portal.example.org",
    )
    app = build(real)
    run = app.test_cli_runner().invoke

    assert run(args=["setup"]).exit_code == 0
    with app.app_context(), portal_itself(request_session(), "tests"):
        assert not has_people(request_session())
    refused = [run(args=["demo", name]) for name in demo.commands]
    with app.app_context(), portal_itself(request_session(), "tests"):
        assert not has_people(request_session())
    dispose(app)
    assert refused
    assert {one.exit_code for one in refused} == {1}
    assert all("This is production" in one.output for one in refused)


def test_r19_invented_people_never_come_among_real_ones(app: Flask, session: Session) -> None:
    with portal_itself(session, "tests"):
        practice_id = session.query(User.practice_id).first()
        assert practice_id is not None
        accounts.add_client(session, practice_id[0], email="real@practice.org", name="Somebody")
        session.flush()
        before = session.query(User).count()

        with pytest.raises(seeding.RealPeople):
            seeding.seed(session, "Europe/London")

        assert session.query(User).count() == before
