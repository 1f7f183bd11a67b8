"""The people of the journeys: what they do, in sentences; how they do it is up to their hands."""

import re
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.cast import PASSWORD, Person
from tests.journeys.hands import Hands
from tests.journeys.witness import Witness

LOOKS = 20


class Guest:
    """Anybody at a browser."""

    def __init__(self, hands: Hands, witness: Witness) -> None:
        self.hands = hands
        self.witness = witness

    @property
    def page(self) -> Page:
        """The tab they look at."""
        return self.hands.page

    @property
    def place(self) -> str:
        """The path of the page they look at."""
        return urlsplit(self.page.url).path

    def turns_to(self, page: Page) -> Self:
        """Return the same person at another tab of their browser."""
        return type(self)(type(self.hands)(page), self.witness)

    def takes_another_tab(self) -> Self:
        """Open one more tab."""
        return self.turns_to(self.page.context.new_page())

    def visits(self, path: str) -> None:
        """Open an address."""
        self.page.goto(path)

    def presses(self, name: str, within: Locator | None = None) -> None:
        """Press a button, follow a link, unfold what is folded."""
        self.hands.press(name, within)

    def opens(self, name: str) -> None:
        """Follow an entry of the contents of their door."""
        contents = self.page.get_by_role("navigation", name="Contents")
        if not contents.is_visible():
            self.presses("Contents")
        self.presses(name, contents)

    def sees(self, *words: str) -> None:
        """Fail unless these words come into sight."""
        for each in words:
            expect(self.page.get_by_text(each).filter(visible=True).first).to_be_visible()

    def does_not_see(self, *words: str) -> None:
        """Fail if any of these words are on the page."""
        for each in words:
            assert each not in self.page.content()

    def sends(self, path: str, **fields: str) -> None:
        """Send a form that no page has, with the token of the page that lies open."""
        with self.page.expect_navigation(url=lambda url: urlsplit(url).path == path):
            self.page.evaluate(SEND, [path, fields])

    def carried(self) -> str:
        """Return the half-written form that the page carries along."""
        return self.page.locator("[name=carried]").input_value()

    def comes_to(self, path: str) -> None:
        """Wait until the page of that path is there."""
        expect(self.page).to_have_url(re.compile(rf"//[^/]+{re.escape(path)}([?#].*)?$"))

    def is_at(self, heading: str) -> None:
        """Fail unless the page with this heading comes; there is one main heading."""
        expect(self.page.locator("h1")).to_have_text(heading)

    def signs_in(self, person: Person, password: str = PASSWORD) -> None:
        """Sign in and land on the own first page."""
        self.visits("/sign-in")
        self.enters(person, password)
        expect(self.page.get_by_role("button", name="Sign in")).to_have_count(0)

    def enters(self, person: Person, password: str = PASSWORD, button: str = "Sign in") -> None:
        """Fill in a sign-in form that is there and send it."""
        self.hands.write("Email", person.email)
        self.hands.write("Password", password)
        self.presses(button)

    def downloads(self, folder: Path) -> Path:
        """Download the PDF that lies open; return where it was put."""
        with self.page.expect_download() as download:
            self.presses("Download the PDF")
        place = folder / f"{len(list(folder.iterdir()))}.pdf"
        download.value.save_as(place)
        return place

    def signs_out(self) -> None:
        """Sign out and come to the sign-in page."""
        self.opens("Sign out")
        self.is_at("Come in")


class Client(Guest):
    """Somebody who writes."""

    def chooses_a_password(self, password: str) -> None:
        """Accept an invitation that is open on the page."""
        self.hands.write("A password", password)
        self.hands.write("The same again", password)
        self.presses("Come in")

    def acknowledges(self) -> None:
        """Read what this place is, and come in."""
        self.is_at("Before you begin")
        self.hands.tick(self.page.get_by_role("checkbox"))
        self.presses("Come in")

    @property
    def sheet(self) -> Locator:
        """The paper they write on."""
        return self.page.get_by_label("Your words", exact=True)

    def begins(self, words: str) -> None:
        """Take a new sheet and put words on it."""
        self.opens("Write")
        self.is_at("Write")
        self.writes(words)

    def writes(self, words: str) -> None:
        """Put words on the sheet that lies open."""
        self.hands.write("Your words", words)

    def titles_it(self, title: str) -> None:
        """Give it a title."""
        self.hands.write("A title, if you want one", title)

    def marks(self, *choices: str) -> None:
        """Choose a mood by its number, or any of the named choices."""
        for each in choices:
            self.hands.choose(self.page.get_by_role("radio", name=each))

    def is_told(self, words: str) -> None:
        """Wait until the line under the sheet says so."""
        expect(self.page.locator("#saved")).to_contain_text(words)

    def shares_with(self, name: str) -> None:
        """Share what lies open."""
        self.presses(f"Share with {name}")
        self.sees("Shared. You will see here when it has been read.")

    def shares_the_new_version_with(self, name: str) -> None:
        """Share what was edited."""
        self.presses(f"Share the new version with {name}")
        self.sees("Shared. You will see here when it has been read.")

    def finds(self, address: str, words: str) -> None:
        """Open a sheet that was saved as its tab closed, again until those words lie on it."""
        for _ in range(LOOKS):
            self.visits(address)
            if self.sheet.input_value() == words:
                return
        raise AssertionError(f"{self.sheet.input_value()!r} is all there is")

    def keeps(self) -> None:
        """Keep what lies open for themselves."""
        self.presses("Keep for myself")
        self.sees("Kept. Only you can see it.")

    def note_of(self, words: str) -> Locator:
        """Return the note in the margin that says `words`."""
        return self.page.get_by_role("note").filter(has_text=words)

    def writes_back(self, to: str, words: str, name: str) -> None:
        """Reply under the note that says `to`."""
        note = self.note_of(to)
        self.presses("Write back", note)
        self.hands.write(f"Write back to {name}", words, note)
        self.presses(f"Send to {name}", note)
        expect(note).to_contain_text(words)


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
        self.presses(f"Read {client}")
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


SEND = """([path, fields]) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: path });
    const token = document.querySelector("[name=csrf_token]").value;
    for (const [name, value] of Object.entries({ csrf_token: token, ...fields })) {
        const field = document.createElement("textarea");
        Object.assign(field, { name, value });
        form.append(field);
    }
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
}"""

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
