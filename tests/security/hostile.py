"""Words as an attacker, or plain bad luck, would write them."""

from tests.factories import BODY

LIMIT = 50_000
MARKUP = (
    "<script>planted()</script>",
    "<img src=x onerror=planted()>",
    "</textarea></p></article><planted-tag>",
    "<svg onload=planted()><use href='#planted'></use></svg>",
    "<math><mtext><planted-tag></mtext></math>",
    "<style>*{planted:1}</style><link rel=stylesheet href=//planted.example>",
    "]]><!-- planted --><?planted?>",
    "\" onfocus=planted() autofocus x='planted",
    "javascript:planted()",
    "{{7*7}}planted{% raw %}${7*7}#{7*7}%(planted)s",
    "<a href='https://planted.example'>planted</a>",
    "<iframe srcdoc='planted'></iframe><object data=planted></object>",
    "&lt;script&gt;planted&#60;/script&#62;",
)
"""Attempts at becoming part of a page; each holds the word that tests look for."""

RIGHT_TO_LEFT = "שלום‮evil‬ مرحبا"
"""Hebrew and Arabic, and a mark between them that would turn the rest of the line around."""


def repeated(unit: str) -> str:
    """Return as much of it as one reflection may hold."""
    return (unit * (LIMIT // len(unit) + 1))[:LIMIT]


HUGE = {
    "only stops": repeated(". "),
    "quoted stops": repeated('". "'),
    "one letter sentences": repeated("a. "),
    "one letter paragraphs": repeated("a.\n\n"),
    "one letter lines": repeated("a\n"),
    "one word": repeated("planted"),
    "accents on accents": "a" + "\u0301\u0488\u20dd" * ((LIMIT - 1) // 3),
    "direction marks": repeated("\u202e\u2066a\u2069\u202d\u200f"),
    "joiners": repeated("\u200d\u200b\ufeff a"),
    "right to left": repeated("שלום מרחבא. "),
    "joined emoji": repeated("👩\u200d👩\u200d👧\u200d👦 "),
    "flags": repeated("🇳🇴"),
    "escapes": repeated("<>&\"'"),
    "markup": repeated("".join(MARKUP)),
    "spaces": "a" + " \t\u00a0\u3000" * ((LIMIT - 2) // 4) + "b",
}
"""Texts of 50,000 code points that cost the most, each in its own way."""

HARMLESS = BODY
