"""Where somebody is signed in: what a device is called, and notes that spoil no page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal import clock
from portal.sign_in.devices import services
from portal.sign_in.devices.labels import label_of
from portal.sign_in.devices.models import DeviceSession
from tests.cast import Cast, Person
from tests.security.browsers import row_of
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "(iPhone; CPU iPhone OS 18_0 like Mac OS X)"
CALLED = {
    "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0": "Firefox on Android",
    f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/130.0 Safari/537.36": "Chrome on Windows",
    f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/130.0 Safari/537.36 Edg/130": "Edge on Windows",
    f"Mozilla/5.0 (Linux; Android 13) {KIT} SamsungBrowser/26.0 Chrome/122.0": (
        "Samsung Internet on Android"
    ),
    f"Mozilla/5.0 {IPHONE} {KIT} Version/18.0 Safari/604.1": "Safari on iPhone",
    f"Mozilla/5.0 {IPHONE} {KIT} CriOS/130.0 Safari/604.1": "Chrome on iPhone",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) {KIT} Safari/605.1": "Safari on Mac",
    f"Mozilla/5.0 (X11; CrOS x86_64) {KIT} Chrome/130.0 Safari/537.36": "Chrome on ChromeOS",
    "curl/8.0": "A browser that does not say its name",
    "": "A browser that does not say its name",
    "<script>alert(1)</script> Firefox": "Firefox",
}


@ON_SQLITE
def test_a_device_is_called_as_people_call_it(app: Flask) -> None:
    with app.test_request_context():
        assert {told: label_of(told) for told in CALLED} == CALLED


@ON_SQLITE
@pytest.mark.parametrize("name", ["maren", "ruth"])
def test_the_label_is_sealed(visit: Visit, cast: Cast, session: Session, name: str) -> None:
    visitor = visit(None)
    visitor.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux) Firefox/133.0"
    visitor.sign_in(getattr(cast, name))

    row = row_of(session, visitor)

    assert row.label == "Firefox on Linux"
    assert b"Firefox" not in (row.label_sealed or b"Firefox")
    assert "Firefox on Linux" in visitor.get("/account/devices").text


def test_rows_that_are_long_over_are_cleared_away(
    visit: Visit, cast: Cast, session: Session
) -> None:
    for days in (3, 2):
        with time_machine.travel(clock.now() - timedelta(days=days), tick=False):
            visit(cast.maren)
    other = visit(cast.noor)
    visit(cast.maren)

    rows = session.scalars(select(DeviceSession)).all()

    assert {row.user_id for row in rows} == {cast.maren.id, cast.noor.id}
    assert len(rows) == 2
    assert row_of(session, other).ended_at is None


@ON_SQLITE
def test_a_note_that_cannot_be_written_spoils_no_page(
    visit: Visit, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    maren, tried = visit(cast.maren), []

    def locked(*told: object, **more: object) -> None:
        tried.append(told)
        raise OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr(services, "note_seen", locked)
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        page = maren.get("/my/privacy")

    assert page.status_code == 200
    assert len(tried) == 1


@ON_SQLITE
def test_a_note_is_written_after_the_page_has_left(
    visit: Visit, cast: Cast, session: Session
) -> None:
    maren = visit(cast.maren)
    before = row_of(session, maren).seen_at
    session.rollback()
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        page = maren.client.get("/my/privacy", buffered=False)
        meanwhile = row_of(session, maren).seen_at
        session.rollback()
        page.close()
        afterwards = row_of(session, maren).seen_at

    assert page.status_code == 200
    assert meanwhile == before
    assert afterwards > before


@ON_SQLITE
def test_a_sign_in_that_was_ended_is_not_brought_back_by_a_late_note(
    visit: Visit, cast: Cast, session: Session
) -> None:
    row = row_of(session, visit(cast.maren))
    seen, device = row.seen_at, row.id
    services.end_device(session, device)

    services.note_seen(session, device, clock.now() + timedelta(minutes=1))

    session.expire_all()
    assert session.get_one(DeviceSession, device).seen_at == seen
