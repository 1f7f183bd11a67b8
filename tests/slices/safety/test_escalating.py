"""Nobody looked in time: others are told, once, and the colleague sees the review."""

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.jobs import escalate_overdue
from portal.rights.services import withdraw_consent
from tests import factories
from tests.cast import Cast
from tests.slices.safety.arranging import (
    CLOSING,
    Visit,
    answered,
    asked,
    covers,
    kinds,
    looks_always,
    mails,
)
from tests.stages import ON_SQLITE

pytestmark = ON_SQLITE
A_MINUTE = timedelta(minutes=1)


def test_r92_the_colleague_is_told_when_it_is_due_and_not_before_and_once(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        looks_always(session, cast.ruth, colleague=cast.sena)
        covers(session, cast.ruth, cast.tobias)
        review = answered(session, cast.maren)
        mails(session)
        travel.shift(timedelta(hours=2) - A_MINUTE)
        assert escalate_overdue(session) == 0
        assert visit(cast.sena).get(f"/practice/safety/{review.id}").status_code == 404

        travel.shift(A_MINUTE)
        assert escalate_overdue(session) == 1
        assert escalate_overdue(session) == 0

        told = [mail.to[0] for mail in app.extensions["mailman"].outbox]
        assert sorted(told) == sorted([cast.ruth.email, cast.tobias.email, cast.sena.email])
        sena, address = visit(cast.sena), f"/practice/safety/{review.id}"
        assert address in sena.get("/practice/desk").text
        assert "nobody had looked" in sena.get(address).text
        assert sena.get(f"/practice/clients/{cast.maren.id}").status_code == 404
        travel.shift(A_MINUTE)
        assert sena.post(f"{address}/close", **CLOSING).status_code == 303
        assert sena.get(address).status_code == 404
        assert "later than your client was told" in visit(cast.ruth).get(address).text
        assert kinds(session, cast.maren).count(Kind.SAFETY_ESCALATED) == 1


def test_the_doctor_notices_that_no_worker_tells_of_what_waits(
    app: Flask, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        looks_always(session, cast.ruth)
        asked(session, cast.maren)
        travel.shift(timedelta(hours=2, minutes=11))

        assert "1 wait too long" in app.test_cli_runner().invoke(args=["doctor"]).output
        escalate_overdue(session)
        assert "safety reviews: well" in app.test_cli_runner().invoke(args=["doctor"]).output


def test_r92_what_was_seen_in_time_is_told_to_nobody_else(
    visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        looks_always(session, cast.ruth, colleague=cast.sena)
        review = asked(session, cast.maren)
        travel.shift(timedelta(hours=1))
        visit(cast.ruth).post(f"/practice/safety/{review.id}/acknowledge")

        travel.shift(timedelta(hours=2) - A_MINUTE)

        assert escalate_overdue(session) == 0
        assert visit(cast.sena).get(f"/practice/safety/{review.id}").status_code == 404


def test_without_a_colleague_whoever_runs_the_practice_hears_that_something_waits(
    app: Flask, visit: Visit, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        looks_always(session, cast.ruth)
        review = asked(session, cast.maren)
        mails(session)
        travel.shift(timedelta(hours=2))

        assert escalate_overdue(session) == 1

        told = {mail.to[0]: mail.body for mail in app.extensions["mailman"].outbox}
        assert set(told) == {cast.ruth.email, cast.joan.email}
        assert "Ruth Adeyemi" in told[cast.joan.email]
        assert "Maren" not in " ".join(told.values())
        assert visit(cast.joan).get(f"/practice/safety/{review.id}").status_code == 404


def test_where_nobody_may_open_the_file_the_practice_hears_that_nobody_is_there(
    app: Flask, cast: Cast, session: Session
) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        asked(session, cast.maren)
        asked(session, cast.idris)
        factories.end_all_care(session, cast.maren)
        withdraw_consent(session.get_one(User, cast.idris.id))
        session.commit()
        mails(session)
        travel.shift(timedelta(days=14))

        assert escalate_overdue(session) == 2

        told = [(mail.to[0], mail.body) for mail in app.extensions["mailman"].outbox]
        assert [recipient for recipient, _body in told] == [cast.joan.email] * 2
        assert all("nobody is there for it" in body for _recipient, body in told)
