"""What the form of a reflection says: its choices, and what to do next where it is refused."""

from flask_babel import lazy_gettext as _

from portal.reflections.models import Intent, Moment
from portal.reflections.writing import MAX_TAG, MAX_TAGS, MAX_TITLE, MOODS

WRITE_FIRST = _("Write at least one sentence. It can be short.")
MOOD_RANGE = _("Choose a number from 0 to 10, or no number.")
ONE_OF_THESE = _("Choose one of these.")
TITLE_TOO_LONG = _("Keep the title to %(limit)d characters.", limit=MAX_TITLE)
TAG_TOO_LONG = _("Keep each word for finding it again to %(limit)d characters.", limit=MAX_TAG)
TOO_MANY_TAGS = _("Choose up to %(limit)d words for finding it again.", limit=MAX_TAGS)

MOOD_CHOICES = [("", _("No number now")), *((str(mood), str(mood)) for mood in MOODS)]
MOMENT_CHOICES = [
    ("", _("Neither of these")),
    (Moment.HARD_STRETCH.value, _("This is a hard stretch")),
    (Moment.MANAGED.value, _("This is something I managed")),
]
INTENT_CHOICES = [
    (Intent.JUST_WRITE.value, _("I just needed to write it")),
    (Intent.BEFORE_MEETING.value, _("Read it before we meet")),
    (Intent.REPLY.value, _("I’d like a reply")),
]
