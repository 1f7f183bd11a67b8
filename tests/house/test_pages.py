"""Every page that anybody sees: whole, calm in its title, and silent about others."""

import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.notices.services import send_due
from portal.reports import sheets
from portal.reports.models import Report
from tests.house.crawling import Seen, problems_of
from tests.house.stage import Stage
from tests.house.world import CANARIES

FILES = {
    "client_reports.download",
    "practitioner_former.report",
    "practitioner_reports.download",
}
OWN_WORDS = {"reflection", "title", "tag", "annotation", "reply", "goal", "place", "agreement"}
NAMES = ("Maren", "Aldous", "Ruth", "Adeyemi", "Noor", "Haddad")

OF_RECORDS = (
    "practitioner_caseload.team",
    "practitioner_former.",
    "practitioner_private_notes.kept",
)
"""Where a colleague may read a name: the team, and their own records of care that has ended."""

SHOWN_TO = {
    "note": {"ruth"},
    "supervised": {"ruth", "vera"},
    "safety answer": {"maren", "ruth", "tobias"},
    "call": {"maren", "ruth", "tobias"},
}
"""Who may read what; everything else is for the client and who treats them. Tobias covers."""

OF_A_COVER = ("practitioner_desk.desk", "practitioner_safety.review")
"""Where a cover reads whose safety review waits."""


@pytest.fixture
def pages(seen: list[Seen]) -> list[Seen]:
    """The whole pages among it."""
    return [one for one in seen if one.is_page]


def test_every_page_is_whole_and_has_one_heading(pages: list[Seen]) -> None:
    wrong = []
    for one in pages:
        wrong += [f"{one}: {problem}" for problem in problems_of(one.text)]
        if len(re.findall(r"<h1\b", one.text)) != 1:
            wrong.append(f"{one}: a page has one h1")
        if not re.search(r"<html lang=\"[a-z]{2}", one.text):
            wrong.append(f"{one}: a page says its language")
        if 'id="main"' not in one.text and one.endpoint != "practitioner_reports.page":
            wrong.append(f"{one}: a page has its main part")

    assert len(pages) > 60
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_error_pages_are_whole_too(seen: list[Seen]) -> None:
    errors = [one for one in seen if one.answer.status_code in {403, 404}]

    assert len(errors) > 60
    for one in errors:
        assert problems_of(one.text) == [], one
        assert len(re.findall(r"<h1\b", one.text)) == 1, one


def test_no_canary_is_lost(pages: list[Seen]) -> None:
    """The control: each canary is on some page of somebody who may read it."""
    for name, words in CANARIES.items():
        who = {one.who for one in pages if words in one.text}
        expected = SHOWN_TO.get(name, {"maren", "ruth"})
        assert who, f"the canary {name} is shown to nobody: is its page missing?"
        assert who <= expected, f"the canary {name} is shown to {who - expected}"


def test_a_private_note_is_shown_to_its_author_alone(seen: list[Seen]) -> None:
    shown = {str(one) for one in seen if CANARIES["note"] in one.text}

    assert shown
    assert shown <= {
        "ruth at practitioner_annotations.reading",
        "ruth at practitioner_private_notes.notes",
        "ruth at practitioner_desk.client",
    }


def test_nobody_else_sees_a_word_of_the_file(seen: list[Seen]) -> None:
    looked_at = 0
    for one in seen:
        if one.who in {"maren", "ruth"}:
            continue
        looked_at += 1
        for name, words in CANARIES.items():
            if one.who not in SHOWN_TO.get(name, ()):
                assert words not in one.text, f"{one} shows {words!r}"
        stands_in = one.who == "tobias" and one.endpoint in OF_A_COVER
        if not stands_in and not one.endpoint.startswith(OF_RECORDS):
            assert "Maren" not in one.text, f"{one} names a client"
    assert looked_at > 100


def test_nothing_private_stands_in_a_title_an_address_or_a_cookie(seen: list[Seen]) -> None:
    private = [*CANARIES.values(), *NAMES, "example.org"]
    looked_at = 0
    for one in seen:
        places = {
            "its title": one.title,
            "its address": one.address,
            "where it leads": one.answer.headers.get("Location", ""),
            "its cookies": " ".join(one.answer.headers.getlist("Set-Cookie")),
            "its file name": one.answer.headers.get("Content-Disposition", ""),
        }
        for place, text in places.items():
            looked_at += 1
            for words in private:
                assert words not in text, f"{one}: {place} says {words!r}"
        for link in re.findall(r"(?:href|action|src)=\"([^\"]*)\"", one.text):
            for words in private:
                assert words not in link or link.startswith("mailto:"), (
                    f"{one}: a link says {words}"
                )
    assert looked_at > 1000


def test_every_page_has_a_title_of_its_own(pages: list[Seen]) -> None:
    for one in pages:
        assert one.title.strip(), one
        assert not one.title.startswith("·"), f"{one}: fill the title block"


def test_only_reports_are_files_and_their_names_say_nothing(seen: list[Seen]) -> None:
    files = [one for one in seen if one.answer.mimetype == "application/pdf"]

    assert {one.endpoint for one in files} == FILES
    for one in files:
        said = one.answer.headers["Content-Disposition"]
        assert re.search(r"filename=\"?[a-z0-9-]+\.pdf", said), said


def test_the_note_is_in_no_report(house: Stage) -> None:
    with (
        house.app.test_request_context(),
        portal_itself(request_session(), "tests"),
    ):
        report = request_session().get_one(Report, house.world.ids["report_id"])
        printed = sheets.print_html(sheets.stored(report))
        snapshot = str(report.snapshot)

    assert "quillowmere" not in CANARIES["note"]
    assert CANARIES["goal"] in printed, "the control: the report holds the goals"
    assert CANARIES["note"] not in printed + snapshot


def test_the_logs_hold_no_word_no_name_and_no_id(
    house: Stage, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = house.visit(house.cast.ruth)
    for rule in house.app.url_map.iter_rules():
        if rule.arguments and "GET" in (rule.methods or ()) and rule.endpoint != "static":
            if rule.endpoint in {"security.static"}:
                continue
            visitor.fetch(house.world.address(house.app, rule))
    visitor.post("/my/reflections", body=CANARIES["reflection"], key="x")
    said = capsys.readouterr()
    logged = said.out + said.err + caplog.text

    for words in [*CANARIES.values(), *NAMES, "example.org"]:
        assert words not in logged
    for some_id in house.world.ids.values():
        assert str(some_id) not in logged


def test_the_mails_hold_no_word_of_a_file(house: Stage) -> None:
    with house.app.app_context(), portal_itself(request_session(), "tests"):
        send_due(request_session())
    visitor = house.visit(house.cast.ruth)
    visitor.post("/practice/invitations", name="Ada Noon", email="ada@example.org")
    house.visit(None).post("/forgotten", email="maren@example.org")
    with house.app.app_context(), portal_itself(request_session(), "tests"):
        sent = send_due(request_session())
    mails = list(outbox(house.app))

    assert sent >= 2
    assert len(mails) >= 2
    for mail in mails:
        for words in [*CANARIES.values(), "Maren", "Aldous", "Ada", "therap", "Ruth"]:
            assert words not in mail, f"a mail says {words!r}"


def outbox(app: Flask) -> Iterator[str]:
    """Yield every mail that went out, subject and text."""
    for message in getattr(app.extensions["mailman"], "outbox", []):
        yield f"{message.subject}\n{message.body}"
