"""Every page of the portal, for everybody who may see it, in light, dark, narrow and enlarged."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal.accounts.models import User
from portal.entrusting.emergencies import open_in_emergency
from tests.cast import Cast, Person, viewer_of
from tests.house.world import World, rules
from tests.journeys.looking import Looks
from tests.journeys.people import Guest

pytestmark = pytest.mark.browser

NO_PAGES = {
    "client_downloads.measures",
    "client_downloads.scores",
    "client_reports.download",
    "client_rights.record",
    "devices.left",
    "practitioner_former.report",
    "practitioner_reports.download",
    "practitioner_scores_file.scores",
    "public.healthz",
    "leaving.leave",
    "public.readyz",
    "security.verify",
}
"""Files, the way out, what machines ask, and a door of the library that is shut."""


DOORS = ("/my/", "/practice/", "/account")


OF_COLLEAGUES = {
    "practitioner_former.records": "sena",
    "practitioner_private_notes.kept": "sena",
    "practitioner_supervision.item": "vera",
    "practitioner_supervision.items": "vera",
    "practitioner_emergency.file": "tobias",
}
"""Pages behind the practice's door that open to somebody else than Ruth."""


def door_of(rule: Rule) -> str:
    """Return the door that a route is behind; "" if behind none."""
    return next((door for door in DOORS if rule.rule.startswith(door)), "")


def pages(app: Flask, door: str) -> list[Rule]:
    """Return the routes of the pages behind a door."""
    found = [each for each in rules(app) if "GET" in (each.methods or ())]
    return [each for each in found if each.endpoint not in NO_PAGES and door_of(each) == door]


def test_no_page_is_forgotten(app: Flask) -> None:
    behind = {door: pages(app, door) for door in ("", *DOORS)}

    assert all(len(found) >= 5 for found in behind.values())
    endpoints = {each.endpoint for each in rules(app) if "GET" in (each.methods or ())}
    looked_at = {each.endpoint for found in behind.values() for each in found}
    assert endpoints == looked_at | NO_PAGES


def test_pages_for_anybody(
    app: Flask, session: Session, cast: Cast, world: World, come: Callable[..., Any], looks: Looks
) -> None:
    guest = come(Guest)
    with app.test_request_context():
        user = session.get_one(User, cast.maren.id)
        world.tokens["security.reset_password"] = generate_reset_password_token(user)
    for rule in pages(app, ""):
        guest.visits(world.address(app, rule))
        looks(guest, rule.endpoint)


def test_pages_of_a_client(
    app: Flask, session: Session, cast: Cast, world: World, come: Callable[..., Any], looks: Looks
) -> None:
    session.get_one(User, cast.idris.id).consent_version = 0
    session.commit()
    newcomer = come(Guest, cast.idris)
    looks(newcomer, "client_rights.welcome, before consent")
    maren = come(Guest, cast.maren)
    for rule in pages(app, "/my/"):
        maren.visits(world.address(app, rule))
        looks(maren, rule.endpoint)
    maren.visits(f"/my/reflections/{world.drafts['reflection_id']}")
    looks(maren, "a draft")


def test_pages_of_a_practitioner(
    app: Flask, session: Session, cast: Cast, world: World, come: Callable[..., Any], looks: Looks
) -> None:
    tobias = viewer_of(session, cast.tobias)
    open_in_emergency(session, tobias, called=cast.maren.name, reason="Nobody can reach her.")
    session.commit()
    ruth = come(Guest, cast.ruth)
    others = {name: come(Guest, getattr(cast, name)) for name in {*OF_COLLEAGUES.values()}}
    for rule in pages(app, "/practice/"):
        guest = others.get(OF_COLLEAGUES.get(rule.endpoint, ""), ruth)
        guest.visits(world.address(app, rule))
        looks(guest, rule.endpoint)
    for name, path in (
        ("a draft", f"/practice/reports/{world.drafts['report_id']}"),
        ("a finished report", f"/practice/reports/{world.finished}"),
        ("a draft on paper", f"/practice/reports/{world.drafts['report_id']}/page"),
    ):
        ruth.visits(path)
        looks(ruth, name)


@pytest.mark.parametrize("name", ["maren", "ruth"])
def test_pages_of_an_account(
    app: Flask, cast: Cast, world: World, come: Callable[..., Any], looks: Looks, name: str
) -> None:
    somebody = come(Guest, getattr(cast, name))
    for rule in pages(app, "/account"):
        somebody.visits(world.address(app, rule))
        looks(somebody, rule.endpoint)


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("noor", ("today", "reflections", "goals", "feedback", "reports", "privacy")),
        ("tobias", ("desk", "caseload", "invitations", "reports")),
        ("joan", ("team",)),
    ],
)
def test_pages_with_nothing_on_them(
    cast: Cast, come: Callable[..., Any], looks: Looks, name: str, paths: tuple[str, ...]
) -> None:
    person: Person = getattr(cast, name)
    somebody = come(Guest, person)
    for path in paths:
        somebody.visits(f"/{'my' if name == 'noor' else 'practice'}/{path}")
        looks(somebody, path)
