"""A practitioner at a browser: invites, reads, answers, reports."""

from urllib.parse import urlsplit

from playwright.sync_api import Locator, expect

from tests.journeys.people import Guest


class Practitioner(Guest):
    """Somebody who reads and answers."""

    def invites(self, name: str, email: str) -> str:
        """Invite a client; return the path of the link."""
        self.opens("Caseload")
        self.presses("Invite a client")
        self.hands.write("Your client’s name", name)
        self.hands.write("Their email address", email)
        self.presses("Invite")
        self.is_at("The invitation is ready")
        return urlsplit(self.page.get_by_label("The link").input_value()).path

    def takes_from_the_desk(self, client: str) -> None:
        """Open the first thing of a client that waits."""
        self.opens("Desk")
        self.presses(self.page.get_by_role("link", name=f"Read {client}").first)
        expect(self.text).to_be_visible()
        self.page.wait_for_load_state()  # its scripts have run

    @property
    def text(self) -> Locator:
        """The client's words on the reading view."""
        return self.page.locator("[data-text]")

    @property
    def composer(self) -> Locator:
        """Where an annotation is written."""
        return self.page.locator("#composer")

    def note_of(self, words: str) -> Locator:
        """Return the note in the margin that says `words`."""
        return self.page.get_by_role("note").filter(has_text=words)

    def selects(self, passage: str) -> None:
        """Select words, as a mouse or a finger leaves them selected."""
        self.page.evaluate(SELECT, passage)

    def annotates(self, passage: str, words: str, name: str) -> None:
        """Select words of the client, and write beside them."""
        self.selects(passage)
        self.presses("Annotate these words")
        self.shares_beside(words, name)

    def shares_beside(self, words: str, name: str) -> None:
        """Write into the open composer, and share."""
        self.hands.write("Write in the margin", words, self.composer)
        self.presses(f"Share with {name}", self.composer)
        expect(self.note_of(words)).to_be_visible()

    def is_told_aloud(self, words: str) -> None:
        """Wait until the live region says where they are in the text."""
        expect(self.page.locator("[data-announce]")).to_have_text(words)

    def notes_privately(self, words: str) -> None:
        """Keep a note to themselves."""
        slip = self.page.locator("#only-you")
        self.hands.write("A note only you can read", words, slip)
        self.presses("Keep to myself", slip)
        expect(slip).to_contain_text(words)

    def marks_it_as_read(self) -> None:
        """Give the client the receipt."""
        self.presses("Mark as read")
        self.sees("Marked as read.")

    def begins_a_report_about(self, client: str) -> None:
        """Begin a report over the period that is offered."""
        self.opens("Caseload")
        self.presses(client)
        self.presses("Begin a report")
        self.presses("Begin")
        self.is_at(f"Progress report about {client}")

    def leaves_out(self, section: str) -> None:
        """Take a section out of the report."""
        self.hands.tick(self.page.get_by_role("checkbox", name=section), wanted=False)

    def sentence(self, words: str) -> Locator:
        """Return the box of a sentence that may be quoted."""
        return self.page.get_by_role("checkbox", name=words)

    def quotes(self, words: str) -> None:
        """Choose a sentence of the client."""
        self.hands.tick(self.sentence(words))

    def summarises(self, words: str) -> None:
        """Write the summary."""
        self.hands.write("Summary", words)


# Selects the first place of the text where `passage` stands, across elements if need be.
SELECT = """(passage) => {
    const text = document.querySelector("[data-text]");
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT, (node) =>
        node.parentElement.closest("[data-start]") ? 1 : 2);
    const nodes = [];
    let whole = "";
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        nodes.push([whole.length, node]);
        whole += node.data;
    }
    const from = whole.indexOf(passage);
    if (from < 0) throw new Error("not on the page: " + passage);
    const range = document.createRange();
    const at = (place, isEnd) => {
        const [start, node] = nodes.findLast(([start]) => (isEnd ? start < place : start <= place));
        return [node, place - start];
    };
    range.setStart(...at(from, false));
    range.setEnd(...at(from + passage.length, true));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""
