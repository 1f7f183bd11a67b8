"""Faces and sizes of the report by reportlab: those of our own style sheet for paper."""

from functools import cache
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

INK, SOFT, LINE, GREEN = map(HexColor, ("#1a2828", "#596561", "#8d9590", "#0a554a"))
FACES = {
    "Serif": ("CharisSIL-Regular.ttf", "Times-Roman"),
    "Sans": ("NotoSans-Regular.ttf", "Helvetica"),
    "Bold": ("NotoSans-Bold.ttf", "Helvetica-Bold"),
}


@cache
def face(name: str) -> str:
    """Return a face that reportlab knows: the one our report uses, if this machine has it."""
    file, instead = FACES[name]
    path = next(Path("/usr/share/fonts").rglob(file), None)
    if path is None:
        return instead
    pdfmetrics.registerFont(TTFont(name, str(path)))
    return name


@cache
def style(name: str) -> ParagraphStyle:
    """Return one of the report's styles."""
    made = {
        "letterhead": _style("Serif", 12.5, 1.2),
        "title": _style("Serif", 23, 1.15, spaceBefore=6 * mm, spaceAfter=3 * mm),
        "short": _style("Serif", 12.5, spaceAfter=1.6 * mm),
        "prose": _style("Sans", 9.6, spaceAfter=1.6 * mm),
        "heading": _style("Bold", 9.6, spaceBefore=4.2 * mm, spaceAfter=1.2 * mm, keepWithNext=1),
        "facts": _style("Sans", 8.8),
        "fact": _style("Sans", 8.8, colour=SOFT),
        "own": _style("Serif", 11.5, 1.45),
        "beside": _style("Serif", 9.8, 1.45),
        "goal": _style("Serif", 9.6, 1.4),
        "cite": _style("Sans", 8.2, 1.4, colour=SOFT),
        "cell": _style("Sans", 8.8),
        "head": _style("Bold", 8.2),
        "small": _style("Sans", 8.4, colour=SOFT, spaceAfter=1.5 * mm),
    }
    return made[name]


def _style(
    font: str, size: float, leading: float = 1.5, *, colour: HexColor = INK, **more: float
) -> ParagraphStyle:
    return ParagraphStyle(
        f"{font} {size}",
        fontName=face(font),
        fontSize=size,
        leading=size * leading,
        textColor=colour,
        **more,
    )
