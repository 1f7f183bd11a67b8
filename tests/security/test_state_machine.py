"""People do what people do, in any order, over HTTP; a small model says who may see what.

Whenever everybody looks, each of them walks through all that links lead them to and tries every
address they may have kept, and what they can read must be what the model says.
"""

import itertools
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from config import Settings
from portal.access.door import session as request_session
from portal.accounts.queries import find_user
from portal.reports import pdf
from portal.rights import consent
from tests.cast import Cast
from tests.conftest import build, dispose
from tests.security.knowledge import Knowledge, Lane, Words
from tests.security.walking import walk
from tests.slices.caseload.conftest import come_in, link_shown
from tests.visitor import Visitor

CARE = {("ruth", "maren"), ("ruth", "idris"), ("tobias", "noor")}
PEOPLE = ("maren", "idris", "noor", "ruth", "tobias", "sena", "joan")
EVERYBODY = (*PEOPLE, "nobody")
CLIENTS = ("maren", "idris", "noor", "ida")
PRACTITIONERS = ("ruth", "tobias", "sena")
STAFF_PAGE, OWN_PAGE = "/practice/reflections/", "/my/reflections/"
looked = {"readings": 0, "open": 0, "looks": 0}


class People(RuleBasedStateMachine):
    """The cast at their browsers, and what each of them may know."""

    stage: tuple[Settings, Cast]

    @initialize()
    def begin(self) -> None:
        """Open the portal over a fresh copy of the cast's database, and sign everybody in."""
        there, cast = self.stage
        self.folder = Path(tempfile.mkdtemp(prefix="portal-people-"))
        shutil.copy(there.instance / "cast.sqlite", self.folder / "own.sqlite")
        own = f"sqlite:///{self.folder / 'own.sqlite'}"
        self.app = build(replace(there, database_url=own))
        everybody = cast.everybody()
        self.id_of = {name: everybody[name].id for name in PEOPLE}
        self.at = {name: Visitor(self.app).sign_in(everybody[name]) for name in PEOPLE}
        self.at["nobody"] = Visitor(self.app)
        self.known, self.number = Knowledge(set(CARE)), itertools.count(1)
        for practitioner, client in sorted(CARE):
            for do in ("keep", "share"):
                self.write(client, do)
            shared = self.known.words[-1]
            self.write_on(practitioner, shared, Lane.BETWEEN)
            self.write_on(practitioner, shared, Lane.PRIVATE)

    def teardown(self) -> None:
        if hasattr(self, "app"):
            self.everybody_looks()
            dispose(self.app)
            shutil.rmtree(self.folder)

    def new_words(self, lane: Lane, client: str, author: str, **more: Any) -> Words:
        """Think of words that stand nowhere yet."""
        return Words(f"kestrelwort number {next(self.number):03}.", lane, client, author, **more)

    def is_here(self, client: str) -> bool:
        """Whether a client has come in: Ida has to be invited first."""
        return client in self.at

    def said(self, words: Words) -> None:
        """Remember what was written."""
        self.known.words.append(words)

    @precondition(lambda self: not self.is_here("ida"))
    @rule(who=st.sampled_from(EVERYBODY))
    def invite(self, who: str) -> None:
        """Anybody tries to invite Ida; a practitioner can, and then she is in their care."""
        form = {"name": "Ida Marsh", "email": "ida@example.org", "agreement": "I read on Tuesdays."}
        answer = self.at[who].post("/practice/invitations", **form)
        invited = "/practice/invitations/" in answer.headers.get("Location", "")
        assert invited is (who in PRACTITIONERS)
        if invited:
            link = link_shown(self.at[who], answer.headers["Location"])
            ida = self.at["ida"] = come_in(Visitor(self.app), link)
            with self.app.test_request_context():
                consented = ida.post("/my/welcome", seen=consent.fingerprint(), acknowledged="y")
            assert consented.headers["Location"] == "/my/today"
            with self.app.app_context():
                found = find_user(request_session(), "ida@example.org")
            assert found is not None
            self.id_of["ida"] = found.id
            self.known.care.add((who, "ida"))

    @rule(client=st.sampled_from(CLIENTS), do=st.sampled_from(["keep", "share"]))
    def write(self, client: str, do: str) -> None:
        """Somebody writes, and keeps or shares it."""
        if not self.is_here(client):
            return
        words = self.new_words(Lane.WRITING, client, client)
        is_shared = do == "share" and any(one == client for _who, one in self.known.care)
        answer = self.at[client].post(
            "/my/reflections", key=f"key-{words.text}", version="0", do=do, body=words.text
        )
        if do == "share" and not is_shared:
            assert answer.status_code in (302, 303, 400, 403)
        found = re.search(r"/my/reflections/([0-9a-f-]{36})", answer.headers.get("Location", ""))
        if found:
            words.address, words.is_shared = found[1], is_shared
            self.said(words)

    @precondition(lambda self: self.known.of(Lane.WRITING, shared=False))
    @rule(data=st.data())
    def share(self, data: st.DataObject) -> None:
        """Somebody shares what they kept, where there is somebody to share it with."""
        words = data.draw(st.sampled_from(self.known.of(Lane.WRITING, shared=False)))
        answer = self.at[words.client].post(f"{OWN_PAGE}{words.address}/share")
        has_somebody = any(client == words.client for _who, client in self.known.care)
        assert (answer.status_code < 400) is has_somebody
        words.is_shared = has_somebody

    @precondition(lambda self: self.known.of(Lane.WRITING, shared=True))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Somebody takes back what they shared."""
        words = data.draw(st.sampled_from(self.known.of(Lane.WRITING, shared=True)))
        answer = self.at[words.client].post(f"{OWN_PAGE}{words.address}/withdraw")
        assert answer.status_code in (302, 303)
        words.is_shared = False

    @rule(
        who=st.sampled_from(EVERYBODY),
        lane=st.sampled_from([Lane.BETWEEN, Lane.PRIVATE]),
        data=st.data(),
    )
    def answer(self, who: str, lane: Lane, data: st.DataObject) -> None:
        """Anybody tries to write on anybody's reflection; only who reads it may."""
        self.write_on(who, data.draw(st.sampled_from(self.known.of(Lane.WRITING))), lane)

    def write_on(self, who: str, on: Words, lane: Lane) -> None:
        """Somebody tries to annotate a reflection, or to keep a private note on it."""
        words = self.new_words(lane, on.client, who, on=on)
        kind = "annotations" if lane is Lane.BETWEEN else "private-notes"
        answer = self.at[who].post(
            f"{STAFF_PAGE}{on.address}/{kind}", version="1", body=words.text, quote=""
        )
        may = (who, on.client) in self.known.care and on.is_shared
        assert (answer.status_code in (302, 303)) is may, f"{who} wrote on {on}"
        if may:
            self.said(words)

    @precondition(lambda self: self.known.of(Lane.BETWEEN))
    @rule(who=st.sampled_from(EVERYBODY), data=st.data())
    def reply(self, who: str, data: st.DataObject) -> None:
        """Anybody tries to reply to an annotation."""
        to = data.draw(st.sampled_from(self.known.of(Lane.BETWEEN)))
        assert to.on is not None
        page = self.at[to.client].fetch(f"{OWN_PAGE}{to.on.address}").text
        ids = re.findall(r"/my/annotations/([0-9a-f-]{36})/replies", page)
        words = self.new_words(Lane.BETWEEN, to.client, who, on=to.on)
        side = "/my" if who in CLIENTS else "/practice"
        sent = {"body": words.text}
        for one in ids[:1]:
            answer = self.at[who].post(f"{side}/annotations/{one}/replies", **sent)
            if answer.status_code in (302, 303) and who != "nobody":
                assert who == to.client or (who, to.client) in self.known.care
                assert to.on.is_shared
                self.said(words)

    @rule(client=st.sampled_from(CLIENTS))
    def set_a_goal(self, client: str) -> None:
        """A client sets a goal."""
        if not self.is_here(client):
            return
        words = self.new_words(Lane.GOAL, client, client)
        assert self.at[client].post("/my/goals", words=words.text).status_code in (302, 303)
        self.said(words)

    @rule(who=st.sampled_from(EVERYBODY), client=st.sampled_from(CLIENTS))
    def report(self, who: str, client: str) -> None:
        """Anybody tries to begin a report on anybody; whoever treats them may, and writes in it."""
        if not self.is_here(client):
            return
        at, period = self.at[who], {"start": "2026-01-01", "end": "2026-03-31"}
        begun = at.post(
            f"/practice/clients/{self.id_of[client]}/reports", **period, preset="client"
        )
        may = (who, client) in self.known.care
        assert ("/practice/reports/" in begun.headers.get("Location", "")) is may
        if not may:
            return
        address = begun.headers["Location"]
        words = self.new_words(Lane.REPORT, client, who, address=address.rsplit("/", 1)[1])
        saved = at.post(address, version="1", **period, sections="summary", summary=words.text)
        assert saved.status_code in (302, 303), saved.text
        self.said(words)

    @precondition(lambda self: self.known.of(Lane.REPORT, shared=False))
    @rule(who=st.sampled_from(EVERYBODY), data=st.data())
    def sign(self, who: str, data: st.DataObject) -> None:
        """Anybody tries to finish a report and to give it to the client; its author may."""
        words = data.draw(st.sampled_from(self.known.of(Lane.REPORT, shared=False)))
        address = f"/practice/reports/{words.address}"
        finished = self.at[who].post(f"{address}/finish", version="2")
        may = who == words.author and (who, words.client) in self.known.care
        assert (finished.headers.get("Location", "") == address) is may
        if may:
            assert self.at[who].post(f"{address}/share").status_code in (302, 303)
            words.is_shared = True

    @rule(who=st.sampled_from(EVERYBODY), client=st.sampled_from(CLIENTS))
    def end(self, who: str, client: str) -> None:
        """Anybody tries to end anybody's care; only the two's own practitioner can."""
        if not self.is_here(client):
            return
        answer = self.at[who].post(f"/practice/clients/{self.id_of[client]}/end")
        went = answer.headers.get("Location", "") == "/practice/caseload"
        assert went is ((who, client) in self.known.care)
        self.known.care.discard((who, client))

    @rule()
    def everybody_looks(self) -> None:
        """What each can read, anywhere, is what the model says."""
        wrong, looked["looks"] = [], looked["looks"] + 1
        for who in self.at:
            shown = "\n".join(self.all_pages_of(who))
            for words in self.known.words:
                may, reads = self.known.may_read(who, words), words.text in shown
                looked["readings"], looked["open"] = looked["readings"] + 1, looked["open"] + may
                if may is not reads:
                    said = "reads" if reads else "does not read"
                    wrong.append(f"{who} {said} {words}")
        assert not wrong, "\n".join(wrong)

    def all_pages_of(self, who: str) -> Iterator[str]:
        """Yield the text of every page that links lead to, and of every address kept."""
        visitor = self.at[who]
        yield from walk(who, visitor, skip=("/my/write", "/help-now")).pages.values()
        for words in self.known.words:
            for address in addresses(words):
                answer = visitor.fetch(address)
                yield answer.text if answer.status_code == 200 else ""


