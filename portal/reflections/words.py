"""What a person wrote, as text: its one stored form, its paragraphs and sentences, its length."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

MAX_LENGTH = 50_000
"""Code points in one reflection: some 9,000 words, more than anyone writes in one evening."""

WORDS_PER_MINUTE = 238
"""Silent reading of English non-fiction: Brysbaert 2019, J Mem Lang 109:104047 (190 studies)."""

CJK_CHARACTERS_PER_MINUTE = 255
"""Chinese, read aloud: Trauzettel-Klosinski & Dietz 2012, IOVS 53:5452 (IReST)."""

MANY = 1_000
"""Paragraphs of one text, and its sentences: what has more is set in larger pieces."""

LOOK_BACK = 12
"""How far back an abbreviation is looked for. Looking at the whole sentence would be quadratic."""


class UnreadableText(ValueError):
    """The text holds a NUL or half of a surrogate pair, so it cannot be stored as written."""


class NothingWritten(ValueError):
    """There is no visible word."""


class TooLong(ValueError):
    """The text is longer than it may be."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in code points: `start` is inside, `end` is the first one outside."""

    start: int
    end: int


def is_readable(text: str) -> bool:
    """Whether the text can be stored as written: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not re.search(r"[\ud800-\udfff]", text)


def canonical(text: str) -> str:
    """The one stored form: LF line ends, NFC. Nothing is trimmed. Offsets are counted in it."""
    if not is_readable(text):
        raise UnreadableText("NUL or lone surrogate")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def body_of_note(text: str, most: int) -> str:
    """A note's stored form, of at most `most` code points, without white space around it.

    Raises NothingWritten, TooLong and UnreadableText.
    """
    body = canonical(text).strip()
    if not body:
        raise NothingWritten
    if len(body) > most:
        raise TooLong
    return body


def paragraphs(text: str) -> tuple[Span, ...]:
    """The runs of lines between blank lines. Text without a single visible line has none.

    Of more than MANY, neighbours are one, with the blank lines between them.
    """
    spans = tuple(_paragraphs(text))
    return tuple(_together(spans, ceil(len(spans) / MANY)))


def _together(spans: Sequence[Span], size: int) -> Iterator[Span]:
    """Every `size` neighbours as one."""
    for first in range(0, len(spans), max(1, size)):
        yield Span(spans[first].start, spans[first : first + max(1, size)][-1].end)


def _paragraphs(text: str) -> Iterator[Span]:
    start = end = -1
    at = 0
    for line in text.split("\n"):
        if line.strip():
            start = at if start < 0 else start
            end = at + len(line)
        elif start >= 0:
            yield Span(start, end)
            start = -1
        at += len(line) + 1
    if start >= 0:
        yield Span(start, end)


# Possessive (`++`) and anchored to the first mark of a run, so no character is scanned twice.
_CLOSERS = "[\"'”’»›)\\]*_]"
_STOP = re.compile(
    rf"(?<![.!?…؟۔।])[.!?…؟۔।]++{_CLOSERS}*+(?P<space>\s++)"  # Latin, Arabic, Urdu, Hindi
    r"|(?<![。！？｡])[。！？｡]++[」』”’）》]*+\s*+"  # Chinese, Japanese: no space needed
    r"|\n\s*+"  # a line of its own
)
_NEVER_LAST = re.compile(r"(?:^|[^\w])(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|vs|e\.g|i\.e|cf|[A-HJ-Z])$")
_SELDOM_LAST = re.compile(r"(?:^|[^\w])(?:a\.m|p\.m|etc|approx|ca|no|vol|z\.B|bzw|usw)$", re.I)


def sentences(text: str) -> tuple[Span, ...]:
    """Every sentence of every paragraph. They tile it: the space after a sentence belongs to it.

    Each holds a letter or a digit, unless its whole paragraph has none. Of more than MANY,
    neighbours in a paragraph are one.
    """
    by_paragraph = [tuple(_sentences(text, paragraph)) for paragraph in paragraphs(text)]
    size = ceil(sum(map(len, by_paragraph)) / MANY)
    return tuple(span for spans in by_paragraph for span in _together(spans, size))


def _sentences(text: str, within: Span) -> Iterator[Span]:
    start = looked_at = within.start
    has_word = False
    last: Span | None = None
    for stop in _STOP.finditer(text, within.start, within.end):
        has_word = has_word or _has_word(text, looked_at, stop.start())
        looked_at = stop.end()
        if has_word and stop.end() < within.end and _ends_sentence(text, start, stop):
            if last is not None:
                yield last
            last, start, has_word = Span(start, stop.end()), stop.end(), False
    if last is None or has_word or _has_word(text, looked_at, within.end):
        if last is not None:
            yield last
        yield Span(start, within.end)
    else:  # what is left holds no word, and belongs to the sentence before it
        yield Span(last.start, within.end)


def _has_word(text: str, start: int, end: int) -> bool:
    return any(letter.isalnum() for letter in text[start:end])


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    space = stop["space"]
    if space is None or "\n" in space:
        return True
    mark, goes_on = stop[0].strip(), text[stop.end()].islower()
    if mark in ("...", "…"):
        return not goes_on
    if mark != ".":
        return True
    tail = text[max(start, stop.start() - LOOK_BACK) : stop.start()]
    if _NEVER_LAST.search(tail) or tail.strip().isdecimal():  # "Dr. Lind"; "3. April"; "1. eat"
        return False
    return not (goes_on and _SELDOM_LAST.search(tail))


def is_border(text: str, at: int) -> bool:
    """Whether a cut before code point `at` leaves every visible character whole (UAX 29, in short).

    A cut is refused before a combining mark, a variation selector, a skin tone, a tag or a
    joiner, after a joiner, and inside the pair of letters that make a flag.
    """
    if at <= 0 or at >= len(text):
        return True
    here, before = text[at], text[at - 1]
    if before == "\u200d" or here == "\u200d" or _extends(here):
        return False
    return not (_is_flag_letter(here) and _is_flag_letter(before) and _flag_letters(text, at) % 2)


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Mn", "Mc", "Me")  # variation selectors are Mn
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_letters(text: str, at: int) -> int:
    """How many flag letters stand in one run just before `at`."""
    first = at
    while first > 0 and _is_flag_letter(text[first - 1]):
        first -= 1
    return at - first


_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"\w[\w'’-]*+")


def reading_seconds(text: str) -> int:
    """How long an adult takes to read this, in whole seconds, rounded up; 0 for no words."""
    characters = len(_CJK.findall(text))
    words = len(_WORD.findall(_CJK.sub(" ", text)))
    return ceil(60 * (words / WORDS_PER_MINUTE + characters / CJK_CHARACTERS_PER_MINUTE))


def first_words(text: str, limit: int = 120) -> str:
    """The beginning on one line, at most `limit` code points, cut between words, with an ellipsis.

    Text without spaces (Chinese, one long word) is cut between visible characters.
    """
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = limit - 1
    space = line.rfind(" ", 0, cut + 1)
    if space >= limit // 2:
        cut = space
    while cut > 0 and not is_border(line, cut):
        cut -= 1
    return line[:cut].rstrip(" ,;:.。–—-") + "…"
