"""Signing in and out: equal answers, a fresh session, and half-written words that come along."""

import json
from collections.abc import Callable
from urllib.parse import urljoin

import pytest

from tests.cast import PASSWORD, Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

WORDS = "I said yes to dinner before I had thought about it, and then spent Saturday undoing it."
CARRIED = json.dumps({"action": "/my/reflections", "fields": [["body", WORDS], ["mood", "4"]]})


def test_a_client_signs_in_and_is_sent_to_the_front_page(visit: Visit, cast: Cast) -> None:
    visitor = visit(None)

    answer = visitor.post("/sign-in", email="  MAREN@example.org", password=PASSWORD)

    assert answer.status_code == 302
    assert answer.location == "/"


def test_a_page_asked_for_before_signing_in_is_where_it_leads(visit: Visit, cast: Cast) -> None:
    visitor = visit(None)

    asked = visitor.get("/my/privacy")
    answer = visitor.post(asked.location, email=cast.maren.email, password=PASSWORD)

    assert asked.location == "/sign-in?next=/my/privacy"
    assert answer.location == "/my/privacy"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "\\\\example.com"])
def test_signing_in_never_leads_elsewhere(visit: Visit, cast: Cast, elsewhere: str) -> None:
    fields = {"email": cast.maren.email, "password": PASSWORD, "next": elsewhere}
    answer = visit(None).post("/sign-in", **fields)

    leads_to = urljoin("http://localhost/sign-in", answer.location or "")
    assert leads_to.startswith("http://localhost/")


def test_known_and_unknown_addresses_are_refused_in_the_same_words(
    visit: Visit, cast: Cast
) -> None:
    known = visit(None).post("/sign-in", email="maren@example.org", password="not the password")
    unknown = visit(None).post("/sign-in", email="nobody@example.org", password="not the password")
    invited = visit(None).post("/sign-in", email="wren@example.org", password="not the password")

    assert known.status_code == unknown.status_code == invited.status_code == 400
    pages = [
        page.text.replace(name, "NAME")
        for page, name in ((known, "maren"), (unknown, "nobody"), (invited, "wren"))
    ]
    assert _without_tokens(pages[0]) == _without_tokens(pages[1]) == _without_tokens(pages[2])
    assert "don’t belong together" in pages[0]


def _without_tokens(page: str) -> str:
    tokens = ("csrf_token", "data-question")
    return "\n".join(line for line in page.splitlines() if not any(one in line for one in tokens))


def test_a_password_that_nobody_can_have_is_refused_like_a_wrong_one(
    visit: Visit, cast: Cast
) -> None:
    for address in ("maren@example.org", "nobody@example.org"):
        answer = visit(None).post("/sign-in", email=address, password="x" * 5000)

        assert answer.status_code == 400
        assert "don’t belong together" in answer.text


def test_a_password_is_never_shown_again(visit: Visit, cast: Cast) -> None:
    answer = visit(None).post("/sign-in", email=cast.maren.email, password="not the password")

    assert "not the password" not in answer.text


def test_words_survive_a_refused_sign_in_and_come_back_after_the_next(
    visit: Visit, cast: Cast
) -> None:
    visitor = visit(None)

    refused = visitor.post("/sign-in", email=cast.maren.email, password="no", carried=CARRIED)
    taken = visitor.post("/sign-in", email=cast.maren.email, password=PASSWORD, carried=CARRIED)

    assert refused.status_code == 400
    assert WORDS in refused.text
    assert 'name="carried"' in refused.text
    assert taken.status_code == 200
    assert WORDS in taken.text
    assert 'action="/my/reflections"' in taken.text
    assert 'name="mood" value="4"' in taken.text


@pytest.mark.parametrize(
    "odd",
    [
        "not json",
        "[]",
        '{"action": "https://example.com/", "fields": []}',
        '{"action": "/sign-out", "fields": [["a", "b"]]}',
        '{"action": "/my/x"}',
        '{"action": "/my/x", "fields": [1]}',
        '{"action": "/my/x", "fields": [["body", "\\ud800"]]}',
        "[" * 100_000,
        "null",
    ],
)
def test_what_we_did_not_carry_is_not_offered(visit: Visit, cast: Cast, odd: str) -> None:
    answer = visit(None).post("/sign-in", email=cast.maren.email, password=PASSWORD, carried=odd)

    assert answer.status_code == 302
    assert answer.location == "/"


def test_the_offered_form_carries_a_token_that_works(visit: Visit, cast: Cast) -> None:
    visitor = visit(None)
    page = visitor.post("/sign-in", email=cast.maren.email, password=PASSWORD, carried=CARRIED)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]

    answer = visitor.client.post("/sign-out", data={"csrf_token": token})

    assert answer.status_code == 302


def test_a_sign_in_keeps_nothing_of_the_session_before(visit: Visit, cast: Cast) -> None:
    visitor = visit(None)
    with visitor.client.session_transaction() as cookie:
        cookie["planted"], cookie["csrf_token"] = "by somebody else", "known to somebody else"

    visitor.sign_in(cast.maren)

    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != "known to somebody else"
        assert cookie["_user_id"]


def test_signing_out_clears_the_browser(visit: Visit, cast: Cast) -> None:
    visitor = visit(cast.maren)

    answer = visitor.post("/sign-out")

    assert answer.location == "/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert visitor.get("/my/privacy").status_code == 302


def test_signing_out_is_never_a_link(visit: Visit, cast: Cast) -> None:
    assert visit(cast.maren).get("/sign-out").status_code == 405


def test_a_form_without_its_token_signs_nobody_in(visit: Visit, cast: Cast) -> None:
    fields = {"email": cast.maren.email, "password": PASSWORD}
    answer = visit(None).client.post("/sign-in", data=fields)

    assert answer.status_code == 400
    assert PASSWORD not in answer.text
