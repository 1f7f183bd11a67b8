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
POP, END_OF_ISOLATE = "\u202c", "\u2069"
_TURNS = dict.fromkeys("\u202a\u202b\u202d\u202e", POP)
_TURNS |= dict.fromkeys("\u2066\u2067\u2068", END_OF_ISOLATE)
"""What turns the writing direction, and what ends that (Unicode Standard Annex 9, section 2)."""


def as_words(cell: str) -> str:
    """Return the cell with an apostrophe wherever a spreadsheet could begin to calculate.

    A writing direction that it turns is turned back where it ends, so that it moves no other cell.
    """
    return _AT_THE_BEGINNING.sub("'", _IN_ANOTHER_CELL.sub("'", cell)) + _turned_back(cell)


def _turned_back(cell: str) -> str:
    """Return the marks that end what is still turned, the last one first."""
    still: list[str] = []
    for letter in cell:
        if letter in _TURNS:
            still.append(_TURNS[letter])
        elif letter == END_OF_ISOLATE and END_OF_ISOLATE in still:
            while still.pop() != END_OF_ISOLATE:
                pass
        elif letter == POP and still[-1:] == [POP]:
            still.pop()
    return "".join(reversed(still))


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the table as a file."""
    text = io.StringIO(BYTE_ORDER_MARK, newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in (header, *rows):
        writer.writerow([as_words(cell) for cell in row])
    return text.getvalue().encode()
