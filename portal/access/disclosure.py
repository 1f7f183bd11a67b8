"""What staff are shown of a file, and what they were refused: how both come into the record."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.access.permissions import Permission
from portal.access.viewer import Viewer
from portal.audit.catalogue import Kind
from portal.audit.queries import count_of_actor
from portal.audit.services import Happening, record

# Permissions whose pages hold no word of anybody's file. All others say what they disclose.
ABOUT_NO_FILE = {
    Permission.PUBLIC,
    Permission.SIGNED_IN,
    Permission.CLIENT_INVITE,
    Permission.COVER_NAME,
    Permission.EMERGENCY_OPEN,
    Permission.INVITATION_RENEW,
    Permission.LICENCE_READ,
    Permission.LICENCE_STATE,
    Permission.SAFETY_HOURS,
    Permission.TEAM_INVITE,
    Permission.TEAM_READ,
}
MOST_REFUSALS = 30
WITHIN = timedelta(hours=1)
"""So many refusals of one person are recorded in this time: enough to tell, too few to flood."""


class Shows(Enum):
    """Said aloud by a staff route whose every answer leads elsewhere or holds no word of a file."""

    NOTHING = auto()


Discloses = Kind | Shows | None


def insist(rule: str, permission: Permission, discloses: Discloses) -> None:
    """Refuse a staff route about a file that does not say what its answers disclose."""
    if permission not in ABOUT_NO_FILE and discloses is None:
        raise TypeError(f"{rule} is about a file: say discloses=Kind.… or discloses=Shows.NOTHING")


def disclosures(kind: Kind, viewer: Viewer, rows: Iterable[Any]) -> list[Happening]:
    """Return what is to be recorded when `viewer` is shown these rows."""
    return [Happening(kind, row.practice_id, viewer.user_id, row.client_id, row.id) for row in rows]


def note_refusal(session: Session, viewer: Viewer, variables: dict[str, Any]) -> None:
    """Record that somebody asked for an object and was refused: in the practice's chain, and soon.

    The id that was asked for is kept whether or not there is such a thing, so that neither the
    answer nor its time tells which. The Door commits it, after the request was rolled back.
    """
    asked_for = next((one for one in variables.values() if isinstance(one, uuid.UUID)), None)
    if asked_for is None or viewer.user_id is None or viewer.practice_id is None:
        return
    since = clock.now() - WITHIN
    if count_of_actor(session, viewer.user_id, Kind.ACCESS_REFUSED, since) < MOST_REFUSALS:
        refused = Happening(
            Kind.ACCESS_REFUSED, viewer.practice_id, viewer.user_id, None, asked_for
        )
        record(session, refused)
