"""Why something waits for the practitioner, in words and with an icon (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from portal.caseload.summary import Summary


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
    counts = [
        (reason, summary.intents.count(intent))
        for intent, reason in ASKED.items()
        if intent in summary.intents
    ]
    if summary.replies:
        counts.append((ANSWER, summary.replies))
    return [_counted(reason, count) for reason, count in counts]


def _counted(reason: Reason, count: int) -> str:
    return ngettext("%(reason)s", "%(reason)s, %(num)s times", count, reason=str(reason.words))
