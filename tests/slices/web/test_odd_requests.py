"""Odd addresses, sizes and characters get a clear answer, never a bug."""

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.journey.models import Goal
from tests.cast import Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
ODD = [
    "-1",
    "0",
    "1e20",
    "99999999999999999999",
    "%00",
    "..%2f",
    "..%2f..%2fetc%2fpasswd",
    "%ff%fe",
    "null",
    "undefined",
    "%27%20OR%201=1",
    "%F0%9F%8C%8A",
    "a" * 3000,
    "00000000-0000-0000-0000-000000000000",
    "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}",
]


@pytest.mark.parametrize("odd", ODD)
def test_an_id_that_is_none_is_not_there(visit: Visit, cast: Cast, odd: str) -> None:
    for person, places in (
        (cast.maren, ("/my/reflections/", "/my/goals/", "/my/reports/")),
        (cast.ruth, ("/practice/reflections/", "/practice/clients/", "/practice/reports/")),
    ):
        visitor = visit(person)
        for place in places:
            assert visitor.fetch(place + odd).status_code == 404, place
            assert visitor.fetch(f"{place}{odd}.pdf").status_code == 404, place
            assert visitor.post(place + odd).status_code in {404, 405}, place


@pytest.mark.parametrize("odd", ODD)
def test_a_link_that_opens_nothing_says_so(visit: Visit, odd: str) -> None:
    visitor = visit(None)

    assert visitor.fetch(f"/invitation/{odd}").status_code in {404, 410}
    assert visitor.post(f"/invitation/{odd}", password="x").status_code in {400, 404, 405, 410}
    assert visitor.fetch(f"/forgotten/{odd}").status_code in {302, 404}


@pytest.mark.parametrize("size", [1_100_000, 5_000_000])
def test_a_post_that_is_too_big_gets_a_page(
    visit: Visit, cast: Cast, session: Session, size: int
) -> None:
    visitor = visit(cast.maren)

    answers = [
        visitor.fetch("/my/goals", method="POST", data={"words": "x" * size}),
        visitor.post("/my/goals", words="x" * size),
        visitor.fetch("/sign-in", method="POST", data={"email": "x" * size}),
    ]

    for answer in answers:
        assert answer.status_code == 413
        assert "<h1>" in answer.text
    assert session.scalar(select(func.count(Goal.id))) == 0


def test_too_many_fields_get_a_page(visit: Visit, cast: Cast) -> None:
    fields = {f"field{number}": "x" for number in range(2000)}

    answer = visit(cast.maren).post("/my/goals", **fields)

    assert answer.status_code in {400, 413}


@pytest.mark.every_case
@pytest.mark.parametrize("letter", ["\x00", "\ud800", "\ufffe", "\x1b", "\u202e", "\x7f"])
def test_odd_characters_are_refused_in_words_or_kept(visit: Visit, cast: Cast, letter: str) -> None:
    visitor = visit(cast.maren)
    body = f"words={'a ' + letter + ' goal'}".encode("utf-8", "surrogatepass")
    token = {"X-CSRFToken": _token(visitor)}

    answer = visitor.fetch(
        "/my/goals",
        method="POST",
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers=token,
    )

    assert answer.status_code in {302, 400}
    if letter == "\x00":
        assert answer.status_code == 400
        assert "cannot be kept" in answer.text


def _token(visitor: Visitor) -> str:
    page = visitor.get("/my/goals").text
    return page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


@pytest.mark.every_case
@pytest.mark.parametrize(
    "query", ["place=%00", "place=" + "x" * 5000, "place=GB&place=US", "place=%F0%9F%8C%8A"]
)
def test_an_odd_query_gives_the_usual_page(visit: Visit, query: str) -> None:
    assert visit(None).get(f"/help-now?{query}").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_a_wrong_method_gets_405_and_says_which_is_right(
    visit: Visit, cast: Cast, method: str
) -> None:
    answer = visit(cast.maren).fetch("/my/goals", method=method)

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    "following",
    [
        "https://example.com/",
        "//example.com/",
        "///example.com",
        "/\\example.com",
        "\\\\example.com",
        "http:example.com",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:a=b",
        " //example.com",
    ],
)
def test_the_way_after_signing_in_stays_here(visit: Visit, cast: Cast, following: str) -> None:
    answer = visit(None).post(
        "/sign-in", email=cast.maren.email, password="wet gravel on a sunday", next=following
    )

    assert answer.status_code in {302, 400}
    location = answer.headers.get("Location", "/")
    assert "\\" not in location
    assert urlsplit(urljoin("http://localhost/sign-in", location)).netloc == "localhost"


def test_a_page_asked_for_before_signing_in_is_where_it_leads(visit: Visit, cast: Cast) -> None:
    answer = visit(None).post(
        "/sign-in", email=cast.maren.email, password="wet gravel on a sunday", next="/my/goals"
    )

    assert (answer.status_code, answer.location) == (302, "/my/goals")


def test_the_portal_is_well(visit: Visit) -> None:
    visitor = visit(None)

    assert visitor.fetch("/healthz").json == {"status": "ok"}
    assert visitor.fetch("/readyz").json == {"status": "ready"}
