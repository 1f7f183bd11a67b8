"""Finishing a report: real pages, stored for good, the same bytes each time; or nothing lost."""

import hashlib
import io
import multiprocessing
import re
from collections.abc import Callable, Iterator

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from portal.reflections import services as reflections
from portal.reports import pdf
from portal.reports.models import Report, ReportState
from tests import factories as make
from tests.cast import Cast, Person
from tests.slices.reports.arranging import PERIOD, QUOTED, Shared, fields
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
Draft = Callable[..., Report]
CANARY = "my own pull was to reassure about the father"

pytestmark = pytest.mark.pdf


@pytest.fixture(autouse=True)
def workers() -> Iterator[None]:
    """End the page-making processes after each test."""
    yield
    pdf.close()


@pytest.fixture
def written(
    visit: Visit, cast: Cast, session: Session, shared: Shared, draft: Draft
) -> tuple[str, Report]:
    """A draft with a passage and a narrative, saved once, and its address."""
    make.private_note_on(session, cast.ruth, shared.quotable, body=CANARY, quote=QUOTED)
    report = draft()
    url = f"/practice/reports/{report.id}"
    visit(cast.ruth).post(url, **fields(report, passages=[shared.key()]))
    session.rollback()
    return url, report


def words_in(pages: bytes) -> str:
    """Return the text of a PDF on one line."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pages)).pages)
    return " ".join(text.split())


def while_pages_are_made(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen in the minute in which pages are made."""
    make_pages = pdf.render

    def render(html: str, **about: object) -> bytes:
        act()
        return make_pages(html, **about)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf, "render", render)


def test_finished_pages_hold_what_was_chosen_and_never_a_private_note(
    visit: Visit, cast: Cast, session: Session, written: tuple[str, Report]
) -> None:
    url, report = written
    ruth = visit(cast.ruth)

    answer = ruth.post(f"{url}/finish", version=2)
    pages = ruth.get(f"{url}.pdf")

    session.rollback()
    text = words_in(pages.data)
    assert answer.location == url
    for words in (
        "Progress report",
        "Maren Aldous",
        "Ruth Adeyemi",
        "She eats with others in most weeks.",
        QUOTED,
        "What made it possible?",
        "The coats did.",
        "Mood was noted 2 times, between 3 and 4",
        "Shared reflections not quoted: 1",
        "Private notes are never part of a report.",
    ):
        assert words in text, words
    assert "Dilys" not in text
    assert "Not this one." not in text
    assert CANARY not in text
    assert CANARY not in str(report.snapshot)
    assert QUOTED in str(report.snapshot)


def test_every_download_gives_the_stored_bytes_with_their_fingerprint(
    visit: Visit, cast: Cast, session: Session, written: tuple[str, Report]
) -> None:
    url, report = written
    ruth = visit(cast.ruth)
    ruth.post(f"{url}/finish", version=2)

    first, second = ruth.get(f"{url}.pdf"), ruth.get(f"{url}.pdf")

    session.rollback()
    assert first.data == second.data
    assert first.data.startswith(b"%PDF")
    assert hashlib.sha256(first.data).hexdigest() == report.sha256
    assert first.mimetype == "application/pdf"
    assert "ETag" not in first.headers
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["Content-Disposition"] == (
        f'attachment; filename="report-{PERIOD[1]:%Y-%m}.pdf"'
    )
    assert report.sha256 in ruth.get(url).text


def test_what_changes_afterwards_does_not_change_the_pages(
    visit: Visit,
    cast: Cast,
    session: Session,
    shared: Shared,
    written: tuple[str, Report],
) -> None:
    url, _ = written
    ruth = visit(cast.ruth)
    ruth.post(f"{url}/finish", version=2)
    before = ruth.get(f"{url}.pdf").data

    reflections.withdraw(shared.quotable)

    assert ruth.get(f"{url}.pdf").data == before
    assert QUOTED in ruth.get(url).text


def test_a_period_with_nothing_in_it_gives_an_honest_report(
    visit: Visit, cast: Cast, draft: Draft
) -> None:
    report = draft()
    url = f"/practice/reports/{report.id}"
    ruth = visit(cast.ruth)

    preview = ruth.get(f"{url}/preview").text
    ruth.post(f"{url}/finish", version=1)
    text = words_in(ruth.get(f"{url}.pdf").data)

    for words in (preview, text):
        assert "Nothing was shared in this period." in words
        assert "That says nothing about how the time was." in words
        assert "<svg" not in words.split("<main")[-1].split('class="drawing')[-1]


