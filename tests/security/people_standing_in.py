"""How care goes over to others: for some days, for good, or for an hour in an emergency."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from portal import clock
from tests.security.knowledge import CLASSES, ZONE, Care, Cover, Lane, Proposal, Words
from tests.security.people import (
    CLIENTS,
    EVERYBODY,
    NAMES,
    PRACTITIONERS,
    STAFF_PAGE,
    Browsers,
    anybody,
    id_in,
    led_to,
    mostly_staff,
)

REASON = "Their sister rang: nobody has seen them since noon."
AN_HOUR, A_DAY = timedelta(minutes=61), timedelta(days=1)
practitioners = st.sampled_from(PRACTITIONERS)
classes = st.frozensets(st.sampled_from(CLASSES))
answering = st.sampled_from((*["the client"] * 8, *EVERYBODY))


class Colleagues(Browsers):
    """Standing in for each other, going over to each other, and emergencies."""

    @rule(who=mostly_staff, colleague=practitioners, wait=st.integers(0, 1), days=st.integers(0, 2))
    def name_cover(self, who: str, colleague: str, wait: int, days: int) -> None:
        """Somebody tries to let a colleague stand in for some days; a practitioner can."""
        first = clock.today(ZONE) + timedelta(days=wait)
        last = first + timedelta(days=days)
        answer = self.at[who].post(
            "/practice/away", colleague=self.id_of(colleague), start=str(first), end=str(last)
        )
        may = who in PRACTITIONERS and colleague != who
        assert (led_to(answer) == "/practice/away") is may
        if may:
            self.about = set(self.known.treated(who))
            self.known.covers[who] = Cover(colleague, first, last)

    @rule(who=mostly_staff)
    def end_cover(self, who: str) -> None:
        """Somebody ends their own cover; what was handed over comes back."""
        led = led_to(self.at[who].post("/practice/away/end"))
        assert (led == "/practice/away") is (who in PRACTITIONERS)
        self.about = set(self.known.treated(who))
        self.known.covers.pop(who, None)

    @rule(by=anybody, data=st.data())
    def hand_over(self, by: str, data: st.DataObject) -> None:
        """Somebody tries to hand a reflection over; who treats the client and reads it may."""
        words = data.draw(st.sampled_from(self.known.of(Lane.WRITING)))
        self.put_into_hands(self.who(by, words.client), words)

    def put_into_hands(self, who: str, words: Words) -> None:
        """Somebody tries to put a reflection into the hands of their cover."""
        led = led_to(self.at[who].post(f"{STAFF_PAGE}{words.address}/hand-over"))
        cover = self.cover_of(who)
        assert (led == "/practice/desk") is (cover is not None and self.may_hand(who, words))
        self.about = {words.client}
        if cover is not None and self.may_hand(who, words) and words not in cover.hands:
            cover.hands.append(words)

    @precondition(lambda self: any(cover.hands for cover in self.known.covers.values()))
    @rule(by=anybody, data=st.data())
    def take_out_of_hands(self, by: str, data: st.DataObject) -> None:
        """Somebody tries to take out of a cover's hands what lies there."""
        lying = [words for cover in self.known.covers.values() for words in cover.hands]
        words = data.draw(st.sampled_from(lying))
        who = self.who(by, words.client)
        led = led_to(self.at[who].post(f"{STAFF_PAGE}{words.address}/take-back"))
        assert led.endswith("/hand-over") is self.may_hand(who, words)
        cover, self.about = self.cover_of(who), {words.client}
        if cover is not None and words in cover.hands and self.may_hand(who, words):
            cover.hands.remove(words)

    def may_hand(self, who: str, words: Words) -> bool:
        """Whether somebody treats the client and reads the reflection, as it is shared now."""
        care = self.known.care.get((who, words.client))
        return words.is_shared and care is not None and care.reads(words)

    def cover_of(self, who: str) -> Cover | None:
        """Return the cover that somebody has named, begun or still to come."""
        cover = self.known.covers.get(who)
        return cover if cover and cover.last >= clock.today(ZONE) else None

    @rule(by=anybody, client=st.sampled_from(CLIENTS), colleague=practitioners)
    def propose(self, by: str, client: str, colleague: str) -> None:
        """Somebody tries to propose a colleague to a client; nothing changes by that."""
        if not self.is_here(client):
            return
        who, here = self.who(by, client), f"/practice/clients/{self.id_of(client)}/transfer"
        self.at[who].post(here, colleague=self.id_of(colleague))
        may = (who, client) in self.known.care and (colleague, client) not in self.known.care
        if may and client not in self.known.proposals:
            self.known.proposals[client] = Proposal(who, colleague, "")
        found = id_in(self.at[client].fetch("/my/today").text, "/my/transfer/")
        proposal = self.known.proposals.get(client)
        assert bool(found) is (proposal is not None)
        if proposal is not None:
            self.known.proposals[client] = Proposal(proposal.by, proposal.colleague, found)
        self.about = {client}

    @precondition(lambda self: self.known.proposals)
    @rule(by=answering, says=st.sampled_from(["agree", "agree", "decline"]), parts=classes)
    def answer_proposal(self, by: str, says: str, parts: frozenset[str]) -> None:
        """Somebody tries to say yes or no to a transfer; the client can, class by class."""
        client, proposal = sorted(self.known.proposals.items())[0]
        who = client if by == "the client" else by
        here = f"/my/transfer/{proposal.address}/{says}"
        assert (led_to(self.at[who].post(here, parts=sorted(parts))) == "/my/today") is (
            who == client
        )
        self.about = {client}
        if who != client:
            return
        del self.known.proposals[client]
        if says == "agree":
            self.known.end(proposal.by, client)
            self.known.care[proposal.colleague, client] = Care(clock.now(), parts)

    @precondition(lambda self: self.known.proposals)
    @rule(by=anybody)
    def take_proposal_back(self, by: str) -> None:
        """Somebody tries to take a proposal back; whoever made it can."""
        client, proposal = sorted(self.known.proposals.items())[0]
        who = self.who(by, client)
        led = led_to(self.at[who].post(f"/practice/transfers/{proposal.address}/take-back"))
        assert led.startswith("/practice/clients/") is (who == proposal.by)
        if who == proposal.by:
            del self.known.proposals[client]

    @rule(who=mostly_staff, client=st.sampled_from(CLIENTS))
    def open_in_emergency(self, who: str, client: str) -> None:
        """Somebody tries to open a file in an emergency; a practitioner who does not treat can."""
        answer = self.at[who].post("/practice/emergency", called=NAMES[client], reason=REASON)
        may = who in PRACTITIONERS and self.is_here(client) and self.tries_left(who)
        may = may and (who, client) not in self.known.care
        assert ("/practice/emergency/" in led_to(answer)) is may
        if may:
            self.about = {client, self.known.emergencies.get(who, (client,))[0]}
            self.known.emergencies[who] = client, clock.now() + timedelta(hours=1)

    def tries_left(self, who: str) -> bool:
        """Count a try, and tell whether there were fewer than five within a day before it."""
        self.known.tries.append((who, clock.now()))
        day_ago = clock.now() - timedelta(days=1)
        return sum(one == who and at >= day_ago for one, at in self.known.tries) <= 5

    @rule(who=mostly_staff)
    def close_emergency(self, who: str) -> None:
        """Somebody closes what they have open in an emergency."""
        led = led_to(self.at[who].post("/practice/emergency/close"))
        assert (led == "/practice/desk") is (who in PRACTITIONERS)
        self.about = {self.known.emergencies.get(who, ("maren",))[0]}
        self.known.emergencies.pop(who, None)

    @rule(time=st.sampled_from([AN_HOUR, A_DAY]))
    def time_passes(self, time: timedelta) -> None:
        """Nothing happens, but emergencies and covers begin and end."""
        self.pass_time(time)
        self.about = set(CLIENTS)
