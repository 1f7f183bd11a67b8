"""A table opens as words in every spreadsheet, and reads back as what was written (R71)."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.web.table_file import BYTE_ORDER_MARK, as_words, csv_file
from tests import factories
from tests.cast import Cast, Person
from tests.stages import ON_SQLITE
from tests.visitor import Visitor

Visit = Callable[[Person | None], Visitor]
FORMULAS = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    '"=1+1',
    "'=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "−1",
    "fine;=1+1",
    "fine\n=1+1",
    "fine\t@SUM(1)",
)
CELLS = st.text(
    st.one_of(st.sampled_from("=+-@\t\r\n;,'\" ＝＋－＠\u200ba1"), st.characters(codec="utf-8"))
)
BEGINS = re.compile(r"[\s\"'\x00-\x1f\u200b-\u200f\ufeff]*[=+\-@＝＋－＠−]")


def read(file: bytes) -> list[list[str]]:
    """Return a file's cells as any program would read them that knows RFC 4180."""
    text = file.decode()
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))


@pytest.mark.parametrize("formula", FORMULAS)
def test_r71_no_cell_begins_to_calculate(formula: str) -> None:
    (cell,) = read(csv_file(["Words"], [[formula]]))[1]

    assert cell[0] == "'" or formula.startswith("fine")
    for part in re.split(r"[;\t\r\n]", cell):
        assert not BEGINS.match(part) or part.lstrip('"\u200b\ufeff ').startswith("'")
    assert cell.replace("'", "") == formula.replace("'", "")


@pytest.mark.parametrize(
    "words", ["", "Ruth", "a = b", "half-way", "me@example.org", "1+1", "“Yes.”"]
)
def test_r71_plain_words_stay_as_they_are(words: str) -> None:
    assert as_words(words) == words


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_r71_a_table_reads_back_cell_by_cell(rows: list[list[str]]) -> None:
    header, *cells = read(csv_file(["a", "b", "c"], rows))

    assert header == ["a", "b", "c"]
    assert cells == [[as_words(cell) for cell in row] for row in rows]
    for row in cells:
        for cell in row:
            assert cell[:1] not in set("=+-@\t\r\n＝＋－＠")


@ON_SQLITE
def test_r71_the_record_of_a_file_is_such_a_table(
    visit: Visit, cast: Cast, session: Session
) -> None:
    session.get_one(User, cast.ruth.id).name = "=HYPERLINK(1)"
    reflection = factories.stored(session, factories.shared_reflection(session, cast.maren))
    visit(cast.ruth).get(f"/practice/reflections/{reflection}")

    answer = visit(cast.maren).fetch("/my/privacy/record.csv")

    header, *rows = read(answer.get_data())
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.search(r'filename="record-\d{4}-\d{2}\.csv"', answer.headers["Content-Disposition"])
    assert header[:3] == ["When", "Who", "What"]
    assert ["'=HYPERLINK(1)", "'=HYPERLINK(1) opened a reflection", str(reflection)] in [
        row[1:] for row in rows
    ]
    assert ["You", "You shared a reflection", str(reflection)] in [row[1:] for row in rows]
    assert visit(cast.noor).fetch("/my/privacy/record.csv").text.count(str(reflection)) == 0


@pytest.mark.parametrize(
    ("turned", "back"),
    [
        ("\u202eabc", "\u202c"),
        ("\u2066\u202babc", "\u202c\u2069"),
        ("\u202aabc\u202c", ""),
        ("\u2067\u202eabc\u2069", ""),
        ("\u202eabc\u2069", "\u202c"),
    ],
)
def test_r71_a_cell_that_turns_the_direction_turns_it_back_at_its_end(
    turned: str, back: str
) -> None:
    assert as_words(turned) == turned + back
