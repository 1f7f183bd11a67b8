"""Where a sign-in leads: to a path of this site, in whatever spelling somebody tries another."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from sqlalchemy.orm import Session

from portal.web.links import own_path
from tests.cast import PASSWORD, Cast, Person
from tests.second_factors import code_of, give_app
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]

HOST = "localhost"
ELSEWHERE = [
    "https://evil.example/",
    "http://localhost/my/privacy",
    "http://localhost:5000@evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "https:/evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,hello",
    "evil.example",
    "my/privacy",
    "?next=/my",
    "/%2fevil.example",
    "/%2Fevil.example",
    "/%5cevil.example",
    "/%252f%252fevil.example",
    "/my//evil.example",
    "/my\n/privacy",
    "/\t/evil.example",
    "/%0d%0aSet-Cookie:a=b",
    " /my/privacy",
    "/my/\u2028privacy",
    "/my/\x00",
    "/" + "a" * 3000,
]
OURS = ["/", "/my/privacy", "/my/reflections?page=2&tag=a%20b", "/practice/clients#notes", "/a%20b"]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_r17_what_leads_elsewhere_is_no_path_of_ours(text: str) -> None:
    assert own_path(text) is None


@pytest.mark.parametrize("text", OURS)
def test_r17_a_path_of_ours_stays_as_it_is(text: str) -> None:
    assert own_path(text) == text


@ON_SQLITE
def test_r17_a_sign_in_never_leads_elsewhere(visit: Visit, cast: Cast) -> None:
    fields: dict[str, Any] = {"email": cast.maren.email, "password": PASSWORD}
    for text in ELSEWHERE:
        for address, sent in (("/sign-in", text), (f"/sign-in?next={quote(text)}", "")):
            answer = visit(None).post(address, **fields, next=sent)
            assert answer.status_code == 302, repr(text)
            assert own_path(answer.location) == answer.location, repr(text)
            assert urlsplit(urljoin("http://localhost/sign-in", answer.location)).netloc == HOST

    ours = visit(None).post("/sign-in", **fields, next="/my/privacy")
    assert ours.location == "/my/privacy"


@ON_SQLITE
def test_r17_nor_does_a_second_step_or_a_proof(visit: Visit, cast: Cast, session: Session) -> None:
    seed = give_app(session, cast.noor)
    maren = visit(cast.maren)
    for step, text in enumerate(["http://localhost/my/privacy", "//evil.example", "/my/privacy"]):
        noor, expected = visit(None), "/my/privacy" if step == 2 else "/"
        noor.post("/sign-in", email=cast.noor.email, password=PASSWORD, next=text)

        inside = noor.post("/sign-in/second-step", code=code_of(seed, step - 1))
        proven = maren.post("/account/confirm", password=PASSWORD, next=text)
        asked = maren.get(f"/account/confirm?next={quote(text)}").text

        assert (inside.status_code, inside.location) == (302, expected), text
        assert (proven.status_code, proven.location) == (302, expected), text
        assert (f'name="next" value="{text}"' in asked) is (step == 2)
