"""What is no form, too big, or no id, gets a calm answer and never a bug (R74, R75)."""

import ast
from collections.abc import Callable, Iterator

import pytest
from werkzeug.routing import Rule

from tests.cast import Cast, Person
from tests.house.stage import Stage
from tests.house.tree import sources
from tests.house.world import rules
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
ODD_IDS = (
    "-1",
    "0",
    "1e20",
    "99999999999999999999",
    "%00",
    "..%2f..%2fetc%2fpasswd",
    "%ff%fe",
    "%27%20OR%201=1",
    "%3Cscript%3E",
    "%E2%80%AE",
    "a" * 3000,
    "00000000-0000-0000-0000-000000000000",
)


@ON_SQLITE
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"),
        ("application/zip", b"PK\x03\x04" + b"\x00" * 1000),
        ("application/json", b'{"words": "from JSON"}'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="words"; '
            b'filename="a.zip"\r\n\r\nPK\x03\x04\r\n--x--\r\n',
        ),
    ],
)
def test_r74_nothing_but_a_form_is_read(
    visit: Visit, cast: Cast, kind: str, content: bytes
) -> None:
    maren = visit(cast.maren)
    token = maren.get("/my/goals").text.split('name="csrf_token" value="', 1)[1].split('"')[0]

    answer = maren.fetch(
        "/my/goals", method="POST", data=content, content_type=kind, headers={"X-CSRFToken": token}
    )

    assert answer.status_code == 400
    assert "root:" not in answer.text
    assert "from JSON" not in maren.get("/my/goals").text


@ON_SQLITE
def test_r74_what_is_too_big_gets_a_page_and_leaves_the_rest_standing(
    visit: Visit, cast: Cast
) -> None:
    maren = visit(cast.maren)

    answers = [maren.post("/my/goals", words="x" * size) for size in (1_100_000, 5_000_000)]
    afterwards = maren.post("/my/goals", words="A goal")

    for answer in answers:
        assert (answer.status_code, "<h1>" in answer.text) == (413, True)
    assert afterwards.status_code == 302


def test_r74_no_module_opens_archives_or_foreign_formats() -> None:
    closed = {"zipfile", "tarfile", "xml", "lxml", "pickle", "marshal", "shelve", "yaml"}
    looked_at = 0
    for source in sources("portal"):
        looked_at += 1
        names = {
            name.split(".")[0]
            for node in ast.walk(source.tree)
            for name in (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not names & closed, f"{source.name} imports {names & closed}"
    assert looked_at > 100


def odd_addresses(rule: Rule) -> Iterator[str]:
    """Yield the address of a rule with each of its variables filled with what is no id."""
    for odd in ODD_IDS:
        address = rule.rule
        for name in rule.arguments:
            start = address.index("<")
            address = address[:start] + odd + address[address.index(">", start) + 1 :]
            assert name
        yield address


def test_r75_an_id_that_is_none_is_not_there(house: Stage) -> None:
    tried = 0
    people = {
        "/my": house.visit(house.cast.maren),
        "/practice": house.visit(house.cast.ruth),
        "/account": house.visit(house.cast.maren),
        "": house.visit(None),
    }
    for rule in rules(house.app):
        if not rule.arguments:
            continue
        visitor = next(who for prefix, who in people.items() if rule.rule.startswith(prefix))
        is_link = "token" in rule.arguments
        for address in odd_addresses(rule):
            for method in {"GET", "POST"} & (rule.methods or set()):
                tried += 1
                answer = visitor.post(address) if method == "POST" else visitor.fetch(address)
                fine = {404, 302, 400, 410} if is_link else {404}
                assert answer.status_code in fine, f"{method} {address}: {answer.status_code}"
                assert "root:" not in answer.text

    assert tried > 400
    assert people["/my"].fetch(f"/my/goals/{house.world.ids['goal_id']}").status_code == 200
