"""Hostile words stay words: on every page, and in every size (R70, R73)."""

import html
import time
import unicodedata
from collections.abc import Callable, Iterator

import html5lib
import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.reflections.models import Reflection
from portal.reflections.words import canonical
from portal.reports.services import begin_report
from tests import factories
from tests.cast import Cast, Person
from tests.house.world import PERIOD
from tests.security.hostile import HUGE, MARKUP, RIGHT_TO_LEFT
from tests.security.walking import walk
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
ZERO, HALF = "\x00", "\ud800"
LARGEST = 2_000_000
SLOWEST = 5.0
"""Bytes of a page, and seconds of processor time, that no text may exceed."""


def send(visitor: Visitor, url: str, fields: dict[str, str]) -> int:
    """Send a form that may hold what is no Unicode, and return the status."""
    body = "&".join(
        f"{name}={''.join(f'%{byte:02x}' for byte in value.encode('utf-8', 'surrogatepass'))}"
        for name, value in fields.items()
    )
    token = visitor.get("/my/goals").text.split('name="csrf_token" value="', 1)[1].split('"')[0]
    answer = visitor.fetch(
        url,
        method="POST",
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-CSRFToken": token},
    )
    return answer.status_code


def world_of(session: Session, cast: Cast, words: str, name: str = "") -> None:
    """Write `words` wherever somebody can write, and share what can be shared."""
    maren, ruth = cast.maren, cast.ruth
    if name:
        for person in (maren, ruth):
            session.get_one(User, person.id).name = name
    line = " ".join(words.split())
    shared = factories.shared_reflection(
        session, maren, body=words, title=line[:200], tags=[line[:40]], is_quotable=True
    )
    factories.kept_reflection(session, maren, body=words, title=line[:200])
    factories.draft_reflection(session, maren, body=words, title=line[:200])
    note = factories.annotation_on(session, ruth, shared, body=words[:2000])
    factories.reply_to(session, maren, note, body=words[:2000])
    factories.private_note_on(session, ruth, shared, body=words[:2000])
    begin_report(session, session.get_one(User, maren.id), author_id=ruth.id, period=PERIOD)
    session.commit()


def fill_by_forms(cast: Cast, visit: Visit, words: str) -> None:
    """Write into the forms of a goal, an agreement and an appointment, as their pages would."""
    line = " ".join(words.split())[:200]
    visit(cast.maren).post("/my/goals", words=line)
    ruth, there = visit(cast.ruth), f"/practice/clients/{cast.maren.id}"
    ruth.post(f"{there}/agreement", agreement=line)
    ruth.post(f"{there}/appointments", day="2030-01-02", at="10:00", place=line)


def pages_of(cast: Cast, visit: Visit) -> Iterator[tuple[str, str]]:
    """Yield the address and the text of every page that the two of them can find."""
    for who, person in (("maren", cast.maren), ("ruth", cast.ruth)):
        for address, text in walk(who, visit(person)).pages.items():
            yield f"{who} at {address}", text


@ON_SQLITE
def test_r70_markup_stays_text_on_every_page(visit: Visit, cast: Cast, session: Session) -> None:
    words = "\n\n".join(MARKUP)
    world_of(session, cast, words, name=MARKUP[1])
    fill_by_forms(cast, visit, words)
    told, looked_at = 0, 0

    for where, page in pages_of(cast, visit):
        looked_at += 1
        document = html5lib.HTMLParser(strict=True).parse(page)
        for element in document.iter():
            tag = str(element.tag).rpartition("}")[2]
            assert "planted" not in tag, where
            for attribute, value in element.attrib.items():
                told += "planted" in value
                assert not str(attribute).lower().startswith("on"), where
                if attribute in ("href", "src", "action", "formaction", "srcdoc", "style"):
                    assert "planted" not in value, where
            if tag in ("script", "style", "title"):
                assert "planted" not in "".join(element.itertext()), where
        told += "planted" in html.unescape(page)
        assert "49planted" not in page, where

    assert looked_at > 30
    assert told > 20


@ON_SQLITE
@pytest.mark.parametrize("kind", HUGE)
def test_r70_no_text_makes_a_page_that_nobody_can_open(
    visit: Visit, cast: Cast, session: Session, kind: str
) -> None:
    text = HUGE[kind]
    shared = factories.shared_reflection(session, cast.maren, body=text, is_quotable=True)
    note = factories.annotation_on(session, cast.ruth, shared, body="I read this.")
    report = begin_report(
        session, session.get_one(User, cast.maren.id), author_id=cast.ruth.id, period=PERIOD
    )
    session.flush()
    reading, composing = shared.id, report.id
    assert note.id
    session.commit()
    maren, ruth = visit(cast.maren), visit(cast.ruth)
    visits = [
        (maren, page) for page in ("/my/today", "/my/reflections", f"/my/reflections/{reading}")
    ]
    visits += [(maren, f"/my/reflections/{reading}/edit"), (ruth, "/practice/desk")]
    visits += [
        (ruth, f"/practice/clients/{cast.maren.id}"),
        (ruth, f"/practice/reflections/{reading}"),
    ]
    visits += [(ruth, f"/practice/reports/{composing}")]

    for visitor, address in visits:
        began = time.process_time()
        answer = visitor.fetch(address)
        spent = time.process_time() - began
        assert answer.status_code == 200, address
        assert len(answer.get_data()) < LARGEST, f"{address}: {len(answer.get_data())} bytes"
        assert spent < SLOWEST, f"{address}: {spent:.1f} s"


