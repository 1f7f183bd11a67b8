"""Pages as PDF: tagged, always the same, made where they can be stopped."""

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from portal.drawing.charts import as_data_uri, line_chart
from portal.reports import pdf
from portal.reports.composition import (
    Counts,
    Facts,
    Goal,
    Narrative,
    Note,
    Passage,
    Point,
    Section,
    compose,
)
from portal.reports.document import Chart
from tests.slices.reports.arranging import MEASURE

pytestmark = pytest.mark.pdf

ROOT = Path(__file__).parents[3]
STAMP = datetime(2026, 11, 10, 9, tzinfo=UTC)
PAGE = "<!doctype html><html lang=en><title>x</title><h1>Progress report</h1>"
HEAVY = PAGE + "<p>One and another and one more.</p>" * 60_000
FACTS = Facts(
    practice_name="Harbour Lane",
    client_name="Maren Aldous",
    practitioner_name="Ruth Adeyemi",
    credentials="psychotherapist",
    reference="4F21A0B7",
    version=3,
    period=(date(2026, 2, 12), date(2026, 11, 10)),
    composed_on=date(2026, 11, 10),
    goals=(Goal("Eat with others", "ongoing", date(2026, 2, 26)),),
    moods=tuple(Point(date(2026, month, 3), month % 7) for month in range(3, 11)),
    passages=(
        Passage("I can leave a room.", date(2026, 4, 3)),
        Passage(
            "اليوم مشيت 🌊 今天很好",
            date(2026, 8, 14),
            (Note("In your own language.", "Ruth Adeyemi", date(2026, 8, 17)),),
        ),
    ),
    narrative=Narrative("It was a year of small steps.", "August was harder.", "We go on <b>&."),
    counts=Counts(25, 2, 23, 1, 0),
    measures=(MEASURE,),
)


@pytest.fixture(scope="module", autouse=True)
def workers():
    """The shared workers, ended after these tests. Without Pango there is nothing to test."""
    if (why := pdf.available()) is not None:
        pytest.skip(why)
    yield
    pdf.close()


def make(html=PAGE, **changes):
    facts = {"title": "Report", "language": "en", "stamp": STAMP, "identifier": "a", **changes}
    return pdf.render(html, **facts)


def job(html=PAGE):
    return html, "Report", "en", "2026-11-10T09:00:00Z", "a"


@pytest.fixture(scope="module")
def printed():
    """The print document of FACTS as HTML, by its real template."""
    document = compose(
        FACTS, frozenset(Section), lambda m, /, **values: m % values if values else m
    )
    chart = line_chart(**{name: getattr(document.mood.chart, name) for name in Chart.__slots__})
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined
    )
    css = Markup((ROOT / "static/css/report.css").read_text())  # noqa: S704 (our own file)
    template = environment.get_template("reports/pdf/report.html")
    return template.render(document=document, chart=as_data_uri(chart), css=css)


@pytest.fixture(scope="module")
def report(printed, workers):
    return make(printed, title="Progress report 4F21A0B7", identifier="4F21A0B7-3")


