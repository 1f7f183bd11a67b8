"""Opening a client's file in an emergency: tried, opened, closed, and put away by the client."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.access import scope
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.audit.queries import count_of_actor
from portal.audit.services import Happening, record
from portal.database import session_of
from portal.entrusting import queries
from portal.entrusting.models import EmergencyAccess
from portal.entrusting.namesakes import clients_called
from portal.web.logs import log

LASTS = timedelta(minutes=60)
TRIES_A_DAY = 5


class TooManyTries(Exception):
    """Somebody asked for files in an emergency too often today."""


class NotFound(Exception):
    """Nobody is called that here, or more than one. `many` tells which."""

    def __init__(self, *, many: bool) -> None:
        super().__init__("more than one" if many else "nobody")
        self.many = many


class InCareAlready(Exception):
    """Whoever asks treats this client: what did not come along to them is no emergency."""


def open_in_emergency(
    session: Session, practitioner: Viewer, *, called: str, reason: str
) -> EmergencyAccess:
    """Open the file of whoever is called that, to be read for an hour.

    Every try is recorded, the fruitless ones too. Raises TooManyTries, NotFound, InCareAlready.
    """
    assert practitioner.practice_id is not None
    assert practitioner.user_id is not None
    moment = clock.now()
    _record_try(session, practitioner)
    session.flush()  # first: the chain's head is now ours, and a second try waits and counts this
    day_ago = moment - timedelta(days=1)
    tries = count_of_actor(session, practitioner.user_id, Kind.EMERGENCY_TRIED, day_ago)
    if tries > TRIES_A_DAY:
        raise TooManyTries
    found = clients_called(session, practitioner.practice_id, called)
    if len(found) != 1:
        raise NotFound(many=bool(found))
    if found[0] in practitioner.client_ids:
        raise InCareAlready
    scope.open_in_emergency(session, found[0])
    _end_all(queries.open_emergencies_by(session, practitioner.user_id, moment), practitioner)
    access = EmergencyAccess(
        practice_id=practitioner.practice_id,
        client_id=found[0],
        practitioner_id=practitioner.user_id,
        reason=reason,
        opened_at=moment,
        ends_at=moment + LASTS,
    )
    session.add(access)
    _record_access(session, Kind.EMERGENCY_OPENED, access, practitioner)
    log.warning("a file was opened in an emergency")
    return access


def end_emergency(session: Session, practitioner: Viewer) -> None:
    """Close what somebody has open in an emergency, before the hour is over."""
    assert practitioner.user_id is not None
    still_open = queries.open_emergencies_by(session, practitioner.user_id, clock.now())
    _end_all(still_open, practitioner)


def acknowledge(access: EmergencyAccess) -> None:
    """Note that the client has put the notice away; the record keeps it."""
    if access.seen_at is None:
        access.seen_at = clock.now()


def _end_all(still_open: Iterable[EmergencyAccess], practitioner: Viewer) -> None:
    for access in still_open:
        access.ends_at = clock.now()
        _record_access(session_of(access), Kind.EMERGENCY_CLOSED, access, practitioner)


def _record_try(session: Session, practitioner: Viewer) -> None:
    assert practitioner.practice_id is not None
    happened = (practitioner.practice_id, practitioner.user_id, None, practitioner.user_id)
    record(session, Happening(Kind.EMERGENCY_TRIED, *happened))


def _record_access(session: Session, kind: Kind, access: EmergencyAccess, actor: Viewer) -> None:
    happened = (access.practice_id, actor.user_id, access.client_id, access.id)
    record(session, Happening(kind, *happened))
