"""Every page of the portal, for everybody who may see it, in light, dark, narrow and enlarged."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, abort
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal.access.permissions import Permission
from portal.accounts.models import User
from tests.cast import Cast, Person, add_client
from tests.factories import shared_reflection
from tests.house.world import World, build_world, rules
from tests.journeys.looking import look_at
from tests.journeys.people import Guest

pytestmark = pytest.mark.browser

NO_PAGES = {
    "client_reports.download",
    "practitioner_reports.download",
    "public.healthz",
    "public.leave",
    "public.readyz",
    "security.verify",
}
"""Files, the way out, what machines ask, and a door of the library that is shut."""

ERRORS = (400, 401, 403, 404, 405, 409, 413, 429, 500, 503)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
TEXT = (
    f"{LONG}\n\nכתבתי את זה בלילה. 我在墙上坐着，直到天黑。 👨‍👩‍👧 https://example.org/{'a' * 120}"
)

Looks = Callable[[Guest, str], None]


@pytest.fixture
def world(app: Flask, session: Session, cast: Cast) -> World:
    """One of everything, and some that is longer or in other scripts than anybody expects."""
    with app.test_request_context():
        made = build_world(session, cast)
    person = add_client(session, cast.ruth, "long", f"Ångström {LONG[:60]} ابن سينا")
    shared_reflection(session, person, body=TEXT, title=LONG[:150], mood=0)
    shared_reflection(session, cast.maren, body=TEXT, title=LONG[:150], tags=[LONG[:40]])
    session.commit()
    return made


@pytest.fixture
def looks() -> Iterator[Looks]:
    """Look at a page from all sides, and tell in the end of everything that was wrong."""
    wrong: list[str] = []
    seen: list[str] = []

    def look(somebody: Guest, name: str) -> None:
        seen.append(name)
        wrong.extend(f"{name}: {each}" for each in look_at(somebody.page))

    yield look
    assert seen
    assert not wrong, "\n".join(wrong)


def pages(app: Flask, prefix: str) -> list[Rule]:
    """Return the routes of pages behind one door; what is behind none has the prefix ''."""
    found = [each for each in rules(app) if "GET" in (each.methods or ())]
    found = [each for each in found if each.endpoint not in NO_PAGES]
    doors = [each for each in ("/my/", "/practice/") if each == prefix or not prefix]
    return [each for each in found if each.rule.startswith(tuple(doors)) == bool(prefix)]


def test_no_page_is_forgotten(app: Flask) -> None:
    behind = [pages(app, prefix) for prefix in ("", "/my/", "/practice/")]

    assert all(len(some) >= 5 for some in behind)
    found = {each.endpoint for each in rules(app) if "GET" in (each.methods or ())}
    assert {each.endpoint for some in behind for each in some} == found - NO_PAGES


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
    app: Flask, cast: Cast, world: World, come: Callable[..., Any], looks: Looks
) -> None:
    ruth = come(Guest, cast.ruth)
    for rule in pages(app, "/practice/"):
        ruth.visits(world.address(app, rule))
        looks(ruth, rule.endpoint)
    for name, path in (
        ("a draft", f"/practice/reports/{world.drafts['report_id']}"),
        ("a finished report", f"/practice/reports/{world.finished}"),
        ("a draft on paper", f"/practice/reports/{world.drafts['report_id']}/page"),
    ):
        ruth.visits(path)
        looks(ruth, name)


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


def test_pages_of_errors(app: Flask, come: Callable[..., Any], looks: Looks) -> None:
    guest = come(Guest)
    guest.witness.expects(*ERRORS)
    for code in ERRORS:
        app.view_functions["public.readyz"] = refusing(code)
        guest.visits("/readyz")
        looks(guest, f"error {code}")


def refusing(code: int) -> Callable[..., Any]:
    """Return a view that only refuses."""

    def view() -> None:
        abort(code)

    view.permission = Permission.PUBLIC  # type: ignore[attr-defined]
    return view


def test_pages_that_were_refused(
    session: Session, cast: Cast, world: World, come: Callable[..., Any], looks: Looks
) -> None:
    guest = come(Guest)
    guest.witness.expects(400, 410)
    guest.visits("/sign-in")
    guest.sends("/sign-in", email="", password="")
    looks(guest, "sign-in refused")
    guest.sends("/forgotten", email="")
    looks(guest, "forgotten refused")
    guest.visits("/invitation/" + world.tokens["invitations.invitation"])
    guest.sends(guest.place, password="short", password_confirm="other")
    looks(guest, "invitation refused")
    guest.visits("/invitation/that-nobody-made")
    looks(guest, "invitation closed")

    maren = come(Guest, cast.maren)
    maren.witness.expects(400, 401, 409)
    draft = f"/my/reflections/{world.drafts['reflection_id']}/edit"
    for name, path, fields in (
        ("writing refused", "/my/reflections", {"do": "share", "body": " ", "mood": "12"}),
        ("writing crossed", draft, {"version": "99", "body": TEXT, "intent": "reply"}),
        ("goal refused", "/my/goals", {"words": ""}),
        (
            "reply refused",
            f"/my/annotations/{world.ids['annotation_id']}/replies",
            {"body": " "},
        ),
        ("form too old", draft, {"version": "1", "body": TEXT, "csrf_token": "old"}),
    ):
        maren.visits("/my/goals")
        maren.sends(path, **fields)
        looks(maren, name)
    maren.visits("/my/goals")
    session.get_one(User, cast.maren.id).fs_uniquifier = "another"
    session.commit()
    maren.sends(draft, version="1", body=TEXT)
    looks(maren, "interrupted")
    maren.sends("/sign-in", email=cast.maren.email, password="wrong", carried=maren.carried())
    looks(maren, "interrupted, wrong password")


def test_pages_that_were_refused_to_a_practitioner(
    cast: Cast, world: World, come: Callable[..., Any], looks: Looks
) -> None:
    ruth = come(Guest, cast.ruth)
    ruth.witness.expects(400, 409)
    client, reflection = world.ids["client_id"], world.ids["reflection_id"]
    draft = f"/practice/reports/{world.drafts['report_id']}"
    period = {"start": "2026-01-01", "end": "2026-02-01"}
    backwards = {"start": "2026-02-01", "end": "2026-01-01"}
    for name, path, fields in (
        ("invitation refused", "/practice/invitations", {"name": "", "email": "x"}),
        (
            "appointment refused",
            f"/practice/clients/{client}/appointments",
            {"day": "2020-01-01", "at": "10:00"},
        ),
        ("agreement refused", f"/practice/clients/{client}/agreement", {"agreement": "x" * 2001}),
        ("report refused", f"/practice/clients/{client}/reports", backwards),
        ("draft refused", draft, {"version": "1", **backwards}),
        ("draft crossed", draft, {"version": "99", **period, "summary": TEXT}),
        ("finish crossed", f"{draft}/finish", {"version": "99"}),
        (
            "annotation refused",
            f"/practice/reflections/{reflection}/annotations",
            {"version": "1", "body": ""},
        ),
        (
            "private note refused",
            f"/practice/reflections/{reflection}/private-notes",
            {"body": ""},
        ),
        ("note refused", f"/practice/clients/{client}/private-notes", {"body": ""}),
    ):
        ruth.visits("/practice/invitations")
        ruth.sends(path, **fields)
        looks(ruth, name)
