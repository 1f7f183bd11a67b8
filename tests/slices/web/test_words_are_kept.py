"""What somebody typed comes back, whatever stood in its way: an old page, an expired sign-in."""

from collections.abc import Callable
from contextvars import Context
from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.accounts.models import User
from portal.journey.models import Goal
from tests.cast import PASSWORD, Cast, Person
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
WORDS = "to walk to the harbour & back <again>\nevery week – 🌊"


class Forms(HTMLParser):
    """Reads the fields of the first form that posts, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.action, self.fields, self._area = "", {}, ""
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action, self._open = told["action"], True
        elif self._open and tag == "input" and "name" in told:
            self.fields[told["name"]] = told.get("value", "")
        elif self._open and tag == "textarea" and "name" in told:
            self._area = told["name"]
            self.fields[self._area] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "form":
            self._open = False


def send(visitor: Visitor, form: Forms, **typed: str) -> TestResponse:
    """Send a form just as it stands on the page."""
    fields = {**form.fields, **typed}
    return Context().run(visitor.client.post, form.action, data=fields)


def goals(session: Session) -> list[str]:
    """Return the words of every goal."""
    session.rollback()
    found = [goal.words for goal in session.scalars(select(Goal).order_by(Goal.id))]
    session.rollback()
    return found


@pytest.mark.parametrize("token", [None, "", "wrong", "ImEi.aaaa.bbbb"])
def test_a_form_with_an_old_seal_comes_back_and_can_be_sent_again(
    visit: Visit, cast: Cast, session: Session, token: str | None
) -> None:
    visitor = visit(cast.maren)
    fields = {"words": WORDS} | ({} if token is None else {"csrf_token": token})

    refused = visitor.fetch("/my/goals", method="POST", data=fields)
    again = send(visitor, Forms(refused.text))

    assert refused.status_code == 400
    assert unescape(refused.text).count("walk to the harbour") >= 1
    assert "<again>" not in refused.text
    assert again.status_code == 302
    assert goals(session) == [" ".join(WORDS.split())]


def test_a_foreign_token_is_not_enough(visit: Visit, cast: Cast, session: Session) -> None:
    stranger, maren = visit(cast.noor), visit(cast.maren)
    stranger.post("/my/goals", words="x")
    theirs = Forms(stranger.get("/my/goals").text).fields["csrf_token"]
    maren.get("/my/goals")

    answer = maren.fetch("/my/goals", method="POST", data={"words": "y", "csrf_token": theirs})

    assert answer.status_code == 400
    assert goals(session) == ["x"]


def test_what_another_site_sends_is_not_offered_to_be_sent_again(visit: Visit) -> None:
    answer = visit(None).fetch(
        "/my/reflections",
        method="POST",
        data={"body": "planted elsewhere", "do": "share"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 400
    assert "planted elsewhere" not in answer.text
    assert "Set-Cookie" not in answer.headers  # it would put somebody's own sign-in out


def test_a_script_is_told_in_its_own_way(visit: Visit, cast: Cast) -> None:
    answer = visit(cast.maren).fetch(
        "/my/goals", method="POST", data={"words": "x"}, headers={"Accept": "application/json"}
    )

    assert (answer.status_code, answer.json) == (400, {"error": "form"})


def test_an_expired_sign_in_keeps_the_words_and_goes_on(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visitor = visit(None)

    interrupted = visitor.post("/my/goals", words=WORDS)
    form = Forms(interrupted.text)
    offered = send(visitor, form, email=cast.maren.email, password=PASSWORD)
    done = send(visitor, Forms(offered.text))

    assert interrupted.status_code == 401
    assert "walk to the harbour" in interrupted.text
    assert form.action == "/sign-in"
    assert offered.status_code == 200
    assert Forms(offered.text).action == "/my/goals"
    assert done.status_code == 302
    assert goals(session) == [" ".join(WORDS.split())]


def test_who_was_signed_out_signs_in_at_once_whatever_seal_the_page_had(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visitor = visit(None)

    interrupted = visitor.fetch(
        "/my/goals", method="POST", data={"words": WORDS, "csrf_token": "of another day"}
    )
    offered = send(visitor, Forms(interrupted.text), email=cast.maren.email, password=PASSWORD)
    done = send(visitor, Forms(offered.text))

    assert interrupted.status_code == 401
    assert "goes_on.js" not in offered.text  # words are looked over before they are sent
    assert done.status_code == 302
    assert goals(session) == [" ".join(WORDS.split())]


def test_a_wrong_password_on_the_way_back_keeps_the_words_too(visit: Visit, cast: Cast) -> None:
    visitor = visit(None)
    interrupted = visitor.post("/my/goals", words=WORDS)

    refused = send(visitor, Forms(interrupted.text), email=cast.maren.email, password="wrong")

    assert refused.status_code == 400
    assert "walk to the harbour" in unescape(refused.text)


@pytest.mark.parametrize(
    "carried",
    [
        "",
        "{",
        "[]",
        '{"action": "https://example.com/", "fields": [["a", "b"]]}',
        '{"action": "//example.com/my/", "fields": [["a", "b"]]}',
        '{"action": "/my/../sign-out", "fields": 7}',
        '{"action": "/sign-out", "fields": []}',
        '{"action": "javascript:alert(1)", "fields": []}',
    ],
)
def test_what_is_carried_leads_only_into_the_portal(visit: Visit, cast: Cast, carried: str) -> None:
    visitor = visit(None)

    answer = visitor.post("/sign-in", email=cast.maren.email, password=PASSWORD, carried=carried)

    assert answer.status_code == 302
    assert answer.location == "/"


def test_passwords_are_never_given_back(app: Flask, visit: Visit, cast: Cast) -> None:
    secret = "four slow herons by the weir"
    maren, visitor = visit(cast.maren), visit(None)

    for name in ("password", "password_confirm", "new_password", "new_password_confirm"):
        for somebody, status in ((maren, 400), (visitor, 401)):
            sent = {name: secret, "words": WORDS}
            answer = somebody.fetch("/my/goals", method="POST", data=sent)
            assert answer.status_code == status
            assert secret not in answer.text, name
        assert secret not in visitor.post("/my/goals", words=WORDS, **{name: secret}).text, name


def test_ended_consent_asks_first_and_changes_nothing(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visitor = visit(cast.maren)
    session.get_one(User, cast.maren.id).consent_version = 0
    session.commit()

    answer = visitor.post("/my/goals", words=WORDS)

    assert (answer.status_code, answer.location) == (302, "/my/welcome")
    assert goals(session) == []
