"""A QR code as the path of an SVG drawing, so that a page needs no picture from anywhere."""

from typing import NamedTuple

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4
"""Light squares round the code, as ISO/IEC 18004 asks."""


class Drawing(NamedTuple):
    """A square of `size` by `size`, and the path of what is dark in it."""

    size: int
    path: str


def drawing_of(words: str) -> Drawing:
    """Return the QR code of `words`; dark squares side by side are one piece of the path."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(words)
    rows = code.get_matrix()
    pieces = [
        f"M{start} {number}h{length}v1h-{length}z"
        for number, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    return Drawing(len(rows), "".join(pieces))


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return where dark squares begin in a row, and how many follow each other there."""
    runs: list[tuple[int, int]] = []
    for place, is_dark in enumerate(row):
        if is_dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif is_dark:
            runs.append((place, 1))
    return runs
