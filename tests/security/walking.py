"""Somebody who follows every link, and notes every form and every id on the way."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.visitor import Visitor

ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
HERE = "http://localhost"
NOT_FOLLOWED = ("/static/", "/leave")
"""Files of the program, and the way out, which ends the walk."""


@dataclass(frozen=True)
class Form:
    """A form as it stood on a page: where it goes, and what it would send untouched."""

    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def sent(self) -> dict[str, str]:
        """What is sent with it, but for tokens, which belong to a browser and to one sending."""
        return {name: value for name, value in self.fields if name not in ("csrf_token", "once")}


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, set[str](), list[Form]()
        self._action, self._fields = "", list[tuple[str, str]]()
        self._area: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attributes}
        if tag == "a" and "href" in told:
            self._link(told["href"])
        elif tag == "form":
            is_post = told.get("method", "get").lower() == "post"
            self._action = _own(self.address, told.get("action") or self.address) if is_post else ""
            self._fields = []
        elif tag in ("input", "button") and "name" in told:
            self._fields.append((told["name"], told.get("value", "")))
        elif tag == "textarea" and "name" in told:
            self._area = told["name"]

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._fields.append((self._area, data.strip() or "Some words."))
            self._area = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._action:
            self.forms.append(Form(self._action, tuple(self._fields)))
            self._action = ""

    def _link(self, target: str) -> None:
        address = _own(self.address, target)
        if address and not address.startswith(NOT_FOLLOWED):
            self.links.add(address)


@dataclass
class Walk:
    """All that one person found."""

    who: str
    pages: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    forms: set[Form] = field(default_factory=set)

    @property
    def addresses(self) -> set[str]:
        """Every address that gave this person a page or a file."""
        return set(self.pages) | self.files

    def ids(self) -> set[uuid.UUID]:
        """Every id that stands in an address or in a page."""
        texts = [*self.addresses, *self.pages.values()]
        return {uuid.UUID(one) for text in texts for one in ID.findall(text)}


def walk(who: str, visitor: Visitor, skip: tuple[str, ...] = ()) -> Walk:
    """Visit everything that links lead to from the front page on, but for what begins as `skip`."""
    found, waiting, known = Walk(who), ["/"], {"/"}
    while waiting:
        address = waiting.pop()
        answer = visitor.fetch(address)
        if answer.status_code in (301, 302, 303):
            targets = {_own(address, answer.headers["Location"])} - {""}
        elif answer.status_code == 200 and answer.mimetype == "text/html":
            page = Page(address, answer.text)
            found.pages[address] = answer.text
            found.forms.update(page.forms)
            targets = page.links
        else:
            found.files.update({address} if answer.status_code == 200 else ())
            continue
        for target in sorted(targets - known):
            known.add(target)
            if not skip or not target.startswith(skip):
                waiting.append(target)
    return found


def foreign(mine: Walk, others: list[Walk]) -> Iterator[tuple[str, str]]:
    """Yield every address with an id that somebody else found and I did not, and who found it."""
    for other in others:
        for address in sorted(other.addresses - mine.addresses):
            if ID.search(address):
                yield address, other.who


def _own(base: str, target: str) -> str:
    """Return the path of a link if it leads to this site, else nothing."""
    parts = urlsplit(urldefrag(urljoin(HERE + base, target))[0])
    if f"{parts.scheme}://{parts.netloc}" != HERE:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
