"""The browser's walls: whose forms we hear, under which name, and what every answer says (R16…)."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Environment, Settings
from portal.access.door import Door
from portal.access.permissions import Permission
from portal.access.policy import POLICY, may
from portal.access.viewer import NOBODY, Role, Viewer
from portal.journey.models import Goal
from portal.web.headers import DRAWING
from tests.cast import PASSWORD, Cast, Person
from tests.conftest import build, dispose
from tests.house.crawling import Seen
from tests.house.stage import Stage
from tests.house.test_headers import problems
from tests.house.world import rules
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
FROM_ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "", "Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "", "Origin": "null"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
)
"""What a browser says of a form that another site sent. An empty word stands for an old browser."""
FROM_HERE = (
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # our pages send no referrer
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": ""},
)
NOT_FROM_HERE = "was not sent from here"
REFUSED_TOKEN = "Your words are safe"
NOT_OUR_NAME = "This is not our address"


def saying(visitor: Visitor, headers: dict[str, str]) -> Visitor:
    """Let a visitor's browser say these headers, and nothing for an empty one."""
    surroundings = visitor.client.environ_base
    surroundings.pop("HTTP_SEC_FETCH_SITE", None)
    for name, value in headers.items():
        if value:
            surroundings[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return visitor


def goals(session: Session) -> int:
    """Return how many goals there are."""
    session.rollback()
    return session.scalar(select(func.count(Goal.id))) or 0


def test_r20_a_route_without_a_permission_does_not_start_or_answers_nothing(house: Stage) -> None:
    for make in (Door("probe", __name__).get, Door("probe", __name__).post):
        with pytest.raises(TypeError, match="permission"):
            make("/probe")  # type: ignore[call-arg]
    house.app.add_url_rule("/forgotten-door", view_func=lambda: "quillowmere")

    answer = house.visit(house.cast.ruth).fetch("/forgotten-door")

    marked = {
        rule.endpoint
        for rule in rules(house.app)
        if hasattr(house.app.view_functions[rule.endpoint], "permission")
    }
    assert (answer.status_code, "quillowmere" in answer.text) == (500, False)
    assert {rule.endpoint for rule in rules(house.app)} - marked == {"<lambda>"}
    assert len(marked) > 60


def test_r20_a_permission_without_a_clause_is_denied_to_everybody() -> None:
    for permission in Permission:
        assert permission in POLICY, permission
    everybody = [Viewer(user_id=uuid.uuid4(), role=role) for role in Role]

    assert not any(may(viewer, "never:heard_of") for viewer in everybody)  # type: ignore[arg-type]
    assert may(NOBODY, Permission.PUBLIC)


@ON_SQLITE
@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_r16_a_form_from_another_site_is_not_heard_even_with_its_token(
    visit: Visit, cast: Cast, session: Session, headers: dict[str, str]
) -> None:
    maren = visit(cast.maren)
    here = maren.post("/my/goals", words="From here")

    refused = saying(maren, headers).post("/my/goals", words="From elsewhere")

    assert here.status_code == 302
    assert (refused.status_code, NOT_FROM_HERE in refused.text) == (400, True)
    assert "From elsewhere" not in refused.text
    assert goals(session) == 1


@ON_SQLITE
@pytest.mark.parametrize("headers", FROM_HERE)
def test_r16_a_form_from_here_is_heard_whatever_the_browser_can_say(
    visit: Visit, cast: Cast, session: Session, headers: dict[str, str]
) -> None:
    answer = saying(visit(cast.maren), headers).post("/my/goals", words="From here")

    assert answer.status_code == 302
    assert goals(session) == 1


def test_r16_every_form_asks_for_its_token_and_where_it_was_sent(house: Stage) -> None:
    wrong, looked_at = [], 0
    maren = house.visit(house.cast.maren)  # who is not signed in is asked to do that first
    for rule in rules(house.app):
        if "POST" not in (rule.methods or ()):
            continue
        looked_at += 1
        address = house.world.address(house.app, rule)
        without = maren.fetch(address, method="POST", data={"words": "x"})
        elsewhere = saying(house.visit(None), {"Sec-Fetch-Site": "cross-site"}).post(address)
        if (without.status_code, REFUSED_TOKEN in without.text) != (400, True):
            wrong.append(f"{rule}: {without.status_code} without a token")
        if (elsewhere.status_code, NOT_FROM_HERE in elsewhere.text) != (400, True):
            wrong.append(f"{rule}: {elsewhere.status_code} from elsewhere")
    assert looked_at > 30
    assert not wrong, "\n".join(wrong)


@ON_SQLITE
def test_r16_signing_in_is_a_form_like_any_other(visit: Visit, cast: Cast) -> None:
    fields = {"email": cast.maren.email, "password": PASSWORD}

    elsewhere = saying(visit(None), {"Sec-Fetch-Site": "cross-site"}).post("/sign-in", **fields)
    without = visit(None).fetch("/sign-in", method="POST", data=fields)
    here = visit(None).post("/sign-in", **fields)

    assert (elsewhere.status_code, without.status_code, here.status_code) == (400, 400, 302)
    assert "_user_id" not in str(elsewhere.headers) + str(without.headers)


@ON_SQLITE
def test_r16_words_are_handed_back_only_to_a_page_of_ours(visit: Visit, cast: Cast) -> None:
    maren = visit(cast.maren)
    stale = {"words": "Nobody’s words", "csrf_token": "old"}

    own = maren.fetch("/my/goals", method="POST", data=stale)
    unknown = saying(maren, {}).fetch("/my/goals", method="POST", data=stale)

    assert (own.status_code, "Nobody’s words" in own.text) == (400, True)
    assert (unknown.status_code, "Nobody’s words" in unknown.text) == (400, False)


@pytest.fixture
def in_production(stage: tuple[Settings, Cast]) -> Iterator[Flask]:
    """The application as it runs for real people, behind one proxy."""
    settings = replace(
        stage[0],
        environment=Environment.PRODUCTION,
        public_url="https://notes.example.org",
        trusted_proxies=1,
    )
    app = build(settings)
    yield app
    dispose(app)
    dispose(build(stage[0]))  # the log is quiet again


@ON_SQLITE
@pytest.mark.parametrize(
    "name",
    ["evil.example", "notes.example.org.evil.example", "10.0.0.7", "", "xn--80ak6aa92e.com", "a b"],
)
def test_r17_another_name_gets_a_page_that_says_so(in_production: Flask, name: str) -> None:
    ours = in_production.test_client().get("/sign-in", base_url="https://notes.example.org")

    answer = in_production.test_client().get("/sign-in", headers={"Host": name})

    assert ours.status_code == 200
    assert (answer.status_code, NOT_OUR_NAME in answer.text) == (400, True)
    assert problems(answer) == []
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert not name or name not in answer.text


@ON_SQLITE
def test_r17_a_name_that_a_proxy_passes_on_is_looked_at_too(in_production: Flask) -> None:
    client = in_production.test_client()

    def under(name: str) -> int:
        headers = {"X-Forwarded-Host": name, "X-Forwarded-Proto": "https"}
        return client.get("/sign-in", headers=headers).status_code

    assert (under("notes.example.org"), under("evil.example")) == (200, 400)


@ON_SQLITE
def test_r17_this_machine_may_ask_whether_the_portal_is_well(in_production: Flask) -> None:
    client = in_production.test_client()

    for name in ("127.0.0.1:8000", "localhost:8000", "[::1]:8000"):
        assert client.get("/readyz", headers={"Host": name}).json == {"status": "ready"}
    assert client.get("/readyz", headers={"Host": "10.0.0.7:8000"}).status_code == 400


@ON_SQLITE
def test_r17_the_demonstration_answers_to_numbers_but_to_no_other_name(app: Flask) -> None:
    client = app.test_client()

    assert client.get("/", headers={"Host": "192.168.1.20:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_r35_nothing_but_files_of_the_program_may_be_kept(seen: list[Seen], house: Stage) -> None:
    kept = [str(one) for one in seen if one.answer.headers["Cache-Control"] != "no-store"]

    files = house.visit(None).fetch("/static/css/base.css?v=0123456789")

    assert len(seen) > 200
    assert kept == []
    assert files.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_r39_every_answer_carries_the_walls(seen: list[Seen]) -> None:
    wrong = [f"{one}: {problem}" for one in seen for problem in problems(one.answer)]
    pages = [one for one in seen if one.is_page]

    assert len(pages) > 50
    assert not wrong, "\n".join(wrong)
    for one in pages:
        policy = one.answer.headers["Content-Security-Policy"]
        has_drawing = DRAWING in one.answer.get_data()
        assert ("data:" in policy) == has_drawing, one
        assert "object-src 'none'" in policy or "default-src 'none'" in policy
    assert any(DRAWING in one.answer.get_data() for one in pages)


def test_r39_no_page_asks_anything_of_another_site(seen: list[Seen]) -> None:
    asks = re.compile(r"""(?:src|action|srcset|poster|data)=["'](?:https?:)?//""")
    links = re.compile(r"""<link[^>]+href=["'](?:https?:)?//""")
    wrong = [str(one) for one in seen if one.is_page and (asks.search(one.text))]
    wrong += [str(one) for one in seen if one.is_page and links.search(one.text)]

    assert sum(one.is_page for one in seen) > 50
    assert wrong == []


@ON_SQLITE
def test_r39_production_insists_on_encryption_for_two_years(in_production: Flask) -> None:
    client = in_production.test_client()

    for path in ("/sign-in", "/nothing/here", "/static/css/base.css", "/static/nothing.css"):
        answer = client.get(path, base_url="https://notes.example.org", buffered=True)
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def broken_routes(app: Flask) -> dict[str, int]:
    """Hang routes that fail in every way, and return them with the status they must give."""

    def fail(kind: type[BaseException]) -> Callable[[], str]:
        def view() -> str:
            raise kind("quillowmere words of a client")

        view.permission = Permission.PUBLIC  # type: ignore[attr-defined]
        return view

    kinds: dict[str, type[BaseException]] = {
        "/bug": RuntimeError,
        "/unicode": UnicodeError,
        "/memory": MemoryError,
        "/recursion": RecursionError,
    }
    for path, kind in kinds.items():
        app.add_url_rule(path, endpoint=path[1:], view_func=fail(kind))
    return dict.fromkeys(kinds, 500)


def test_r76_every_kind_of_refusal_is_calm_and_walled(house: Stage) -> None:
    expected = broken_routes(house.app)
    maren = house.visit(house.cast.maren)
    answers = {path: (maren.fetch(path), status) for path, status in expected.items()}
    answers |= {
        "no such page": (maren.fetch("/nothing/here"), 404),
        "no such file": (maren.fetch("/static/nothing.css"), 404),
        "a folder": (maren.fetch("/static/"), 404),
        "wrong method": (maren.fetch("/my/goals", method="DELETE"), 405),
        "no token": (maren.fetch("/my/goals", method="POST", data={"words": "x"}), 400),
        "too big": (maren.fetch("/my/goals", method="POST", data={"words": "x" * 5_000_000}), 413),
        "another name": (maren.fetch("/", headers={"Host": "evil.example"}), 400),
        "kept for others": (maren.fetch("/practice/team"), 403),
        "signed out": (house.visit(None).post("/my/goals", words="x"), 401),
    }

    for name, (answer, status) in answers.items():
        assert answer.status_code == status, name
        assert problems(answer) == [], name
        assert "<h1>" in answer.text, name
        for word in ("quillowmere", "Traceback", "Error(", "werkzeug", "Flask", "debugger"):
            assert word not in answer.text, name


@ON_SQLITE
def test_r76_there_is_no_debugger(app: Flask) -> None:
    for address in ("/console", "/?__debugger__=yes&cmd=resource&f=debugger.js"):
        assert "__debugger__" not in app.test_client().get(address).text
    assert not app.debug
