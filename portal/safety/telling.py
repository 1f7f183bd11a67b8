"""Who is told that something should be looked at: mails that say nothing of what, and a note."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
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
    STILL_OPEN = "still_open"
    COLLEAGUE = "colleague"
    ADMIN = "admin"


Told = tuple[User, Why]


def everybody_in(promises: Sequence[Promise]) -> list[Told]:
    """Return whoever treats, and whoever covers for them now."""
    treating = [(one.practitioner, Why.TREATS) for one in promises]
    return treating + [(who, Why.COVERS) for one in promises for _cover, who in one.covers]


def tell(session: Session, review: SafetyReview, people: Iterable[Told], *, name: str = "") -> None:
    """Send each a mail without content, once, and note on the review who was told and why."""
    _note(session, review, send(session, review, people, name=name))


def send(
    session: Session, review: SafetyReview, people: Iterable[Told], *, name: str = ""
) -> list[Told]:
    """Send each who works here a mail without content, once, and return who was sent one.

    Whoever runs the practice reads on whose desk it waits: `name`, or nothing if on nobody's.
    """
    once = {person.id: (person, why) for person, why in people if person.active}
    for person, why in once.values():
        address = review.practice_id, person.email
        if why is Why.ADMIN:
            post_words(session, *address, "notices/waits_at.txt", name=name)
        else:
            post_words(session, *address, "notices/today.txt")
    return list(once.values())


def told_of(review: SafetyReview) -> dict[tuple[uuid.UUID, str], list[datetime]]:
    """Return who was told and why, and each time that they were."""
    told: dict[tuple[uuid.UUID, str], list[datetime]] = {}
    for who, why, at in review.told or ():
        told.setdefault((uuid.UUID(who), why), []).append(datetime.fromisoformat(at))
    return told


def _note(session: Session, review: SafetyReview, told: Sequence[Told]) -> None:
    """Note on the review, and in the client's record, that these were told."""
    moment = clock.now()
    lines = [[str(person.id), why.value, moment.isoformat()] for person, why in told]
    review.told = [*(review.told or []), *lines]
    facts = (review.practice_id, None, review.client_id, review.id)
    record_all(session, [Happening(Kind.SAFETY_TOLD, *facts) for _one in told])
