"""A small library of prompts to start from. A chosen one is stored as the words that were read."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

PROMPTS: dict[str, LazyString] = {
    "small-scene": _("One small scene of today: where you were, and what was there."),
    "let-be": _("One thing you can let be as it is."),
    "not-asked": _("Something nobody has asked you about lately."),
    "body": _("What your body has been telling you, in plain words."),
    "almost": _("Something you almost said, and to whom."),
    "company": _("Somebody whose company was easy, if only for a minute."),
    "earlier-you": _("What you would tell yourself of half a year ago."),
    "next-time": _("What you would like to bring when we meet."),
}


def words_of(key: str | None) -> str | None:
    """Return a prompt's words in the language of the page; None for a key that is not there."""
    prompt = PROMPTS.get(key or "")
    return None if prompt is None else str(prompt)
