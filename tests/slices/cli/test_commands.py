"""The commands: setting up, the demonstration, first accounts, reports, doctor."""

import importlib
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from config import Environment, Settings
from portal import clock
from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.accounts.models import Invitation, User
from portal.annotations.models import Annotation, Reply
from portal.audit.queries import breaks_in_chains
from portal.cli import running
from portal.demo import seeding
from portal.demo.story import load
from portal.reflections.models import Reflection, State
from portal.reports import pdf
from portal.reports.models import Report, ReportState
from portal.safety.models import SafetyReview
from tests.cast import Cast
from tests.conftest import build, dispose
from tests.visitor import Visitor

doctor = importlib.import_module("portal.cli.doctor")  # the package has a command of that name


@pytest.fixture
def empty(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """Return a portal whose database is not there yet."""
    app = build(replace(settings, database_url=f"sqlite:///{tmp_path / 'new.sqlite'}"))
    yield app
    dispose(app)


@pytest.fixture
def run(app: Flask) -> FlaskCliRunner:
    """Return what runs commands on the cast's portal."""
    return app.test_cli_runner()


@pytest.mark.pdf
def test_set_up_tells_the_whole_story_and_who_can_sign_in(empty: Flask) -> None:
    told = empty.test_cli_runner().invoke(args=["setup"])

    assert told.exit_code == 0, told.output
    assert "maren.aldous@example.org" in told.output
    assert seeding.PASSWORD in told.output
    totals = load().totals
    with empty.app_context(), portal_itself(request_session(), "tests"):
        count = request_session().scalar
        assert count(select(func.count(Reflection.id))) == totals.reflections
        assert count(select(func.count(Annotation.id))) == totals.annotations
        assert count(select(func.count(Reply.id))) == totals.replies
        waiting = select(func.count(Reflection.id)).where(Reflection.waits_for.is_not(None))
        assert count(waiting) >= totals.waiting
        withdrawn = select(func.count(Reflection.id)).where(Reflection.state == State.WITHDRAWN)
        assert count(withdrawn) == totals.withdrawn
        states = request_session().scalars(select(Report.state).order_by(Report.state)).all()
        assert states == [ReportState.DRAFT, ReportState.SHARED]
        open_ones = request_session().scalars(select(SafetyReview.closed_at.is_(None))).all()
        assert sorted(open_ones) == [False, False, True]
        assert not list(breaks_in_chains(request_session()))
    answer = Visitor(empty).post(
        "/sign-in", email="ruth.adeyemi@harbourlane.example.org", password=seeding.PASSWORD
    )
    assert answer.status_code == 302


def test_set_up_a_second_time_tells_nothing_twice(app: Flask, run: FlaskCliRunner) -> None:
    told = run.invoke(args=["setup"])

    assert told.exit_code == 0, told.output
    with app.app_context(), portal_itself(request_session(), "tests"):
        assert request_session().scalar(select(func.count(Reflection.id))) == 0


def test_a_crowd_stands_beside_the_people_and_its_sign_ins_are_told(
    run: FlaskCliRunner, tmp_path: Path, cast: Cast
) -> None:
    out = tmp_path / "people.json"

    sizes = ["--practitioners", "2", "--clients", "3", "--reflections", "12"]
    told = run.invoke(args=["demo", "seed", *sizes, "--json", str(out)])

    assert told.exit_code == 0, told.output
    people = json.loads(out.read_text(encoding="utf-8"))
    crowd = [one for one in people if one["email"].endswith("crowd.example.org")]
    assert sorted(len(one["clients"]) for one in crowd) == [1, 2]
    keys = {"role", "email", "password", "totp_secret", "practice", "name", "clients"}
    assert all(set(one) == keys for one in people)


def test_the_demonstration_refuses_where_real_people_are(app: Flask, run: FlaskCliRunner) -> None:
    run.invoke(
        args=["user", "invite", "ann@practice.co.uk", "--role", "admin", "--name", "Ann Real"]
    )

    told = run.invoke(args=["demo", "seed", "--clients", "1"])

    assert told.exit_code == 1
    assert "real people" in told.output


def test_the_demonstration_refuses_in_production(app: Flask, run: FlaskCliRunner) -> None:
    app.extensions["settings"] = replace(
        app.extensions["settings"], environment=Environment.PRODUCTION
    )

    seeded, set_up = run.invoke(args=["demo", "seed"]), run.invoke(args=["setup"])

    assert seeded.exit_code == 1
    assert "production" in seeded.output
    assert set_up.exit_code == 0
    assert seeding.PASSWORD not in set_up.output


@pytest.mark.parametrize("role", ["practitioner", "admin"])
def test_the_first_people_come_in_by_a_link(app: Flask, run: FlaskCliRunner, role: str) -> None:
    told = run.invoke(
        args=["user", "invite", "new@example.org", "--role", role, "--name", "New Person"]
    )

    assert told.exit_code == 0, told.output
    path = told.output.strip().removeprefix("http://localhost")
    assert Visitor(app).get(path).status_code == 200


def test_a_client_is_invited_for_a_practitioner(app: Flask, run: FlaskCliRunner) -> None:
    words = ["user", "invite", "new@example.org", "--role", "client", "--name", "New"]

    alone = run.invoke(args=words)
    invited = run.invoke(args=[*words, "--practitioner", "ruth@example.org"])
    again = run.invoke(args=[*words, "--practitioner", "ruth@example.org"])

    assert (alone.exit_code, invited.exit_code, again.exit_code) == (1, 0, 0)
    assert invited.output != again.output
    with app.app_context(), portal_itself(request_session(), "tests"):
        found = (
            request_session()
            .scalars(
                select(User)
                .join(Invitation, Invitation.user_id == User.id)
                .where(Invitation.voided_at.is_(None))
            )
            .one()
        )
        assert found.name == "New"


def test_a_practice_is_made_when_there_is_none_of_that_name(
    app: Flask, run: FlaskCliRunner
) -> None:
    words = ["--role", "admin", "--name", "Ann", "--practice", "Mill Street"]

    told = run.invoke(args=["user", "invite", "ann@example.org", *words])

    assert told.exit_code == 0, told.output
    with app.app_context(), portal_itself(request_session(), "tests"):
        practices = set(request_session().scalars(select(User.practice_id)))
        assert len(practices) == 2


@pytest.mark.pdf
def test_a_report_comes_out_tagged_with_language_title_and_alternative_text(
    empty: Flask, tmp_path: Path
) -> None:
    out, runner = tmp_path / "report.pdf", empty.test_cli_runner()
    runner.invoke(args=["setup"])
    story = next(client for client in load().clients if client.key == "maren")

    today = clock.today("Europe/London")
    period = ["--from", str(today - timedelta(days=270)), "--to", str(today)]
    asked = ["report", "render", "--client", story.email]
    told = runner.invoke(args=[*asked, *period, "--out", str(out)])

    assert told.exit_code == 0, told.output
    with pikepdf.open(out) as made:
        assert str(made.Root.Lang) == "en-GB"
        assert made.open_metadata()["pdfuaid:part"] == "1"
        assert made.Root.ViewerPreferences.DisplayDocTitle
        assert "Maren" not in made.open_metadata()["dc:title"]
        assert any("Mood was noted" in alt for alt in _alternatives(made.Root.StructTreeRoot))


def test_a_report_about_nobody_or_backwards_is_refused(run: FlaskCliRunner, tmp_path: Path) -> None:
    out = str(tmp_path / "report.pdf")
    nobody = ["--client", "nobody@example.org", "--from", "2026-01-01", "--to", "2026-02-01"]
    backwards = ["--client", "maren@example.org", "--from", "2026-02-01", "--to", "2026-01-01"]

    for words in (nobody, backwards):
        told = run.invoke(args=["report", "render", *words, "--out", out])
        assert told.exit_code == 1, told.output
    assert not os.path.exists(out)


def test_the_doctor_finds_a_well_portal_well(run: FlaskCliRunner) -> None:
    told = run.invoke(args=["doctor"])

    assert told.exit_code == 0, told.output
    assert set(told.output.split("\n")[:-1]) == {f"{name}: well" for name in doctor.CHECKS}


def test_the_doctor_names_each_remedy(
    empty: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = empty.extensions["settings"]
    loose = tmp_path / "loose.keys"
    loose.write_text("00" * 32)
    loose.chmod(0o644)
    empty.extensions["settings"] = replace(settings, key_file=loose)
    empty.config.update(MAIL_BACKEND="smtp", MAIL_SERVER="localhost", MAIL_PORT=1)
    monkeypatch.setattr(pdf, "available", lambda: pdf.REMEDY)
    monkeypatch.setattr(doctor, "SAFE_SQLITE", (99, 0, 0))

    told = empty.test_cli_runner().invoke(args=["doctor"])

    assert told.exit_code == 1
    for remedy in ("Pango", "db upgrade", "chmod 0400", "MAIL_URL", "pysqlite3"):
        assert remedy in told.output, remedy


def test_summaries_can_be_written_anew(run: FlaskCliRunner) -> None:
    told = run.invoke(args=["summaries", "rebuild"])

    assert (told.exit_code, told.output) == (0, "0 summaries written.\n")


def test_the_worker_works_until_it_is_told_to_stop(
    run: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    class Consumer:
        def start(self) -> None:
            done.append("started")

        def check_worker_health(self) -> None:
            os.kill(os.getpid(), running.signal.SIGTERM)

        def stop(self, *, graceful: bool) -> None:
            done.append(f"stopped, graceful={graceful}")

    monkeypatch.setattr(running, "consumer", lambda app: Consumer())
    before = running.signal.getsignal(running.signal.SIGTERM)
    try:
        told = run.invoke(args=["worker"])
    finally:
        running.signal.signal(running.signal.SIGTERM, before)
        running.signal.signal(running.signal.SIGINT, running.signal.default_int_handler)

    assert told.exit_code == 0, told.output
    assert done == ["started", "stopped, graceful=True"]


def _alternatives(node: pikepdf.Object) -> list[str]:
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(one)
        elif isinstance(one, pikepdf.Dictionary):
            if "/Alt" in one:
                found.append(str(one.Alt))
            if "/K" in one:
                waiting.append(one.K)
    return found