def structure(node):
    """Every element of a tag tree, in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from structure(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from structure(node.get("/K", pikepdf.Array()))


def test_the_same_page_gives_the_same_bytes(printed, report):
    again = make(printed, title="Progress report 4F21A0B7", identifier="4F21A0B7-3")

    assert again == report


def test_a_new_process_gives_the_same_bytes(printed, report):
    workers = pdf.Workers(1)
    try:
        fresh = workers.render(
            printed, "Progress report 4F21A0B7", "en", "2026-11-10T09:00:00Z", "4F21A0B7-3"
        )
    finally:
        workers.close()

    assert fresh == report


def test_a_later_second_gives_the_same_bytes_even_with_colour_emoji():
    emoji = PAGE + "<p>🌊"
    first = make(emoji)

    began = datetime.now(UTC).second
    while datetime.now(UTC).second == began:
        assert make(emoji) == first

    assert make(emoji) == first


def test_another_identifier_or_date_gives_other_bytes():
    assert make() != make(identifier="b")
    assert make() != make(stamp=datetime(2026, 11, 11, tzinfo=UTC))


def test_the_file_is_tagged_and_says_its_standard_language_title_and_date(report):
    with pikepdf.open(BytesIO(report)) as file:
        metadata = file.Root.Metadata.read_bytes().decode()

        assert 'pdfuaid:part="1"' in metadata
        assert file.Root.MarkInfo.Marked
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert str(file.Root.Lang) == "en"
        assert str(file.docinfo["/Title"]) == "Progress report 4F21A0B7"
        assert str(file.docinfo["/CreationDate"]) == "D:20261110090000Z"


def test_the_language_is_the_callers():
    with pikepdf.open(BytesIO(make(language="nb"))) as file:
        assert str(file.Root.Lang) == "nb"


def test_each_chart_is_a_figure_that_says_what_it_shows(report):
    with pikepdf.open(BytesIO(report)) as file:
        figures = [n for n in structure(file.Root.StructTreeRoot.K) if n.S == "/Figure"]

        mood, measure = [str(figure.Alt) for figure in figures if "/Alt" in figure]
        assert mood.startswith("Mood was noted 8 times, between")
        assert measure == "PHQ-9 over time. 3 scores, all in the table."


def test_the_tag_tree_has_headings_tables_with_heads_and_quotes(report):
    with pikepdf.open(BytesIO(report)) as file:
        kinds = [str(node.S) for node in structure(file.Root.StructTreeRoot.K)]

        assert kinds.count("/H1") == 1
        assert kinds.count("/H2") == 7
        assert kinds.count("/H3") == 3
        assert kinds.count("/Table") == 4
        assert kinds.count("/TH") >= 5 + 4 + 10 + 7
        assert kinds.count("/BlockQuote") == 2


def test_every_font_is_embedded(report):
    with pikepdf.open(BytesIO(report)) as file:
        fonts = [n for n in file.objects if isinstance(n, pikepdf.Dictionary) and "/FontName" in n]

        assert len(fonts) >= 3
        for font in fonts:
            assert "/FontFile2" in font or "/FontFile3" in font, font.FontName


def test_the_words_read_in_the_order_of_the_page(report):
    text = "".join(each.extract_text() for each in pypdf.PdfReader(BytesIO(report)).pages)
    text = re.sub(r"\s+", " ", text)

    expected = [
        "Harbour Lane",
        "Progress report",
        "Maren Aldous",
        "It was a year of small steps.",
        "I can leave a room.",
        "Eat with others",
        "August was harder.",
        "We go on <b>&.",
        "Ruth Adeyemi, psychotherapist · date",
        "Mood over the period",
        "PHQ-9 was 8 on 3 May 2026.",
        "Every score, the oldest first.",
        "(11)",
        "Not completed on 1 of 5 occasions.",
        "Developed by somebody.",
        "What is in this report",
        "Private notes are never part of a report.",
    ]
    places = [text.index(words) for words in expected]
    assert places == sorted(places)


def test_the_footer_counts_pages_and_does_not_name_the_client(printed, report):
    pages = pypdf.PdfReader(BytesIO(report)).pages
    texts = [re.sub(r"\s+", " ", each.extract_text()) for each in pages]

    assert len(texts) == 3
    for at, text in enumerate(texts, 1):
        assert f"Progress report · 4F21A0B7 · version 3 page {at} of 3" in text
    assert "Maren" not in re.search(r"<body[^>]*>", printed)[0]


@pytest.mark.parametrize(
    "tag",
    [
        "<img alt=x src='{url}'>",
        "<link rel=stylesheet href='{url}'>",
        "<link rel=attachment href='{url}'>",
        "<style>@import url('{url}');</style>",
        "<style>@font-face {{ font-family: x; src: url('{url}') }} h1 {{ font-family: x }}</style>",
        "<style>h1 {{ background: url('{url}') }}</style>",
        "<img alt=x src='data:image/svg+xml,{svg}'>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}'/></svg>",
        "<object data='{url}'></object>",
    ],
)
def test_a_page_that_asks_for_a_file_never_gets_it(tag, tmp_path):
    canary = tmp_path / "canary.svg"
    canary.write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'><text>canary-of-this-file</text></svg>"
    )
    svg = (
        "%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E"
        f"%3Cimage width=%229%22 height=%229%22 href=%22{canary.as_uri()}%22/%3E%3C/svg%3E"
    )

    with pytest.raises(pdf.RenderFailed, match="FatalURLFetchingError"):
        make(PAGE + tag.format(url=canary.as_uri(), svg=svg))

    assert make()  # the next page is made


def test_a_failure_says_nothing_of_the_page():
    with pytest.raises(pdf.RenderFailed) as failure:
        make(PAGE + "<img alt='a secret' src='https://example.org/a-secret'>")

    assert "secret" not in str(failure.value)


def test_a_page_that_takes_too_much_processor_time_is_ended_and_the_next_one_works():
    workers = pdf.Workers(1, wall=60, cpu=1)
    try:
        with pytest.raises(pdf.RenderFailed, match="ended"):
            workers.render(*job(HEAVY))

        assert workers.render(*job()).startswith(b"%PDF")
    finally:
        workers.close()


def test_a_worker_that_hangs_is_ended_and_the_next_one_works():
    workers = pdf.Workers(1, wall=2)
    try:
        assert workers.render(*job())
        worker = workers._idle.get()
        workers._idle.put(worker)
        os.kill(worker.process.pid, signal.SIGSTOP)

        with pytest.raises(pdf.RenderFailed, match="too slow"):
            workers.render(*job())

        assert not worker.process.is_alive()
        workers._wall = 30
        assert workers.render(*job())
    finally:
        workers.close()


def test_a_page_that_takes_too_much_memory_is_refused_and_the_next_one_works():
    workers = pdf.Workers(1, memory=300 << 20)
    try:
        with pytest.raises(pdf.RenderFailed):
            workers.render(*job(PAGE + "<p>word " * 40_000))

        assert workers.render(*job())
    finally:
        workers.close()


def test_a_worker_that_died_while_idle_is_replaced():
    workers = pdf.Workers(1)
    try:
        assert workers.render(*job())
        worker = workers._idle.get()
        workers._idle.put(worker)
        worker.process.kill()
        worker.process.join(5)

        assert workers.render(*job())
    finally:
        workers.close()


def test_a_page_waits_for_a_free_slot_only_so_long():
    workers = pdf.Workers(0, wall=0.05)

    with pytest.raises(pdf.RenderFailed, match="busy"):
        workers.render(*job())


def test_closed_workers_start_again_when_needed():
    workers = pdf.Workers(1)
    assert workers.render(*job())
    workers.close()

    assert workers.render(*job())

    workers.close()


def test_a_forked_server_process_makes_workers_of_its_own():
    before = pdf._shared

    pdf._after_fork()

    try:
        assert pdf._shared is not before
        assert make()
    finally:
        pdf.close()
        pdf._shared = before


def test_a_web_process_never_imports_weasyprint():
    code = (
        "import sys; from portal.reports import pdf; import portal.reports.composition;"
        "print([name for name in ('weasyprint', 'flask') if name in sys.modules])"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "[]"


def test_the_worker_makes_the_same_pages_in_any_process():
    from portal.reports.pdf_worker import Job, make_pdf  # late: it brings WeasyPrint in

    here = make_pdf(Job(PAGE, "Report", "en", "2026-11-10T09:00:00Z", "a"))

    assert here == make()


def test_the_worker_refuses_an_address_in_this_process_too():
    from weasyprint.urls import FatalURLFetchingError

    from portal.reports.pdf_worker import Job, make_pdf

    with pytest.raises(FatalURLFetchingError):
        make_pdf(Job(PAGE + "<img alt=x src='file:///etc/hosts'>", "Report", "en", "", "a"))


ASKING = """
from datetime import UTC, datetime
from portal.reports import pdf
if __name__ == "__main__":
    print(pdf.available())
    try:
        stamp = datetime(2026, 1, 1, tzinfo=UTC)
        pdf.render("x", title="x", language="en", stamp=stamp, identifier="x")
    except (pdf.PdfUnavailable, pdf.RenderFailed) as why:
        print(type(why).__name__, why)
"""


def told_by_another_process(folder, **environment):
    """What a process of its own says of making pages, when asked and when it has to make one."""
    script = folder / "ask.py"
    script.write_text(ASKING)
    path = f"{folder}{os.pathsep}{ROOT}"
    said = subprocess.run(
        [sys.executable, str(script)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.splitlines()


def test_a_machine_without_pango_gets_a_sentence_with_the_remedy(tmp_path):
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')")

    when_asked, when_made = told_by_another_process(tmp_path)

    assert when_asked.startswith("PDF pages need the Pango library.")
    assert when_made == f"PdfUnavailable {when_asked}"


def test_a_temporary_folder_with_too_long_a_path_gets_a_sentence_with_the_remedy(tmp_path):
    long = tmp_path / ("a-long-name-" * 10)
    long.mkdir()

    when_asked, when_made = told_by_another_process(tmp_path, TMPDIR=str(long))

    assert "(AF_UNIX path too long)" in when_asked
    assert "set TMPDIR to a folder with a short path" in when_asked
    assert when_made == f"RenderFailed {when_asked}"


def test_to_ask_while_every_page_maker_is_busy_says_so():
    assert pdf.Workers(0, wall=0.05).missing() == "every page maker is busy"
