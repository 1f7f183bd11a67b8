"""Everybody visits every page: what each of them saw, for the tests that look at pages."""

import re
from dataclasses import dataclass
from functools import cached_property

import html5lib
from werkzeug.test import TestResponse

from tests.house.stage import Stage
from tests.house.world import rules


@dataclass(frozen=True)
class Seen:
    """One answer to one visitor."""

    who: str
    endpoint: str
    address: str
    answer: TestResponse

    @property
    def is_page(self) -> bool:
        """Whether it is a whole page of HTML."""
        return self.answer.mimetype == "text/html" and self.answer.status_code == 200

    @cached_property
    def text(self) -> str:
        """What came, as text; the bytes of a PDF as they are."""
        return self.answer.get_data().decode("utf-8", "replace")

    @property
    def title(self) -> str:
        """The page's title."""
        found = re.search(r"<title>(.*?)</title>", self.text, re.DOTALL)
        return found.group(1) if found else ""

    def __str__(self) -> str:
        return f"{self.who} at {self.endpoint}"


def crawl(house: Stage) -> list[Seen]:
    """Send everybody to every page."""
    seen = []
    for who, person in house.personas().items():
        visitor = house.visit(person)
        for rule in rules(house.app):
            if "GET" in (rule.methods or ()):
                for address in house.world.addresses(house.app, rule):
                    answer = visitor.fetch(address)
                    seen.append(Seen(who, rule.endpoint, address, answer))
    return seen


def problems_of(page: str) -> list[str]:
    """Return what a strict parser says against a page."""
    parser = html5lib.HTMLParser()
    parser.parse(page)
    return [str(problem[1]) for problem in parser.errors]
