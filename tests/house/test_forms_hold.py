"""Every form on every page holds: odd input gets an answer in words, and never a bug."""

import json
import re
from html.parser import HTMLParser

from tests.house.crawling import Seen
from tests.house.stage import Stage

ODD = {
    "nothing": "",
    "spaces": " \t\r\n\u00a0\u200b",
    "NUL": "a\x00b",
    "much": "long " * 12_000,
    "markup": "<script>alert(1)</script>{{ 7*7 }}{% raw %}",
    "number": "99999999999999999999",
    "minus": "-1",
    "wide": "🌊" * 400 + "\u202e\u0300",
    "formula": "=1+1",
}
KEPT = {"csrf_token"}


class PostForms(HTMLParser):
    """Reads every form of a page that posts: where it goes, and its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = told.get("method", "get").lower() == "post"
            if self._inside:
                self.forms.append((told.get("action", ""), {}))
        elif self._inside and tag in {"input", "textarea", "select", "button"} and "name" in told:
            self.forms[-1][1][told["name"]] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def forms(seen: list[Seen]) -> dict[tuple[str, str, tuple[str, ...]], dict[str, str]]:
    """Return every form that anybody saw, by who, where it goes and what it asks."""
    found = {}
    for one in seen:
        if one.is_page:
            for action, fields in PostForms(one.text).forms:
                key = (one.who, action or one.address, tuple(sorted(fields)))
                found[key] = fields
    return found


def test_every_form_holds(house: Stage, seen: list[Seen]) -> None:
    looked_at, wrong = 0, []
    people = house.personas()
    visitors = {}
    for (who, action, names), fields in forms(seen).items():
        if who not in {"nobody", "maren", "ruth", "joan"} or action in {"/sign-out", "/sign-in"}:
            continue
        for kind, odd in ODD.items():
            visitor = visitors.setdefault(who, house.visit(people[who]))
            sent = {name: fields[name] if name == "once" else odd for name in names}
            for kept in KEPT:
                sent.pop(kept, None)
            sent["once"] = f"{kind}-{looked_at}"
            answer = visitor.post(action, **sent)
            looked_at += 1
            if answer.status_code >= 500:
                wrong.append(f"{who} sends {kind} to {_route(action)}: {answer.status_code}")
            if "<script>alert(1)" in answer.text:
                wrong.append(f"{who} sends {kind} to {_route(action)}: not escaped")
            if answer.status_code < 400:
                house.renew()
                visitors.clear()
    assert looked_at > 150
    assert not wrong, "\n".join(wrong)


def _route(action: str) -> str:
    return re.sub(r"[0-9a-f-]{36}", "<id>", action)


def test_one_odd_field_at_a_time(house: Stage, seen: list[Seen]) -> None:
    """The other fields stay as the page filled them, so that deeper checks are reached."""
    looked_at, wrong = 0, []
    people, visitors = house.personas(), {}
    for (who, action, names), fields in forms(seen).items():
        if who not in {"nobody", "maren", "ruth", "joan"} or action in {"/sign-out", "/sign-in"}:
            continue
        for name in set(names) - KEPT - {"once"}:
            for kind in ("NUL", "number", "wide"):
                visitor = visitors.setdefault(who, house.visit(people[who]))
                sent = {other: fields[other] for other in names if other not in KEPT}
                answer = visitor.post(
                    action, **{**sent, name: ODD[kind], "once": f"{looked_at}-{kind}"}
                )
                looked_at += 1
                if answer.status_code >= 500:
                    wrong.append(f"{who} sends {kind} as {name} to {_route(action)}")
                if answer.status_code < 400:
                    house.renew()
                    visitors.clear()
    assert looked_at > 150
    assert not wrong, "\n".join(wrong)


def test_a_script_may_send_anything(house: Stage) -> None:
    maren, ruth = house.visit(house.cast.maren), house.visit(house.cast.ruth)
    reflection = house.world.drafts["reflection_id"]
    for visitor, address in (
        (maren, "/my/reflections"),
        (maren, f"/my/reflections/{reflection}/edit"),
        (ruth, f"/practice/reflections/{house.world.ids['reflection_id']}/annotations"),
    ):
        for body in ('{"body": "\\ud800"}', "[]", "null", "{", json.dumps({"body": ["x"]}), "\x00"):
            answer = visitor.fetch(
                address,
                method="POST",
                data=body,
                content_type="application/json",
                headers={"Accept": "application/json"},
            )
            assert answer.status_code in {400, 415}, (address, body)
