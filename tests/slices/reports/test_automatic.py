"""`flask report render`: a draft that nobody wrote, as tagged pages."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit.models import AuditEvent
from portal.reports import pdf
from portal.reports.automatic import NoSuchClient, render_report
from portal.reports.models import Report
from tests import factories as make
from tests.cast import Cast
from tests.slices.reports.arranging import PERIOD, QUOTED, Shared

pytestmark = pytest.mark.pdf


@pytest.fixture(autouse=True)
def workers() -> Iterator[None]:
    """End the page-making processes after each test."""
    yield
    pdf.close()


def test_annotated_sentences_are_quoted_and_nothing_is_stored(
    session: Session, cast: Cast, shared: Shared
) -> None:
    events = select(func.count()).select_from(AuditEvent)
    before = session.scalar(events)

    pages = render_report(session, cast.maren.email, *PERIOD, "client")

    text = " ".join("\n".join(p.extract_text() for p in PdfReader(io.BytesIO(pages)).pages).split())
    assert "Draft of a progress report" in text
    assert QUOTED in text
    assert "What made it possible?" in text
    assert "Dilys" not in text
    assert session.scalars(select(Report)).all() == []
    assert session.scalar(events) == before


def test_a_narrower_reader_gets_no_quotes(session: Session, cast: Cast, shared: Shared) -> None:
    pages = render_report(session, cast.maren.email, *PERIOD, "referrer")

    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pages)).pages)
    assert QUOTED not in text


def test_an_address_that_is_no_clients_is_refused(session: Session, cast: Cast) -> None:
    for address in ("nobody@example.org", cast.ruth.email):
        with pytest.raises(NoSuchClient, match="No client has the address"):
            render_report(session, address, *PERIOD, "client")


def test_a_client_in_nobodys_care_is_refused(session: Session, cast: Cast) -> None:
    make.end_all_care(session, cast.maren)

    with pytest.raises(NoSuchClient, match="nobody"):
        render_report(session, cast.maren.email, *PERIOD, "client")


def test_the_command_writes_tagged_pages_with_language_and_title(
    app: Flask, session: Session, cast: Cast, shared: Shared, tmp_path: Path
) -> None:
    out = tmp_path / "report.pdf"
    session.commit()
    words = ["report", "render", "--client", cast.maren.email, "--out", str(out)]
    days = ["--from", PERIOD[0].isoformat(), "--to", PERIOD[1].isoformat()]

    result = app.test_cli_runner().invoke(args=[*words, *days])

    assert result.exit_code == 0, result.output
    with pikepdf.open(out) as pages, pages.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"].startswith("Progress report ")
        assert str(pages.Root.Lang) == "en-GB"
        assert pages.Root.MarkInfo.Marked
