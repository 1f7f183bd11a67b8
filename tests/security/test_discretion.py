"""Nothing private where it does not belong: logs, addresses, titles, mails (R33 to R40)."""

import ast
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError

import pypdf
import pytest
from flask import Flask

from config import ROOT, Settings
from portal.access.door import session
from portal.notices.services import send_due
from portal.reports import pdf
from portal.web import logs
from tests.cast import Cast, Person
from tests.conftest import build, dispose
from tests.house.crawling import Seen
from tests.house.stage import Stage
from tests.house.tree import sources
from tests.house.world import CANARIES
from tests.security.words import CANARY
from tests.slices.reports.test_pdf import PAGE, STAMP
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
NAMES = ("Maren", "Aldous", "Ruth Adeyemi", "example.org")
WEB = "gunicorn tests.security.leaking:app --worker-class=gthread --workers=1 --threads=2"
WORKER = "flask --app tests.security.leaking worker"


@dataclass
class Running:
    """A web server and a worker of their own, with all they write."""

    port: int
    folder: Path
    pids: list[int]

    def ask(self, path: str) -> int:
        """Ask for a page and return the status."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=30
            ) as answer:
                return int(answer.status)
        except HTTPError as refused:
            return refused.code

    def said(self) -> str:
        """Return everything both of them wrote, to a terminal or into the queue."""
        written = [path.read_bytes() for path in self.folder.iterdir() if path.is_file()]
        return b"\n".join(written).decode("utf-8", "replace")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def running(sqlite_with_cast: tuple[Settings, Cast], tmp_path: Path) -> Iterator[Running]:
    """The real processes over a copy of the cast."""
    settings, _ = sqlite_with_cast
    shutil.copy(settings.instance / "cast.sqlite", tmp_path / "portal.sqlite")
    said = tmp_path / "said"
    said.mkdir()
    port = free_port()
    environ = {
        **os.environ,
        "PORTAL_ENV": "demo",
        "PORTAL_KEY_FILE": str(settings.key_file),
        "PORTAL_INSTANCE": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite'}",
        "JOBS_URL": f"sqlite:///{said / 'jobs.sqlite'}",
        "MAIL_URL": "memory:",
        "PORT": str(port),
    }
    commands = [[*WEB.split(), f"--bind=127.0.0.1:{port}"], WORKER.split()]
    processes = []
    for number, command in enumerate(commands):
        with (said / f"{number}.txt").open("wb") as file:
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", *command],
                    cwd=ROOT,
                    env=environ,
                    stdout=file,
                    stderr=file,
                    start_new_session=True,
                )
            )
    there = Running(port, said, [one.pid for one in processes])
    try:
        for _ in range(300):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.1)
        yield there
    finally:
        for one in processes:
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait(10)


def tell_nonsense(port: int) -> bytes:
    """Send what is no request, with words in it."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall(f"NONSENSE {CANARY}\r\n{CANARY}\r\n\r\n".encode())
        return one.recv(4000)


def wait_for(running: Running, words: str) -> None:
    """Wait until something was logged."""
    for _ in range(200):
        if words in running.said():
            return
        time.sleep(0.1)
    raise AssertionError(f"{words} was never logged")


@pytest.mark.pdf
def test_r33_no_process_tells_words_whatever_fails(running: Running) -> None:
    statuses = [running.ask(f"/fails/{number}") for number in range(6)]
    outside = running.ask("/fails/outside")
    tell_nonsense(running.port)
    wait_for(running, '"event": "job"')

    said = running.said()
    logged = [json.loads(line) for line in said.splitlines() if line.startswith('{"')]

    assert (statuses, outside) == ([500, 500, 500, 503, 200, 200], 500)
    assert {one["error"] for one in logged} >= {"ValueError", "RuntimeError", "UndefinedError"}
    assert {key for one in logged for key in one} <= logs.ALLOWED
    assert "ValueError at" in said, "the server's own log tells the kind and the place"
    for word in (CANARY, "quillowmere", "Traceback"):
        assert word not in said.replace("/fails", ""), word


def test_r33_no_process_shows_secrets_or_leaves_its_memory_behind(running: Running) -> None:
    running.ask("/healthz")

    for pid in running.pids:
        limits = Path(f"/proc/{pid}/limits").read_text()
        shown = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
        assert re.search(r"Max core file size\s+0\s+0", limits)
        assert not re.search(r"secret|password|\.keys|sqlite:", shown, re.IGNORECASE)
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0


def test_r34_addresses_titles_cookies_and_file_names_say_nothing(seen: list[Seen]) -> None:
    looked_at = 0
    for one in seen:
        headers = "\n".join(f"{name}: {value}" for name, value in one.answer.headers)
        for word in (*CANARIES.values(), *NAMES):
            looked_at += 1
            assert word not in one.address, one
            assert word not in one.title, one
            assert word not in headers, one
            assert word.replace(" ", "%20") not in headers, one
        for meta in re.findall(r"<meta[^>]+>", one.text):
            assert not any(word in meta for word in (*CANARIES.values(), *NAMES)), one
    assert looked_at > 2000
    assert sum(one.is_page for one in seen) > 50


