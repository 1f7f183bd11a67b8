"""How a person uses a page: with a mouse, with the keys alone, or with a finger."""

from playwright.sync_api import Locator, Page, expect

NAMED = ("button", "link")
FURTHEST = 150  # presses of Tab after which a thing cannot be reached

# What has the focus shows it, by an outline of its own or of the label around it, and is in view.
SHOWN = """() => {
    const at = document.activeElement;
    const drawn = (each) => each && getComputedStyle(each).outlineStyle !== "none"
        && parseFloat(getComputedStyle(each).outlineWidth) >= 2;
    const place = at.getBoundingClientRect();
    const inView = place.bottom > 0 && place.top < innerHeight;
    if (!at.matches(":focus")) return ""; // the browser's own button inside a field for a day
    const isShown = [at, at.nextElementSibling, at.closest("label, .tag")].some(drawn);
    return at === document.body || (isShown && inView) ? "" : at.outerHTML.slice(0, 200);
}"""


class Hands:
    """Finds things by what they are called, as a person would, and acts on them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def thing(self, name: str | Locator, within: Locator | None = None) -> Locator:
        """Return the visible button, link or folded part of that name; the first, if several."""
        if isinstance(name, Locator):
            return name
        where = within or self.page
        found = where.locator("summary", has_text=name)
        for role in NAMED:
            found = found.or_(where.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
        return found.filter(visible=True).first

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """Return the field with that label."""
        return (within or self.page).get_by_label(label, exact=True).filter(visible=True).first

    def press(self, name: str | Locator, within: Locator | None = None) -> None:
        """Press a button, follow a link, unfold what is folded."""
        raise NotImplementedError

    def write(self, label: str, words: str, within: Locator | None = None) -> None:
        """Write into a field, instead of what is there."""
        raise NotImplementedError

    def tick(self, thing: Locator, *, wanted: bool = True) -> None:
        """Tick a box, or take the tick away."""
        raise NotImplementedError

    def choose(self, thing: Locator) -> None:
        """Choose one of several."""
        raise NotImplementedError


class Mouse(Hands):
    """Points and clicks."""

    def press(self, name: str | Locator, within: Locator | None = None) -> None:
        self.thing(name, within).click()

    def write(self, label: str, words: str, within: Locator | None = None) -> None:
        self.field(label, within).fill(words)

    def tick(self, thing: Locator, *, wanted: bool = True) -> None:
        thing.set_checked(wanted)

    def choose(self, thing: Locator) -> None:
        thing.check(force=True)  # a radio button lies under its words


class Finger(Mouse):
    """Taps; needs a context with `has_touch`."""

    def press(self, name: str | Locator, within: Locator | None = None) -> None:
        self.thing(name, within).tap()


class Keyboard(Hands):
    """Never touches the mouse; at every stop the focus must be in sight."""

    def reach(self, thing: Locator) -> None:
        """Go on with Tab until `thing` has the focus."""
        expect(thing).to_be_visible()
        wanted = thing.element_handle()
        for _ in range(FURTHEST):
            if self.page.evaluate("wanted => wanted === document.activeElement", wanted):
                return
            self.stop("Tab")
        raise AssertionError(f"Tab does not reach {thing}")

    def stop(self, key: str) -> None:
        """Press a key that moves the focus, and look where it is."""
        self.page.keyboard.press(key)
        unseen = self.page.evaluate(SHOWN)
        assert not unseen, f"the focus is out of sight on {unseen}"

    def press(self, name: str | Locator, within: Locator | None = None) -> None:
        self.reach(self.thing(name, within))
        self.page.keyboard.press("Enter")

    def write(self, label: str, words: str, within: Locator | None = None) -> None:
        self.reach(self.field(label, within))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def tick(self, thing: Locator, *, wanted: bool = True) -> None:
        self.reach(thing)
        if thing.is_checked() != wanted:
            self.page.keyboard.press("Space")
        expect(thing).to_be_checked(checked=wanted)

    def choose(self, thing: Locator) -> None:
        """Come to the group with Tab, and go through it with the arrows."""
        group = self.page.locator(f"input[name='{thing.get_attribute('name')}']")
        checked = group.and_(self.page.locator(":checked"))
        self.reach(checked if checked.count() else group.first)
        for _ in range(group.count()):
            if thing.is_checked():
                return
            self.stop("ArrowDown")
        expect(thing).to_be_checked()
