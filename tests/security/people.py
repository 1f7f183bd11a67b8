"""The cast at their browsers over a portal of their own, under a clock that moves when it is told.

What they do is in `people_writing` and `people_standing_in`; what each may know of it is in
`knowledge`.
"""

import itertools
import re
import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from config import Settings
from portal import clock
from tests.cast import PASSWORD, Cast, Person
from tests.conftest import build, dispose
from tests.security.knowledge import Care, Knowledge, Lane, Words
from tests.visitor import Visitor

CARE = (("ruth", "idris"), ("ruth", "maren"), ("tobias", "noor"))
PEOPLE = ("maren", "idris", "noor", "ruth", "tobias", "sena", "joan")
EVERYBODY = (*PEOPLE, "nobody")
NAMES = {
    "maren": "Maren Aldous",
    "idris": "Idris Bello",
    "noor": "Noor Haddad",
    "ida": "Ida Marsh",
}
CLIENTS = tuple(NAMES)
PRACTITIONERS = ("ruth", "tobias", "sena")
WHO_TREATS = "who treats"
STAFF_PAGE, OWN_PAGE = "/practice/reflections/", "/my/reflections/"
DONE = (302, 303)

anybody = st.sampled_from((*[WHO_TREATS] * 8, *EVERYBODY))
"""Who tries something: mostly whoever treats the client it is about, and now and then another."""

mostly_staff = st.sampled_from((*PRACTITIONERS * 3, "maren", "joan", "nobody"))


def led_to(answer: Any) -> str:
    """Return where an answer leads, or nothing."""
    return str(answer.headers.get("Location", ""))


def id_in(text: str, before: str) -> str:
    """Return the id that stands in a text after some words, or nothing."""
    found = re.search(re.escape(before) + "([0-9a-f-]{36})", text)
    return found[1] if found else ""


class Browsers(RuleBasedStateMachine):
    """Everybody at a browser, what they know, and the moment."""

    stage: tuple[Settings, Cast]

    def open(self) -> None:
        """Open the portal over a fresh copy of the cast's database, and sign everybody in."""
        there, cast = self.stage
        self.folder = Path(tempfile.mkdtemp(prefix="portal-people-"))
        shutil.copy(there.instance / "cast.sqlite", self.folder / "own.sqlite")
        self.app = build(replace(there, database_url=f"sqlite:///{self.folder / 'own.sqlite'}"))
        noon = (clock.now() + timedelta(days=1)).replace(hour=12, minute=0)
        self.still = time_machine.travel(noon, tick=False)
        self.clock = self.still.start()
        people = cast.everybody()
        self.people: dict[str, tuple[Person, str]] = {
            name: (people[name], PASSWORD) for name in PEOPLE
        }
        self.number, self.about = itertools.count(1), set(CLIENTS)
        self.known = Knowledge({pair: Care() for pair in CARE})
        self.sign_in()

    def sign_in(self) -> None:
        """Let everybody come in, with a fresh proof of who they are."""
        self.at = {
            name: Visitor(self.app).sign_in(person, password)
            for name, (person, password) in self.people.items()
        }
        self.at["nobody"] = Visitor(self.app)

    def close(self) -> None:
        """Let time go on, and throw everything away."""
        self.still.stop()
        dispose(self.app)
        shutil.rmtree(self.folder)

    def a_second_later(self) -> None:
        """No two things happen at the same moment."""
        self.clock.shift(timedelta(seconds=1))

    def pass_time(self, time: timedelta) -> None:
        """Let nothing happen for so long; everybody signs in anew afterwards."""
        self.clock.shift(time)
        self.sign_in()

    def id_of(self, name: str) -> str:
        """Return somebody's id as it stands in addresses."""
        return str(self.people[name][0].id)

    def is_here(self, client: str) -> bool:
        """Whether a client has come in: Ida has to be invited first."""
        return client in self.people

    def who(self, name: str, client: str) -> str:
        """Return who is meant: whoever treats the client, where the story does not name anybody."""
        if name != WHO_TREATS:
            return name
        return next(iter(self.known.treating(client)), "sena")

    def new_words(self, lane: Lane, client: str, author: str, **more: Any) -> Words:
        """Think of words that stand nowhere yet."""
        return Words(f"kestrelwort number {next(self.number):03}.", lane, client, author, **more)

    def said(self, words: Words) -> None:
        """Remember what was written."""
        self.known.words.append(words)
