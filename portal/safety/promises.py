"""What a client is told: who looks, in which hours, until when at the latest, and who stands in."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.caseload.queries import practitioners_of
from portal.entrusting.models import Cover
from portal.safety import queries
from portal.safety.hours import USUAL, Hours, due, next_beginning
from portal.safety.models import SafetyHours
from portal.web.templating import timezone

A_WEEK = timedelta(weeks=1)
NEARLY_A_WEEK = timedelta(days=6)
"""The next beginning of the hours after so long is a week on, or as soon as they begin then."""


@dataclass(frozen=True)
class Promise:
    """One practitioner's hours. `own` is missing while they have set none, and the usual count."""

    practitioner: User
    own: SafetyHours | None
    covers: Sequence[tuple[Cover, User]] = ()

    @property
    def hours(self) -> Hours:
        return self.own.hours if self.own is not None else USUAL

    @property
    def colleague_id(self) -> uuid.UUID | None:
        """Who is told if nobody has looked in time."""
        return self.own.colleague_id if self.own is not None else None


def promises_to(session: Session, client_id: uuid.UUID, moment: datetime) -> list[Promise]:
    """Return what a client is told of each of their practitioners, the longest in care first."""
    return promises_by(
        session, [who for _care, who in practitioners_of(session, client_id)], moment
    )


def promises_by(session: Session, practitioners: Sequence[User], moment: datetime) -> list[Promise]:
    """Return what clients are told of these practitioners at `moment`, in two statements."""
    ids = [one.id for one in practitioners]
    own = queries.hours_of(session, ids)
    covers = queries.covering_now(session, ids, moment)
    return [
        Promise(
            one,
            own.get(one.id),
            tuple(each for each in covers if each[0].practitioner_id == one.id),
        )
        for one in practitioners
    ]


def due_at(promises: Sequence[Promise], moment: datetime) -> datetime:
    """Return until when somebody looks: the earliest of what was promised."""
    hours = [one.hours for one in promises] or [USUAL]
    return min(due(moment, one, timezone()) for one in hours)


def again_at(promises: Sequence[Promise], moment: datetime, *, since: datetime) -> datetime:
    """Return when everybody is told again: in the first week each day that has hours, then weekly.

    Always when the hours begin; `since` is when it was first due.
    """
    wait = timedelta() if moment < since + A_WEEK else NEARLY_A_WEEK
    hours = [one.hours for one in promises] or [USUAL]
    return min(next_beginning(moment + wait, one, timezone()) for one in hours)
