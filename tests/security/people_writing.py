"""What people write for and to each other: reflections, notes, replies, goals and reports."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from portal import clock
from portal.access.door import session as request_session
from portal.accounts.queries import find_user
from portal.rights import consent
from tests.cast import Person
from tests.security.knowledge import Care, Lane, Words
from tests.security.people import (
    CLIENTS,
    DONE,
    OWN_PAGE,
    PRACTITIONERS,
    STAFF_PAGE,
    Browsers,
    anybody,
    id_in,
    led_to,
    mostly_staff,
)
from tests.slices.caseload.conftest import PASSPHRASE, come_in, link_shown
from tests.visitor import Visitor

PERIOD = {"start": "2026-01-01", "end": "2026-03-31"}


class Writers(Browsers):
    """Invited, and then writing to each other."""

    @precondition(lambda self: not self.is_here("ida"))
    @rule(who=mostly_staff)
    def invite(self, who: str) -> None:
        """Somebody tries to invite Ida; a practitioner can, and then she is in their care."""
        form = {"name": "Ida Marsh", "email": "ida@example.org", "agreement": "I read on Tuesdays."}
        to = led_to(self.at[who].post("/practice/invitations", **form))
        assert ("/practice/invitations/" in to) is (who in PRACTITIONERS)
        if who not in PRACTITIONERS:
            return
        ida = self.at["ida"] = come_in(Visitor(self.app), link_shown(self.at[who], to))
        with self.app.test_request_context():
            consented = ida.post("/my/welcome", seen=consent.fingerprint(), acknowledged="y")
        assert led_to(consented) == "/my/today"
        with self.app.app_context():
            found = find_user(request_session(), "ida@example.org")
            assert found is not None
            facts = Person(found.id, found.practice_id, "", "ida@example.org", "Ida Marsh")
        self.people["ida"] = facts, PASSPHRASE
        self.known.care[who, "ida"] = Care(clock.now())
        self.about = {"ida"}

    @rule(client=st.sampled_from(CLIENTS), do=st.sampled_from(["keep", "share", "share"]))
    def write(self, client: str, do: str) -> None:
        """Somebody writes, and keeps or shares it."""
        if not self.is_here(client):
            return
        words, has_somebody = self.new_words(Lane.WRITING, client, client), self.has_reader(client)
        answer = self.at[client].post(
            "/my/reflections", key=f"key-{words.text}", version="0", do=do, body=words.text
        )
        words.address = id_in(led_to(answer), OWN_PAGE)
        self.about = {client}
        if do == "share" and not has_somebody:
            assert answer.status_code in (*DONE, 400, 403)
        if words.address:
            words.is_shared = words.waits = do == "share" and has_somebody
            self.said(words)

    def has_reader(self, client: str) -> bool:
        """Whether anybody treats a client."""
        return bool(self.known.treating(client))

    @precondition(lambda self: self.known.of(Lane.WRITING, shared=False))
    @rule(data=st.data())
    def share(self, data: st.DataObject) -> None:
        """Somebody shares what they kept, where there is somebody to share it with."""
        words = data.draw(st.sampled_from(self.known.of(Lane.WRITING, shared=False)))
        answer = self.at[words.client].post(f"{OWN_PAGE}{words.address}/share")
        words.is_shared = words.waits = self.has_reader(words.client)
        assert (answer.status_code < 400) is words.is_shared
        words.since, self.about = clock.now(), {words.client}

    @precondition(lambda self: self.known.of(Lane.WRITING, shared=True))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Somebody takes back what they shared."""
        words = data.draw(st.sampled_from(self.known.of(Lane.WRITING, shared=True)))
        answer = self.at[words.client].post(f"{OWN_PAGE}{words.address}/withdraw")
        assert answer.status_code in DONE
        words.is_shared = words.waits = False
        self.about = {words.client}

    @rule(by=anybody, lane=st.sampled_from([Lane.BETWEEN, Lane.PRIVATE]), data=st.data())
    def answer(self, by: str, lane: Lane, data: st.DataObject) -> None:
        """Somebody tries to write on a reflection; only who reads it may."""
        on = data.draw(st.sampled_from(self.known.of(Lane.WRITING)))
        self.write_on(self.who(by, on.client), on, lane)

    def write_on(self, who: str, on: Words, lane: Lane) -> None:
        """Somebody tries to annotate a reflection, or to keep a private note on it."""
        words, may = self.new_words(lane, on.client, who, on=on), self.known.may_write_on
        kind = "annotations" if lane is Lane.BETWEEN else "private-notes"
        answer = self.at[who].post(
            f"{STAFF_PAGE}{on.address}/{kind}", version="1", body=words.text, quote=""
        )
        assert (answer.status_code in DONE) is may(who, on, lane), f"{who} wrote on {on}"
        self.about = {on.client}
        if may(who, on, lane):
            words.address = id_in(led_to(answer), "#note-")
            self.said(words)

    @precondition(lambda self: self.notes())
    @rule(by=st.one_of(st.just("the client"), anybody), data=st.data())
    def reply(self, by: str, data: st.DataObject) -> None:
        """Somebody tries to reply to a note; who reads it may, but for an emergency."""
        to = data.draw(st.sampled_from(self.notes()))
        assert to.on is not None
        who = to.client if by == "the client" else self.who(by, to.client)
        words = self.new_words(Lane.BETWEEN, to.client, who, on=to.on, since=to.since)
        side = "/my" if who in CLIENTS else "/practice"
        answer = self.at[who].post(f"{side}/annotations/{to.address}/replies", body=words.text)
        is_done = answer.status_code in DONE and "/sign-in" not in led_to(answer)
        assert is_done is self.known.may_reply(who, to), f"{who} replied to {to}"
        self.about = {to.client}
        if is_done:
            to.on.waits = who == to.client
            self.said(words)

    def notes(self) -> list[Words]:
        """Return the notes that can be replied to."""
        return [words for words in self.known.of(Lane.BETWEEN) if words.address]

    @rule(client=st.sampled_from(CLIENTS))
    def set_a_goal(self, client: str) -> None:
        """A client sets a goal."""
        if not self.is_here(client):
            return
        words = self.new_words(Lane.GOAL, client, client)
        assert self.at[client].post("/my/goals", words=words.text).status_code in DONE
        self.said(words)
        self.about = {client}

    @rule(by=anybody, client=st.sampled_from(CLIENTS))
    def report(self, by: str, client: str) -> None:
        """Somebody tries to begin a report; whoever treats the client may, and writes in it."""
        if not self.is_here(client):
            return
        who = self.who(by, client)
        at, about = self.at[who], f"/practice/clients/{self.id_of(client)}/reports"
        address = led_to(at.post(about, **PERIOD, preset="client"))
        may = (who, client) in self.known.care
        assert ("/practice/reports/" in address) is may
        if not may:
            return
        words = self.new_words(Lane.REPORT, client, who, address=address.rsplit("/", 1)[1])
        saved = at.post(address, version="1", **PERIOD, sections="summary", summary=words.text)
        assert saved.status_code in DONE, saved.text
        self.said(words)

    @precondition(lambda self: self.known.of(Lane.REPORT, shared=False))
    @rule(by=anybody, data=st.data())
    def sign(self, by: str, data: st.DataObject) -> None:
        """Somebody tries to finish a report and to give it to the client; its author may."""
        words = data.draw(st.sampled_from(self.known.of(Lane.REPORT, shared=False)))
        who, address = self.who(by, words.client), f"/practice/reports/{words.address}"
        finished = self.at[who].post(f"{address}/finish", version="2")
        may = who == words.author and (who, words.client) in self.known.care
        assert (led_to(finished) == address) is may
        if may:
            assert self.at[who].post(f"{address}/share").status_code in DONE
            words.is_shared, words.since = True, clock.now()

    @rule(by=anybody, client=st.sampled_from(CLIENTS))
    def end(self, by: str, client: str) -> None:
        """Somebody tries to end a client's care; only the two's own practitioner can."""
        if not self.is_here(client):
            return
        who = self.who(by, client)
        answer = self.at[who].post(f"/practice/clients/{self.id_of(client)}/end")
        may = (who, client) in self.known.care
        assert (led_to(answer) == "/practice/caseload") is may
        if may:
            self.known.end(who, client)
        self.about = {client}
