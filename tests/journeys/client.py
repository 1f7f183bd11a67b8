"""A client at a browser: comes in, writes, shares, writes back."""

from playwright.sync_api import Locator, expect

from tests.journeys.people import Guest

LOOKS = 20
"""How often a sheet is opened anew until what was saved on leaving is there."""


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