def addresses(words: Words) -> Iterator[str]:
    """Yield where words could be read by somebody who knows where to look."""
    if words.lane is Lane.WRITING:
        yield from (f"{STAFF_PAGE}{words.address}", f"{OWN_PAGE}{words.address}")
    if words.lane is Lane.REPORT:
        for ending in ("", "/page", "/preview"):
            yield f"/practice/reports/{words.address}{ending}"
        yield f"/my/reports/{words.address}"


LONG = bool(os.environ.get("LONG_STORIES"))
STORIES = settings(
    max_examples=200 if LONG else 6,
    stateful_step_count=30 if LONG else 14,
    deadline=None,
    derandomize=not LONG,
    phases=list(Phase) if LONG else [Phase.generate],
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.pdf
def test_what_people_can_read_is_what_the_model_says(
    sqlite_with_cast: tuple[Settings, Cast], capsys: pytest.CaptureFixture[str]
) -> None:
    stories = type("Stories", (People,), {"stage": sqlite_with_cast})
    run_state_machine_as_test(stories, settings=STORIES)
    pdf.close()
    with capsys.disabled():
        print(f"\nState machine: {looked}")
    assert looked["looks"] >= 6
    assert looked["readings"] > 500
    assert looked["open"] > 100, "the people's own readings are the control"
