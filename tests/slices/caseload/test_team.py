"""The practice's people: seen by colleagues, invited by the admin, who sees no client."""

from collections.abc import Callable

import pytest

from tests.cast import Cast, Person
from tests.slices.caseload.conftest import come_in, link_shown
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

NEW = {
    "name": "Aisha Rahman",
    "email": "aisha@example.org",
    "role": "practitioner",
    "credentials": "counsellor (BACP 000000)",
}


def test_colleagues_see_who_works_here_and_no_client(visit: Visit, cast: Cast) -> None:
    for person in (cast.ruth, cast.joan):
        page = visit(person).get("/practice/team").text

        for name in ("Ruth Adeyemi", "Tobias Lindqvist", "Joan Pettifer"):
            assert name in page
        for name in ("Maren", "Idris", "Noor", "Wren"):
            assert name not in page


def test_the_admin_comes_in_on_it(visit: Visit, cast: Cast) -> None:
    assert visit(cast.joan).get("/").location == "/practice/team"


def test_the_admin_invites_a_colleague_who_then_works_here(visit: Visit, cast: Cast) -> None:
    joan, aisha = visit(cast.joan), visit(None)

    link = link_shown(joan, joan.post("/practice/team", **NEW).location)
    first = aisha.get(link).text
    come_in(aisha, link)

    assert "Joan Pettifer" in first
    assert "invites you to work here" in first
    assert aisha.get("/").location == "/practice/desk"
    assert aisha.get("/practice/desk").status_code == 200
    assert "counsellor (BACP 000000)" in joan.get("/practice/team").text


def test_another_admin_may_renew_a_colleagues_link(visit: Visit, cast: Cast) -> None:
    joan = visit(cast.joan)
    first = joan.post("/practice/team", **{**NEW, "role": "admin"}).location
    second = joan.post(f"{first}/renew").location
    other = visit(None)
    come_in(other, link_shown(joan, second))

    third = joan.post("/practice/team", **{**NEW, "email": "third@example.org"}).location

    assert visit(None).get(link_shown(other, third)).status_code == 200
    assert other.post(f"{third}/take-back").location == "/practice/team"


@pytest.mark.parametrize("who", ["ruth", "maren"])
def test_only_the_admin_invites_colleagues(visit: Visit, cast: Cast, who: str) -> None:
    person = visit(cast.everybody()[who])

    assert person.post("/practice/team", **NEW).status_code in {403, 404}
    assert "Invite a colleague" not in person.get("/practice/team").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"role": "client"}, "Choose what this person does here"),
        ({"role": ""}, "Choose what this person does here"),
        ({"name": ""}, "as colleagues know it"),
    ],
)
def test_a_bad_form_comes_back_filled(
    visit: Visit, cast: Cast, fields: dict[str, str], words: str
) -> None:
    answer = visit(cast.joan).post("/practice/team", **{**NEW, **fields})

    assert answer.status_code == 400
    assert words in answer.text
    assert "counsellor (BACP 000000)" in answer.text


def test_the_admin_sees_no_client_anywhere(visit: Visit, cast: Cast) -> None:
    joan = visit(cast.joan)
    closed = [
        "/practice/desk",
        "/practice/caseload",
        "/practice/invitations",
        f"/practice/clients/{cast.maren.id}",
        f"/practice/clients/{cast.maren.id}/end",
    ]

    assert {joan.get(page).status_code for page in closed} <= {403, 404}
