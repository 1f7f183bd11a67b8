"""Second factors on the command line: for the demonstration's staff, and for who lost theirs."""

import base64
import json
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.catalogue import Kind
from portal.audit.models import AuditEvent
from portal.demo import second_steps
from portal.sign_in.factors import totp
from tests.cast import PASSWORD, Cast
from tests.second_factors import code_of, give_app, give_codes
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE


def test_lost_factors_are_taken_away_and_the_password_alone_is_left(
    app: Flask, cast: Cast, session: Session
) -> None:
    give_app(session, cast.ruth)
    give_codes(session, cast.ruth)
    run = app.test_cli_runner()

    before = run.invoke(args=["user", "factors", cast.ruth.email])
    told = run.invoke(args=["user", "factors", cast.ruth.email, "--reset"])
    came = Visitor(app).sign_in(cast.ruth)

    assert "Authenticator app: yes" in before.output
    assert "Recovery codes: 10" in before.output
    assert told.output == "Authenticator app: no\nPasskeys: 0\nRecovery codes: 0\n"
    assert came.get("/practice/desk").status_code == 200
    events = session.scalars(select(AuditEvent).where(AuditEvent.kind == Kind.FACTOR_REMOVED))
    assert [event.actor_id for event in events] == [None]


def test_a_reset_ends_every_sign_in(app: Flask, cast: Cast, session: Session) -> None:
    maren = Visitor(app).sign_in(cast.maren)
    give_app(session, cast.maren)

    app.test_cli_runner().invoke(args=["user", "factors", cast.maren.email, "--reset"])

    assert maren.fetch("/my/today").status_code == 302
    told = Visitor(app).sign_in(cast.maren).get("/my/privacy").text
    assert "The practice took your second step of signing in away" in told


def test_of_nobody_there_is_nothing_to_take(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["user", "factors", "nobody@example.org", "--reset"])

    assert told.exit_code == 1
    assert "Nobody here has this address." in told.output


def test_the_demonstrations_staff_get_an_app_whose_key_is_told(
    app: Flask, cast: Cast, session: Session
) -> None:
    keys = second_steps.give_apps(session)
    again = second_steps.give_apps(session)
    session.commit()

    assert keys == again
    staff = (cast.ruth, cast.tobias, cast.sena, cast.joan, cast.vera)
    assert keys.keys() == {one.email for one in staff}
    visitor = Visitor(app)
    visitor.post("/sign-in", email=cast.ruth.email, password=PASSWORD)
    seed = _seed(keys[cast.ruth.email])
    assert visitor.post("/sign-in/second-step", code=code_of(seed)).status_code == 302


def test_the_file_of_sign_ins_has_the_keys_of_the_staff_alone(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "people.json"
    sizes = ["--practitioners", "1", "--clients", "1", "--reflections", "2"]

    told = app.test_cli_runner().invoke(
        args=["demo", "seed", *sizes, "--second-factor", "--json", str(out)]
    )

    assert told.exit_code == 0, told.output
    people = json.loads(out.read_text(encoding="utf-8"))
    has_key = {one["role"]: one["totp_secret"] for one in people if "crowd" in one["email"]}
    assert len(_seed(has_key["practitioner"])) == totp.SEED
    assert {one["totp_secret"] for one in people if one["role"] == "client"} == {None}


def _seed(key: str) -> bytes:
    return base64.b32decode(key)
