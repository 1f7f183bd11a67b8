"""Asking about safety asks for the practitioner's hours first, and loses nothing on the way."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.measures.queries import assignments_of
from portal.safety.queries import hours_of
from tests.cast import Cast, Person
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

pytestmark = ON_SQLITE

Visit = Callable[[Person | None], Visitor]
ASKED: dict[str, Any] = {
    "measure": "phq-9",
    "rhythm": "every_weeks",
    "every": "5",
    "days_before": "3",
    "starts_on": clock.today("Europe/London").isoformat(),
    "scores": "at_once",
}
HOURS: dict[str, Any] = {
    "weekdays": ["0", "3"],
    "opens": "09:00",
    "closes": "13:00",
    "within": "4",
    "colleague": "nobody",
}


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found if name != "csrf_token"}


def test_r92_asking_about_safety_waits_for_hours_and_goes_on_with_all_that_was_typed(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth, address = visit(cast.ruth), f"/practice/clients/{cast.maren.id}/measures/ask"
    assert "Your hours come first" in ruth.get(address).text

    refused = ruth.post(address, **ASKED)
    carried = hidden(refused.text)["carried"]
    mistaken = ruth.post("/practice/safety/hours", **HOURS | {"opens": "soon"}, carried=carried)
    nothing_yet = assignments_of(session, cast.maren.id)
    done = ruth.post("/practice/safety/hours", **HOURS, carried=hidden(mistaken.text)["carried"])
    onward = hidden(done.text)

    assert (refused.status_code, mistaken.status_code, list(nothing_yet)) == (409, 400, [])
    assert "your hours come first" in refused.text
    assert "your hours come first" in mistaken.text
    assert f'action="{address}"' in done.text
    assert ASKED.items() <= onward.items()
    assert ruth.post(address, **onward).location == f"/practice/clients/{cast.maren.id}/measures"
    session.expire_all()
    (asked,) = assignments_of(session, cast.maren.id)
    assert (asked.slug, asked.every, asked.scores_proposed) == ("phq-9", 5, "at_once")
    assert "Your hours come first" not in ruth.get(address).text


def test_r92_whoever_has_no_hours_cannot_ask_about_safety_whatever_they_send(
    visit: Visit, cast: Cast, session: Session
) -> None:
    ruth, address = visit(cast.ruth), f"/practice/clients/{cast.maren.id}/measures/ask"
    elsewhere = json.dumps({"action": "https://example.org/", "fields": [["measure", "phq-9"]]})

    assert ruth.post(address, **ASKED | {"measure": "gad-7"}).status_code == 302
    assert ruth.post(address, **ASKED | {"measure": "core-10"}).status_code in {400, 409}
    assert ruth.post(address, **ASKED).status_code == 409
    assert [one.slug for one in assignments_of(session, cast.maren.id)] == ["gad-7"]
    plain = ruth.post("/practice/safety/hours", **HOURS, carried=elsewhere)
    assert plain.location == "/practice/safety/hours"
    assert len(hours_of(session, [cast.ruth.id])) == 1
