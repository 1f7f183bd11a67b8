"""Everybody tries every address, id and form that anybody else found, and the tries are counted."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from config import Settings
from portal.access.door import session as request_session
from portal.database import Base
from tests.cast import Cast
from tests.house.conftest import _staged
from tests.house.stage import Stage
from tests.house.world import World, rules
from tests.security.walking import ID, Form, Walk, foreign, walk
from tests.visitor import Visitor

UNKNOWN = "01890000-0000-7000-8000-000000000000"
OF_THE_MACHINE = {
    "audit_event",  # a refusal is recorded, that is right
    "audit_head",
    "device_session",
    "spent_key",
    "throttle",
}
"""Tables that change when somebody tries what they may not do, and hold nobody's words."""

BRIEFLY = {"Accept": "application/json"}
"""Whoever asks so is refused in one word: thousands of pages that say so need not be set."""


@pytest.fixture(scope="module")
def walks(
    small_world: tuple[Settings, World],
    sqlite_with_cast: tuple[Settings, Cast],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Walk]:
    """What each of the cast found from the front page on, in a house as each test has one."""
    folder = tmp_path_factory.mktemp("walks")
    with contextmanager(_staged)(small_world, sqlite_with_cast[1], folder, "w.sqlite") as house:
        return {who: walk(who, house.visit(person)) for who, person in house.personas().items()}


def bare(answer: TestResponse) -> str:
    """Return an answer without what differs from one request to the next."""
    body = re.sub(r"\b[0-9a-f]{12}\b", "", answer.text)  # the id of a request
    body = re.sub(r'value="[\w.-]{40,}"|data-left="\d+"', "", body)  # tokens, seconds left
    return f"{answer.status_code} {answer.headers.get('Content-Type')} {ID.sub('', body)}"


def everything(house: Stage) -> dict[str, list[str]]:
    """Return the rows of every table that a person's deeds may change."""
    with house.app.app_context():
        connection = request_session().connection()
        return {
            table.name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"'))))
            for table in Base.metadata.sorted_tables
            if table.name not in OF_THE_MACHINE
        }


def tell(capsys: pytest.CaptureFixture[str], words: str) -> None:
    """Say how many opportunities there were, even where the test passes."""
    with capsys.disabled():
        print(f"\n{words}")


def test_r21_no_address_that_one_person_found_opens_for_another(
    house: Stage, walks: dict[str, Walk], capsys: pytest.CaptureFixture[str]
) -> None:
    tried, wrong = 0, []
    for who, person in house.personas().items():
        visitor = house.visit(person)
        others = [one for name, one in walks.items() if name != who]
        for address, finder in foreign(walks[who], others):
            tried += 1
            answer = visitor.fetch(address)
            if answer.status_code not in (expected(walks[who], address) if person else {302}):
                wrong.append(f"{who} got {answer.status_code} at {address}, found by {finder}")
    tell(capsys, f"Crawler: {tried} addresses of others tried")
    assert tried > 150
    assert not wrong, "\n".join(wrong)


def test_r22_what_is_not_yours_answers_like_what_is_not_there(
    house: Stage, walks: dict[str, Walk], capsys: pytest.CaptureFixture[str]
) -> None:
    tried, wrong = 0, []
    for who, person in house.personas().items():
        visitor, nothing = house.visit(person), dict[str, str]()
        for address, _finder in foreign(walks[who], list(walks.values())):
            if person is None or 403 in expected(walks[who], address):
                continue  # is sent to sign in, wherever it leads; or knows of it
            tried += 1
            unknown = ID.sub(UNKNOWN, address)
            nothing.setdefault(unknown, bare(visitor.fetch(unknown)))
            if bare(visitor.fetch(address)) != nothing[unknown]:
                wrong.append(f"{who} can tell that {address} is there")
    tell(capsys, f"Crawler: {tried} addresses compared with one that is not there")
    assert tried > 150
    assert not wrong, "\n".join(wrong)


