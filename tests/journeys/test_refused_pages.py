"""Pages that refuse something are looked at as closely as the others: forms, crossings, errors."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort
from sqlalchemy.orm import Session

from portal.access.permissions import Permission
from portal.accounts.models import User
from tests.cast import Cast
from tests.house.world import World
from tests.journeys.furnishing import TEXT
from tests.journeys.looking import Looks
from tests.journeys.people import Guest

pytestmark = pytest.mark.browser

ERRORS = (400, 401, 403, 404, 405, 409, 413, 429, 500, 503)


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
