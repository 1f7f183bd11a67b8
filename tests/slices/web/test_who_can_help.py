"""Half a year after the numbers were checked, those who look after the portal are told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask

from config import Settings
from portal.web.crisis.directory import numbers_for
from tests.cast import Cast, Person
from tests.conftest import build, dispose
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE
Visit = Callable[[Person | None], Visitor]

CHECKED = datetime.combine(numbers_for("GB").verified_on, time(12), tzinfo=UTC)
IN_TIME, LATE = CHECKED + timedelta(days=183), CHECKED + timedelta(days=184)


def told_by_doctor(app: Flask) -> str:
    lines = app.test_cli_runner().invoke(args=["doctor"]).output.splitlines()
    return "\n".join(line for line in lines if line.startswith("who can help now"))


@pytest.fixture
def elsewhere(stage: tuple[Settings, Cast]) -> Iterator[Flask]:
    """A portal in a country that has no file."""
    app = build(replace(stage[0], crisis_region="JP"))
    yield app
    dispose(app)


def test_doctor_says_when_the_numbers_are_due(app: Flask) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        well = told_by_doctor(app)
    with time_machine.travel(LATE, tick=False):
        ill = told_by_doctor(app)

    assert well == "who can help now: well"
    assert "GB not checked for six months: emergency, NHS 111" in ill
    assert "Samaritans" in ill


def test_doctor_says_that_a_place_has_no_numbers_of_its_own(elsewhere: Flask) -> None:
    assert "none for CRISIS_REGION=JP" in told_by_doctor(elsewhere)


def test_whoever_runs_the_practice_is_told_and_nobody_else(visit: Visit, cast: Cast) -> None:
    with time_machine.travel(IN_TIME):
        before = visit(cast.joan).get("/practice/team").text
    with time_machine.travel(LATE):
        joan, ruth = (visit(one).get("/practice/team").text for one in (cast.joan, cast.ruth))

    assert "Numbers to check" not in before
    notice = joan.split("Numbers to check")[1].split("</section>")[0]
    assert "United Kingdom" in notice
    assert "Samaritans" in notice
    assert "Numbers to check" not in ruth