def test_r20_no_id_opens_a_page_of_another_kind_to_anybody(
    house: Stage, walks: dict[str, Walk], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every id that stands on any page is tried at every route, by everybody."""
    ids = {one for found in walks.values() for one in found.ids()}
    adapter = house.app.url_map.bind("localhost")
    tried, opened, wrong = 0, 0, []
    for who, person in house.personas().items():
        visitor, own = house.visit(person), walks[who].ids()
        for rule in rules(house.app):
            if rule.arguments and "GET" in (rule.methods or ()) and "<uuid:" in rule.rule:
                for one in ids:
                    address = adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, one))
                    answer, tried = visitor.fetch(address, headers=BRIEFLY), tried + 1
                    opens = answer.status_code == 200
                    opened += opens
                    if opens and one not in own:
                        wrong.append(f"{who} opened {address}, which no page of theirs names")
    tell(capsys, f"Crawler: {tried} pairs of id and route tried, {opened} opened by their people")
    assert len(ids) >= 15
    assert tried > 1000
    assert opened >= 20, "the people's own pages are the control"
    assert not wrong, "\n".join(wrong)


def test_r23_no_form_of_somebody_else_changes_anything(
    house: Stage, walks: dict[str, Walk], capsys: pytest.CaptureFixture[str]
) -> None:
    house.renew()  # who walked there has seen things for the first time
    before, tried, wrong = everything(house), 0, []
    for who, person in house.personas().items():
        visitor = house.visit(person)
        own = {form.action for form in walks[who].forms}
        for form in strangers(walks, own):
            tried += 1
            visitor.post(form.action, **form.sent)
        after = everything(house)
        wrong += [f"{who} changed {name}" for name in before if after[name] != before[name]]
        house.renew()
    tell(capsys, f"Crawler: {tried} forms of others sent")
    assert tried > 150
    assert not wrong, "\n".join(wrong)


def test_r23_the_same_forms_change_something_when_their_owner_sends_them(
    house: Stage, walks: dict[str, Walk]
) -> None:
    house.renew()
    before, changed = everything(house), set[str]()
    for who in ("maren", "ruth"):
        for form in sorted(walks[who].forms, key=str):
            visitor: Visitor = house.visit(house.personas()[who])
            answer = visitor.post(form.action, **form.sent)
            if answer.status_code < 400 and everything(house) != before:
                changed.add(form.action)
                house.renew()
    assert len(changed) >= 10, changed


def test_r23_an_id_of_somebody_else_in_a_field_changes_nothing_of_theirs(
    house: Stage, walks: dict[str, Walk], capsys: pytest.CaptureFixture[str]
) -> None:
    """Tobias puts ids of Maren's file into every field of every form of his own.

    Not where he looks at her safety review as a cover: that is hers, and his to change.
    """
    theirs = walks["maren"].ids() - walks["tobias"].ids()
    house.renew()  # who walked there has seen things for the first time
    before, tried = everything(house), 0
    tobias = house.visit(house.cast.tobias)
    for form in sorted(walks["tobias"].forms, key=str):
        if form.action.startswith("/practice/safety/") and ID.search(form.action):
            continue
        for name in {*form.sent, "client_id", "author_id", "reflection_id"}:
            for one in sorted(theirs):
                tried += 1
                tobias.post(form.action, **{**form.sent, name: str(one)})
        after = everything(house)
        assert not touched(before, after, theirs), form.action
        house.renew()
        tobias = house.visit(house.cast.tobias)
    tell(capsys, f"Crawler: {tried} fields filled with ids of others")
    assert tried > 200


def expected(mine: Walk, address: str) -> set[int]:
    """Return what an address of somebody else may answer: what is known of may be shut, too."""
    is_known = {uuid.UUID(one) for one in ID.findall(address)} <= mine.ids()
    return {403, 404} if is_known else {404}


def strangers(walks: dict[str, Walk], own: set[str]) -> Iterator[Form]:
    """Yield each form, once an address, that others found and that is not one's own."""
    seen = set(own) | {"/sign-in", "/sign-out", "/forgotten", "/account/no-second-step"}
    for found in walks.values():
        for form in sorted(found.forms, key=str):
            if form.action not in seen:
                seen.add(form.action)
                yield form


def touched(
    before: dict[str, list[str]], after: dict[str, list[str]], ids: set[uuid.UUID]
) -> list[str]:
    """Return the rows that are new or gone and name one of `ids`."""
    marks = {one.hex for one in ids}
    return [
        row
        for name in before
        for row in set(before[name]) ^ set(after[name])
        if any(mark in row for mark in marks)
    ]
