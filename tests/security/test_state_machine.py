"""People do what people do, in any order, over HTTP; a small model says who may see what.

After every step practitioners look at what it was about: the desk and its count, the caseload and
its count, what a search there finds, the page of a client, and every reflection by its address. At
the end of each story everybody walks through all that links lead them to, and tries every address
they may have kept. What they can read must be what the model says.
"""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, assume, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import get_state_machine_test, initialize, invariant

from config import Settings
from portal.reports import pdf
from tests.cast import Cast
from tests.security.knowledge import Lane, Words
from tests.security.people import CARE, CLIENTS, NAMES, OWN_PAGE, PRACTITIONERS, STAFF_PAGE
from tests.security.people_standing_in import A_DAY, AN_HOUR, Colleagues
from tests.security.people_writing import Writers
from tests.security.walking import walk

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
looked: Counter[str] = Counter()


class People(Writers, Colleagues):
    """The cast in a story that begins one of six ways and then takes any."""

    beginning: str

    @initialize(takes_any_way=st.integers(0, 1000))
    def begin(self, takes_any_way: int) -> None:
        """Let there be something between each practitioner and client, and something going on."""
        assume(takes_any_way)  # hypothesis first tries the plainest story: nothing but first steps
        self.open()
        for practitioner, client in CARE:
            for do in ("keep", "share"):
                self.write(client, do)
            self.set_a_goal(client)
            for lane in (Lane.BETWEEN, Lane.PRIVATE):
                self.write_on(practitioner, self.known.of(Lane.WRITING)[-1], lane)
        getattr(self, self.beginning)()
        self.about = set(CLIENTS)

    def ruth_is_away(self) -> None:
        """Tobias covers, and reads one reflection of Maren's."""
        self.name_cover("ruth", "tobias", 0, 1)
        self.hand("maren")

    def ruth_will_be_away(self) -> None:
        """Sena covers from tomorrow on, and was handed something of Idris's; it is tomorrow."""
        self.name_cover("ruth", "sena", 1, 0)
        self.hand("idris")
        self.glance()
        self.pass_time(A_DAY)

    def maren_goes_over(self) -> None:
        """Maren goes on with Sena, who may see what she had shared and nothing else."""
        self.go_over("ruth", "maren", "sena", "reflections")

    def idris_comes_back(self) -> None:
        """Idris goes to Tobias and comes back; what Ruth had handed over stays out of hands."""
        self.name_cover("ruth", "sena", 0, 2)
        self.hand("idris")
        self.go_over("ruth", "idris", "tobias")
        self.glance()
        self.write("idris", "share")
        self.go_over("tobias", "idris", "ruth", "annotations", "goals")

    def noor_is_looked_for(self) -> None:
        """Sena has Noor's file open, and then treats her: now she sees what came along alone."""
        self.open_in_emergency("sena", "noor")
        self.glance()
        self.go_over("tobias", "noor", "sena", "goals")

    def noor_was_looked_for(self) -> None:
        """Ruth had Noor's file open for an hour."""
        self.open_in_emergency("ruth", "noor")
        self.glance()
        self.pass_time(AN_HOUR)

    def hand(self, client: str) -> None:
        """Put what a client has shared into the hands of their practitioner's cover."""
        shared = self.known.of(Lane.WRITING, shared=True)
        own = next(words for words in shared if words.client == client)
        self.put_into_hands(self.known.treating(client)[0], own)

    def go_over(self, who: str, client: str, colleague: str, *parts: str) -> None:
        """Let a client go over to a colleague, with some classes of what was before."""
        self.a_second_later()
        self.propose(who, client, colleague)
        self.glance()
        self.answer_proposal("the client", "agree", frozenset(parts))

    def teardown(self) -> None:
        if hasattr(self, "app"):
            try:
                self.everybody_looks()
            finally:
                self.close()

    @invariant()
    def glance(self) -> None:
        """What each practitioner finds of whom the last step was about is what the model says."""
        if not hasattr(self, "app"):
            return
        wrong: list[str] = []
        for who in PRACTITIONERS:
            wrong += [f"{who} {one}" for one in self.miscounted(who)]
            shown = "\n".join(self.pages_about(who))
            for words in self.known.words:
                if words.client in self.about:
                    wrong += self.misread(who, words, shown)
        assert not wrong, "\n".join(wrong)
        looked["glances"] += 1
        self.a_second_later()

    def miscounted(self, who: str) -> Iterator[str]:
        """Yield what is wrong on the lists: how many wait, how many are in care, who is found."""
        desk, caseload = self.text(who, "/practice/desk"), self.text(who, "/practice/caseload")
        waiting, own = self.known.waiting_for(who), set(self.known.treated(who))
        if desk.count('class="desk__why"') != waiting or f"<h1>{said(waiting)}" not in desk:
            yield f"should find {waiting} on the desk"
        in_care = len(own) + (who == "ruth")  # Wren is invited, and listed
        if in_care and f">{NUMBERS[in_care]} client" not in caseload:
            yield f"should count {in_care} on the caseload"
        for client in sorted(self.about):
            asked = {"q": NAMES[client].split()[0], "show": "all"}
            found = self.at[who].post("/practice/caseload", **asked).text
            looked["searches"] += 1
            for page in (caseload, found):
                if (f"<bdi>{NAMES[client]}</bdi>" in page) is not (client in own):
                    yield f"should{'' if client in own else ' not'} find {client}"

    def pages_about(self, who: str) -> Iterator[str]:
        """Yield every page of a practitioner's on those whom the last step was about."""
        about = sorted(client for client in self.about if self.is_here(client))
        yield from (self.text(who, f"/practice/clients/{self.id_of(one)}") for one in about)
        yield from (self.text(who, f"/practice/emergency/{self.id_of(one)}") for one in about)
        for words in self.known.of(Lane.WRITING):
            if words.client in about:
                yield self.text(who, f"{STAFF_PAGE}{words.address}")

    def misread(self, who: str, words: Words, shown: str) -> Iterator[str]:
        """Yield what somebody reads and may not, or may and does not find at its own address."""
        may, reads = self.known.may_read(who, words), words.text in shown
        looked["readings"], looked["open"] = looked["readings"] + 1, looked["open"] + may
        is_elsewhere = words.lane in (Lane.PRIVATE, Lane.REPORT)  # the walk finds them
        if reads is not may and (reads or not is_elsewhere):
            yield f"{who} {'reads' if reads else 'does not read'} {words}"

    def text(self, who: str, address: str) -> str:
        """Return what stands at an address for somebody, or nothing."""
        answer = self.at[who].fetch(address)
        return answer.text if answer.status_code == 200 else ""

    def everybody_looks(self) -> None:
        """What each can read, anywhere, is what the model says."""
        wrong = []
        for who in self.at:
            shown = "\n".join(self.all_pages_of(who))
            for words in self.known.words:
                may, reads = self.known.may_read(who, words), words.text in shown
                looked["readings"], looked["open"] = looked["readings"] + 1, looked["open"] + may
                if may is not reads:
                    wrong.append(f"{who} {'reads' if reads else 'does not read'} {words}")
        assert not wrong, "\n".join(wrong)
        looked["walks"] += 1

    def all_pages_of(self, who: str) -> Iterator[str]:
        """Yield the text of every page that links lead to, and of every address kept."""
        yield from walk(who, self.at[who], skip=("/my/write", "/help-now")).pages.values()
        for words in self.known.words:
            yield from (self.text(who, address) for address in addresses(words))