def test_r34_a_file_is_called_after_its_month(house: Stage) -> None:
    ruth, ids = house.visit(house.cast.ruth), house.world.ids

    names = [
        ruth.fetch(f"/practice/reports/{ids['report_id']}.pdf").headers["Content-Disposition"],
        ruth.fetch(f"/practice/clients/{ids['client_id']}/measures/scores.csv").headers[
            "Content-Disposition"
        ],
        *(
            house.visit(house.cast.maren)
            .fetch(f"/my/privacy/{name}")
            .headers["Content-Disposition"]
            for name in ("record.csv", "scores.csv", "measures.json")
        ),
    ]

    assert len(names) == 5
    called = r'attachment; filename="(report|record|scores|measures)-\d{4}-\d\d\.(pdf|csv|json)"'
    for name in names:
        assert re.fullmatch(called, name)


def test_r34_no_line_that_waits_in_a_cookie_names_anybody() -> None:
    """What is flashed rides in the cookie of a browser to the next page."""
    flashed = [
        (source.name, node.lineno, node)
        for source in sources("portal")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "flash"
    ]

    told = [
        f"{name}:{line}"
        for name, line, call in flashed
        if any(isinstance(inner, ast.Call) and inner.keywords for inner in ast.walk(call))
    ]

    assert len(flashed) > 20
    assert not told, f"{told}: say it without a name, or on the page itself"


@ON_SQLITE
def test_r36_mails_are_alike_and_say_nothing(app: Flask, visit: Visit, cast: Cast) -> None:
    ruth = visit(cast.ruth)
    ruth.post("/practice/invitations", name="Ada Noon", email="ada@example.org")
    ruth.post("/practice/invitations", name="Ben Frost", email="ben@example.org")
    for person in (cast.maren, cast.noor, cast.ruth):
        visit(None).post("/forgotten", email=person.email)
    with app.app_context():
        sent = send_due(session())
    mails = app.extensions["mailman"].outbox

    told = {re.sub(r"https?://\S+", "LINK", mail.body) for mail in mails}

    assert sent == len(mails) == 5
    assert len(told) == 2, "one text for an invitation, one for a password"
    assert {mail.subject for mail in mails} == {mails[0].subject}
    for mail in mails:
        whole = re.sub(r"https?://\S+", "LINK", f"{mail.subject} {mail.from_email} {mail.body}")
        for word in ("Maren", "Ada", "Ruth", "Noon", "therap", "clinic", "client", "practitioner"):
            assert word.lower() not in whole.lower(), word
        for link in re.findall(r"https?://\S+", mail.body):
            assert "?" not in link, "no tracking"


@ON_SQLITE
def test_r37_the_portal_calls_itself_what_the_practice_chose(
    stage: tuple[Settings, Cast],
) -> None:
    app = build(replace(stage[0], portal_name="Notes"))
    pages = [Visitor(app).get("/sign-in").text]
    for person in (stage[1].maren, stage[1].ruth):
        visitor = Visitor(app).sign_in(person)
        pages += [visitor.get(page).text for page in ("/help-now", "/my/goals", "/practice/team")]
    dispose(app)

    for page in pages:
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
        assert title is not None
        assert "Notes" in page
        assert "Harbour Lane" not in page
        for word in ("therap", "psych", "clinic", "mental", "patient"):
            assert word not in title[1].lower()
            assert word not in "".join(re.findall(r"<link[^>]+>|<meta[^>]+>", page)).lower()


@pytest.mark.pdf
def test_r40_a_report_in_pages_is_as_closed_as_its_page(house: Stage) -> None:
    ids, statuses = house.world.ids, {}
    for who, person in house.personas().items():
        visitor = house.visit(person)
        for door in ("/my/reports/", "/practice/reports/"):
            page = visitor.fetch(f"{door}{ids['report_id']}").status_code
            pages = visitor.fetch(f"{door}{ids['report_id']}.pdf").status_code
            statuses[who, door] = page, pages

    opened = {key for key, (page, pages) in statuses.items() if pages == 200}
    assert opened == {("maren", "/my/reports/"), ("ruth", "/practice/reports/")}
    for key, (page, pages) in statuses.items():
        assert (page == 200) == (pages == 200), key


@pytest.mark.pdf
def test_r40_the_pages_themselves_name_nobody_outside_their_words() -> None:
    made = pdf.render(
        f"{PAGE}<p>Maren Aldous</p>",
        title="Progress report 4F21",
        language="en",
        stamp=STAMP,
        identifier="one",
    )

    told = pypdf.PdfReader(BytesIO(made))
    assert "Maren" in told.pages[0].extract_text()
    assert not any("Maren" in str(value) for value in (told.metadata or {}).values())
    assert b"Maren" not in (
        told.xmp_metadata.rdf_root.toxml().encode() if told.xmp_metadata else b""
    )
    assert not told.attachments
