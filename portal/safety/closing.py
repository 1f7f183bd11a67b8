"""What closing a safety review takes."""

from dataclasses import dataclass
from datetime import date

from portal.safety.models import Contact


@dataclass(frozen=True)
class Closing:
    """What closing a review takes: the contact, what came of it, the plan, when to look again.

    `known_on` is when it was talked about before, where that is all there is to say.
    """

    contact: Contact
    summary: str
    known_on: date | None
    plan: str
    next_on: date
