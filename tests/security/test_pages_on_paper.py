"""Hostile words on paper: text and nothing else, and nothing is fetched for it (R72)."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
from flask import Flask
from flask_babel import gettext

from portal.reports import pdf, sheets
from portal.reports.composition import (
    Facts,
    Goal,
    Narrative,
    Note,
    Passage,
    Section,
    compose,
)
from tests.security.hostile import HUGE, MARKUP, RIGHT_TO_LEFT
from tests.stages import ON_SQLITE

pytestmark = pytest.mark.pdf
STAMP = datetime(2026, 11, 10, 9, tzinfo=UTC)
SECRET = "thistlewick-in-a-file"


class Listening:
    """A server on this machine that notes whoever comes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.came: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            with caller:
                self.came.append(caller.recv(1000))


@pytest.fixture
def listening() -> Iterator[Listening]:
    """A server that must never be asked for anything."""
    there = Listening()
    yield there
    there.socket.close()


def attacks(file: Path, port: int) -> list[str]:
    """Return words that try to bring a file, or the server, into the pages."""
    address, here = file.as_uri(), f"http://127.0.0.1:{port}/x"
    return [
        *MARKUP,
        *(f"<img src='{one}'><object data='{one}'></object>" for one in (address, here)),
        *(f"<link rel=attachment href='{one}'>" for one in (address, here)),
        *(f"<style>@import url({one});p{{color:url({one})}}</style>" for one in (address, here)),
        *(f"<svg><image href='{one}'/><use href='{one}#a'/></svg>" for one in (address, here)),
        f"<a rel=attachment href='{address}'>take it</a>",
        f"<!DOCTYPE x [<!ENTITY e SYSTEM '{address}'>]>&e;",
    ]


def printed(app: Flask, words: str) -> bytes:
    """Return the pages of a report that holds these words wherever somebody's words stand."""
    on = date(2026, 4, 3)
    facts = Facts(
        practice_name="Harbour Lane",
        client_name=" ".join(words.split())[:120],
        practitioner_name="Ruth Adeyemi",
        credentials=" ".join(words.split())[:80],
        reference="4F21A0B7",
        version=1,
        period=(date(2026, 2, 12), date(2026, 11, 10)),
        composed_on=date(2026, 11, 10),
        goals=(Goal(words[:2000], "ongoing", on),),
        passages=(Passage(words, on, (Note(words[:2000], "Ruth Adeyemi", on),)),),
        narrative=Narrative(words[:5000], words[:5000], words[:5000]),
    )
    with app.test_request_context():
        document = compose(facts, frozenset(Section), gettext)
        page = sheets.print_html(document)
    return pdf.render(page, title="Report", language="en", stamp=STAMP, identifier="one")


def everything_in(made: bytes) -> bytes:
    """Return every stream and string of a PDF, unpacked."""
    with pikepdf.open(BytesIO(made)) as told:
        held = BytesIO()
        told.save(
            held,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return held.getvalue()


def text_of(made: bytes) -> str:
    """Return the words of a PDF without white space."""
    pages = pypdf.PdfReader(BytesIO(made)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@ON_SQLITE
def test_r72_hostile_words_are_printed_as_words_and_fetch_nothing(
    app: Flask, tmp_path: Path, listening: Listening
) -> None:
    file = tmp_path / "canary.txt"
    file.write_text(SECRET)
    words = "\n\n".join(attacks(file, listening.port))

    made = printed(app, words)

    inside = everything_in(made)
    assert listening.came == []
    assert SECRET.encode() not in inside
    for name in (b"/EmbeddedFile", b"/JavaScript", b"/Launch", b"/URI", b"/SubmitForm"):
        assert name not in inside, name
    assert not pypdf.PdfReader(BytesIO(made)).attachments
    printed_words = text_of(made)
    for shown in ("<script>planted()</script>", "{{7*7}}planted", "<imgsrc='file://"):
        assert shown in printed_words, shown


@pytest.mark.parametrize("source", ["file", "http", "redirect"])
def test_r72_an_address_that_gets_into_a_page_ends_the_render(
    tmp_path: Path, listening: Listening, source: str
) -> None:
    file = tmp_path / "canary.txt"
    file.write_text(SECRET)
    address = file.as_uri() if source == "file" else f"http://127.0.0.1:{listening.port}/{source}"
    good = "<!doctype html><html lang=en><title>x</title><p>Words</p>"

    made = pdf.render(good, title="x", language="en", stamp=STAMP, identifier="x")
    for bad in (f"<img src='{address}' alt=x>", f"<style>p{{background:url({address})}}</style>"):
        with pytest.raises(pdf.RenderFailed):
            pdf.render(good + bad, title="x", language="en", stamp=STAMP, identifier="x")

    assert made.startswith(b"%PDF")
    assert listening.came == []


@ON_SQLITE
@pytest.mark.parametrize("kind", ["one word", "accents on accents", "markup"])
def test_r72_long_and_crowded_words_are_printed_too(app: Flask, kind: str) -> None:
    assert printed(app, HUGE[kind][:4000]).startswith(b"%PDF")


@ON_SQLITE
def test_r73_letters_of_every_script_are_on_paper(app: Flask) -> None:
    made = printed(app, f"{RIGHT_TO_LEFT} 今天很好 🌊 Grüße")

    assert "今天很好" in text_of(made)
    assert "Grüße" in text_of(made)