@ON_SQLITE
@pytest.mark.parametrize("kind", HUGE)
def test_r73_what_was_written_is_kept_exactly(
    visit: Visit, cast: Cast, session: Session, kind: str
) -> None:
    text = HUGE[kind]

    status = send(
        visit(cast.maren), "/my/reflections", {"key": "a-form", "do": "keep", "body": text}
    )

    session.rollback()
    (kept,) = session.query(Reflection).where(Reflection.client_id == cast.maren.id).all()
    assert status in {302, 303}
    assert kept.revisions[-1].body == canonical(text) == unicodedata.normalize("NFC", text)


@ON_SQLITE
@pytest.mark.parametrize("letter", ["\x00", "half of a pair"])
@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("/my/goals", "words"),
        ("/my/reflections", "body"),
        ("/my/reflections", "title"),
        ("/my/reflections", "new_tags"),
    ],
)
def test_r73_what_is_no_letter_is_refused_in_words(
    visit: Visit, cast: Cast, letter: str, url: str, field: str
) -> None:
    maren = visit(cast.maren)
    fields = {"key": "a-form", "do": "keep", "body": "Words."} if url == "/my/reflections" else {}

    odd = send(maren, url, {**fields, field: f"a {letter if letter == ZERO else HALF} word"})
    plain = send(maren, url, {**fields, "key": "another", field: "a word"})

    # Half of a pair is no UTF-8: it arrives as the sign for what cannot be read, and may stay.
    assert odd in ({400} if letter == ZERO else {302, 303, 400})
    assert plain in {302, 303}


@ON_SQLITE
def test_r73_nobodys_words_turn_the_writing_around_them(
    visit: Visit, cast: Cast, session: Session
) -> None:
    world_of(session, cast, RIGHT_TO_LEFT, name="שלום")
    fill_by_forms(cast, visit, RIGHT_TO_LEFT)
    open_to_the_page, looked_at = set(), 0

    for where, page in pages_of(cast, visit):
        document = html5lib.parse(page, namespaceHTMLElements=False)
        for path, text in texts(document):
            if "שלום" not in text:
                continue
            looked_at += 1
            if not any(is_apart(element) for element in path) and not is_isolated(text):
                open_to_the_page.add(f"{where}: <{path[-1].tag}> {text.strip()!r}")

    assert looked_at > 60
    assert not open_to_the_page, "\n".join(sorted(open_to_the_page))


def texts(element: object, path: tuple = ()) -> Iterator[tuple[tuple, str]]:  # type: ignore[type-arg]
    """Yield every text of a page with the elements it stands in."""
    path = (*path, element)
    if element.text:  # type: ignore[attr-defined]
        yield path, element.text  # type: ignore[attr-defined]
    for child in element:  # type: ignore[attr-defined]
        yield from texts(child, path)
        if child.tail:
            yield path, child.tail


def is_apart(element: object) -> bool:
    """Tell whether an element keeps the direction of its words to itself."""
    return element.tag == "bdi" or element.attrib.get("dir") in ("auto", "rtl")  # type: ignore[attr-defined]


def is_isolated(text: str) -> bool:
    """Tell whether each stretch of such letters stands between isolates."""
    return all("\u2068" in part for part in text.split("\u2069")[:-1] if "שלום" in part) and (
        "שלום" not in text.split("\u2069")[-1]
    )


@ON_SQLITE
def test_r73_marks_that_turn_the_direction_are_taken_out_of_names_only(
    visit: Visit, cast: Cast, session: Session
) -> None:
    visit(cast.ruth).post("/practice/invitations", name="Ada \u202eNoon", email="ada@example.org")
    maren = visit(cast.maren)
    maren.post(
        "/my/reflections", key="a-form", do="keep", body="One \u202e two", title="A \u2066title"
    )

    session.rollback()
    (kept,) = session.query(Reflection).where(Reflection.client_id == cast.maren.id).all()
    names = [one.name for one in session.query(User).all()]
    assert "Ada Noon" in names
    assert kept.revisions[-1].body == "One \u202e two"
    assert kept.revisions[-1].title == "A title"
