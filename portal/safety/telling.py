"""Who is told that something should be looked at: mails that say nothing of what, and a note."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import User
from portal.audit.catalogue import Kind
from portal.audit.services import Happening, record_all
from portal.notices.services import post_words
from portal.safety.models import SafetyReview
from portal.safety.promises import Promise


class Why(StrEnum):
    """Why somebody was told."""

    TREATS = "treats"
    COVERS = "covers"
    AGAIN = "again"
    COLLEAGUE = "colleague"
    ADMIN = "admin"


Told = tuple[User, Why]


def everybody_in(promises: Sequence[Promise]) -> list[Told]:
    """Return whoever treats, and whoever covers for them now."""
    treating = [(one.practitioner, Why.TREATS) for one in promises]
    return treating + [(who, Why.COVERS) for one in promises for _cover, who in one.covers]


def tell(session: Session, review: SafetyReview, people: Iterable[Told]) -> None:
    """Send each a mail without content, once, and note on the review who was told and why."""
    once = {person.id: (person, why) for person, why in people if person.active}
    for person, _why in once.values():
        post_words(session, review.practice_id, person.email, "notices/today.txt")
    note(session, review, once.values())


def note(session: Session, review: SafetyReview, people: Iterable[Told]) -> None:
    """Note on the review, and in the client's record, that these were told."""
    told, moment = list(people), clock.now()
    lines = [[str(person.id), why.value, moment.isoformat()] for person, why in told]
    review.told = [*(review.told or []), *lines]
    facts = (review.practice_id, None, review.client_id, review.id)
    record_all(session, [Happening(Kind.SAFETY_TOLD, *facts) for _one in told])
