"""What a supervisor is shown of a client's words: chosen sentences, without the client's name."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from portal import clock
from portal.accounts.models import User
from portal.annotations.anchor import Paragraph, layout
from portal.entrusting.hidden import hidden
from portal.reflections.models import Revision
from portal.web.templating import timezone
from portal.web.words import number

OMITTED = "[…]"
WEEK, MONTH = 7, 30


@dataclass(frozen=True)
class Shown:
    """The page as the supervisor sees it, without anything that names the client."""

    words: str
    question: str | None
    written_at: datetime

    @property
    def paragraphs(self) -> list[str]:
        """The words, a paragraph each."""
        return self.words.split("\n\n")

    @property
    def written(self) -> str:
        """When it was written, as a supervisor may know it: the weekday, and about how long ago."""
        return about(self.written_at, clock.now())

    @property
    def fingerprint(self) -> str:
        """A mark of the whole: what is shared is what was looked at before."""
        return hashlib.sha256(f"{self.words}\0{self.question or ''}".encode()).hexdigest()


def shown(revision: Revision, client: User, chosen: Collection[int], question: str | None) -> Shown:
    """Return what a supervisor would see of the sentences with these numbers."""
    kept = (_kept(one, chosen) for one in layout(revision.body, []))
    words = "\n\n".join(_without_repeats(list(kept)))
    names, instead = (client.name, client.email), _("[the client]")
    asked = hidden(question, names, instead) if question else None
    return Shown(hidden(words, names, instead), asked, revision.written_at)


def _kept(paragraph: Paragraph, chosen: Collection[int]) -> str:
    pieces: list[str] = []
    for sentence in paragraph.sentences:
        words = "".join(piece.text for piece in sentence.segments)
        pieces.append(words.strip() if sentence.index in chosen else OMITTED)
    return " ".join(_without_repeats(pieces))


def _without_repeats(pieces: list[str]) -> list[str]:
    """Return the pieces with one sign for each run of what was left out."""
    return [
        piece
        for at, piece in enumerate(pieces)
        if piece != OMITTED or at == 0 or pieces[at - 1] != OMITTED
    ]


def about(written_at: datetime, now: datetime) -> str:
    """Say a weekday and about how long ago: enough to follow, too little to look up."""
    local = clock.local(written_at, timezone())
    day = format_date(local, "EEEE", rebase=False)
    days = (clock.local(now, timezone()).date() - local.date()).days
    if days < WEEK:
        return _("A %(day)s, within the last week", day=day)
    if days < 2 * MONTH:
        weeks = round(days / WEEK)
        ago = ngettext("about a week ago", "about %(many)s weeks ago", weeks, many=number(weeks))
    else:
        months = round(days / MONTH)
        ago = ngettext(
            "about a month ago", "about %(many)s months ago", months, many=number(months)
        )
    return _("A %(day)s, %(ago)s", day=day, ago=ago)