def test_the_preview_says_that_it_is_a_draft_and_what_is_left_out(
    visit: Visit, cast: Cast, written: tuple[str, Report]
) -> None:
    url, _ = written

    page = visit(cast.ruth).get(f"{url}/preview").text

    assert "<h1>Draft: Progress report</h1>" in page
    assert "Nobody but you can see it" in page
    assert "Shared reflections not quoted: 1" in page
    assert page.count("<svg xmlns") == 2
    assert CANARY not in page


def test_a_form_sent_twice_finishes_once(
    visit: Visit, cast: Cast, session: Session, written: tuple[str, Report]
) -> None:
    url, report = written
    ruth = visit(cast.ruth)

    answers = [ruth.post(f"{url}/finish", version=2, once="k") for _ in "ab"]

    session.rollback()
    assert [answer.status_code for answer in answers] == [302, 303]
    assert report.state is ReportState.FINISHED


@pytest.mark.parametrize("version", ["1", "3", "", "x"])
def test_only_the_version_that_was_looked_at_is_finished(
    visit: Visit, cast: Cast, session: Session, written: tuple[str, Report], version: str
) -> None:
    url, report = written

    answer = visit(cast.ruth).post(f"{url}/finish", version=version)

    session.rollback()
    assert answer.status_code == 409
    assert "Something changed in the meantime" in answer.text
    assert report.state is ReportState.DRAFT


def test_what_is_taken_back_while_the_pages_are_made_is_not_finished(
    visit: Visit,
    cast: Cast,
    session: Session,
    shared: Shared,
    written: tuple[str, Report],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, report = written
    taken_back = f"/my/reflections/{shared.quotable.id}/withdraw"
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    while_pages_are_made(monkeypatch, lambda: maren.post(taken_back))

    answer = ruth.post(f"{url}/finish", version=2)

    session.rollback()
    assert answer.status_code == 409
    assert report.state is ReportState.DRAFT
    assert report.pdf is None


def test_pages_that_take_too_long_cost_nothing(
    visit: Visit,
    cast: Cast,
    session: Session,
    written: tuple[str, Report],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, report = written
    ruth = visit(cast.ruth)
    monkeypatch.setattr(pdf, "_shared", pdf.Workers(wall=0.0))

    answer = ruth.post(f"{url}/finish", version=2)

    session.rollback()
    assert answer.status_code == 503
    assert "The pages could not be made" in answer.text
    assert "Your draft is saved" in answer.text
    assert report.state is ReportState.DRAFT
    assert "She eats with others in most weeks." in ruth.get(url).text


def test_without_a_pdf_engine_the_page_for_paper_is_offered(
    visit: Visit,
    cast: Cast,
    session: Session,
    written: tuple[str, Report],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_such_context(*_: object) -> None:
        raise ValueError("not on this system")

    url, report = written
    ruth = visit(cast.ruth)
    monkeypatch.setattr(pdf, "_shared", pdf.Workers())
    monkeypatch.setattr(multiprocessing, "get_context", no_such_context)

    answer = ruth.post(f"{url}/finish", version=2)
    page = ruth.get(f"{url}/page")

    session.rollback()
    assert answer.status_code == 503
    assert f'href="{url}/page"' in answer.text
    assert report.state is ReportState.DRAFT
    assert "<h1>Draft of a progress report</h1>" in page.text
    assert QUOTED in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert re.search(r"style-src 'sha256-[^']+='", page.headers["Content-Security-Policy"])


def test_a_render_holds_no_lock(
    visit: Visit,
    cast: Cast,
    session: Session,
    written: tuple[str, Report],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, report = written
    ruth, maren = visit(cast.ruth), visit(cast.maren)
    answers: list[int] = []
    while_pages_are_made(
        monkeypatch,
        lambda: answers.append(maren.post("/my/goals", words="Be at the table").status_code),
    )

    ruth.post(f"{url}/finish", version=2)

    session.rollback()
    assert answers == [302]
    assert report.state is ReportState.DRAFT  # a goal more: the report is looked at once more


def test_a_draft_saved_while_its_pages_are_made_is_not_finished(
    visit: Visit,
    cast: Cast,
    session: Session,
    written: tuple[str, Report],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, report = written
    ruth, elsewhere = visit(cast.ruth), visit(cast.ruth)
    sent = fields(report, summary="Saved elsewhere.")
    while_pages_are_made(monkeypatch, lambda: elsewhere.post(url, **sent))

    answer = ruth.post(f"{url}/finish", version=2)

    session.rollback()
    assert answer.status_code == 409
    assert (report.state, report.version) == (ReportState.DRAFT, 3)