def said(waiting: int) -> str:
    """Return how the head of a desk begins when so much waits."""
    return f"{NUMBERS[waiting]} thing" if waiting else "Nothing is waiting"


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
    max_examples=40 if LONG else 1,
    stateful_step_count=30 if LONG else 12,
    deadline=None,
    derandomize=not LONG,
    phases=list(Phase) if LONG else [Phase.generate],
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
BEGINNINGS = (
    "ruth_is_away",
    "ruth_will_be_away",
    "maren_goes_over",
    "idris_comes_back",
    "noor_is_looked_for",
    "noor_was_looked_for",
)


@pytest.fixture(scope="module", autouse=True)
def page_makers() -> Iterator[None]:
    """Let whoever makes pages go when all stories are told."""
    yield
    pdf.close()


@pytest.mark.pdf
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_r29_in_any_order_people_read_find_and_count_what_the_model_says(
    sqlite_with_cast: tuple[Settings, Cast], capsys: pytest.CaptureFixture[str], beginning: str
) -> None:
    looked.clear()
    told = {"stage": sqlite_with_cast, "beginning": beginning}
    stories = get_state_machine_test(type("Stories", (People,), told), settings=STORIES)
    seed(BEGINNINGS.index(beginning))(stories)()
    with capsys.disabled():
        print(f"\nState machine: {beginning}: {dict(looked)}")
    assert looked["walks"] >= 1
    assert looked["glances"] >= 10
    assert looked["readings"] > 250
    assert looked["open"] > 50, "the people's own readings are the control"
