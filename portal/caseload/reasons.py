"""Why something waits for the practitioner, in words and with an icon (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from portal.caseload.summary import Summary
from portal.web.words import number


@dataclass(frozen=True)
class Reason:
    """A reason as people say it. `order` is its place on the desk."""

    order: int
    icon: str
    words: LazyString


ASKED: dict[str, Reason] = {
    "reply": Reason(0, "reply", _("I’d like a reply")),
    "before_meeting": Reason(1, "bring", _("Read before we meet")),
    "just_write": Reason(2, "page", _("Just needed to write it")),
}
ANSWER = Reason(3, "margin", _("Answer to your note"))


def waits(summary: Summary) -> Sequence[str]:
    """Return what of a client waits, a phrase for each reason, the most pressing first."""
    phrases = [
        _counted(reason, summary.intents.count(intent))
        for intent, reason in ASKED.items()
        if intent in summary.intents
    ]
    if summary.replies == 1:
        phrases.append(str(ANSWER.words))
    elif summary.replies:
        phrases.append(gettext("Answers to %(many)s notes", many=number(summary.replies)))
    return phrases


def _counted(reason: Reason, count: int) -> str:
    if count == 1:
        return str(reason.words)
    return gettext("%(reason)s (%(many)s)", reason=reason.words, many=number(count))
