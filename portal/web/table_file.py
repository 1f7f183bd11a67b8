"""A table as a CSV file that a spreadsheet opens as words: no cell can become a formula (pure).

RFC 4180, in UTF-8 with a byte order mark: without one, Excel takes names for another alphabet.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
CALCULATES = "[=+@\\-＝＋＠－﹦﹢﹫﹣−]"
UNSEEN = "[\\s\"'`“”‘’«»\\x00-\\x1f\\u200b-\\u200f\\u2060-\\u2069\\ufeff]"
_AT_THE_BEGINNING = re.compile(rf"^(?={UNSEEN}*+{CALCULATES}|[\t\r\n])")
_IN_ANOTHER_CELL = re.compile(rf"(?<=[;\t\r\n])(?={UNSEEN}{{0,40}}+{CALCULATES})")
"""Where semicolons or tabs part cells, what follows one would be a cell of its own."""


def as_words(cell: str) -> str:
    """Return the cell with an apostrophe wherever a spreadsheet could begin to calculate."""
    return _AT_THE_BEGINNING.sub("'", _IN_ANOTHER_CELL.sub("'", cell))


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the table as a file."""
    text = io.StringIO(BYTE_ORDER_MARK, newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in (header, *rows):
        writer.writerow([as_words(cell) for cell in row])
    return text.getvalue().encode()
