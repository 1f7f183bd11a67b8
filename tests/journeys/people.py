"""Anybody at a browser: what they do, in sentences; how they do it is up to their hands."""

import re
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.cast import PASSWORD, Person
from tests.journeys.hands import Hands
from tests.journeys.witness import Witness


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

    def comes_back(self) -> None:
        """Turn to this tab again; a browser without a window does not tell the tab by itself."""
        self.page.bring_to_front()
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def visits(self, path: str) -> None:
        """Open an address."""
        self.page.goto(path)

    def presses(self, name: str | Locator, within: Locator | None = None) -> None:
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

    def downloads(self, folder: Path, link: str = "Download the PDF") -> Path:
        """Download what a link leads to, or the PDF that lies open; return where it was put."""
        with self.page.expect_download() as download:
            self.presses(link)
        ending = Path(download.value.suggested_filename).suffix
        place = folder / f"{len(list(folder.iterdir()))}{ending}"
        download.value.save_as(place)
        return place

    def signs_out(self) -> None:
        """Sign out and come to the sign-in page."""
        self.opens("Sign out")
        self.is_at("Come in")


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
