"""How long a sign-in lasts: while somebody is there, half a day at most (R11)."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from portal.access.viewer import Role, Viewer

IDLE = {
    Role.CLIENT: timedelta(minutes=30),
    Role.PRACTITIONER: timedelta(minutes=15),
    Role.SUPERVISOR: timedelta(minutes=15),
    Role.ADMIN: timedelta(minutes=15),
}
ABSOLUTE = timedelta(hours=12)
WARNED = timedelta(minutes=2)
"""How long before the end somebody is told."""

NOTED_EVERY = timedelta(minutes=1)
"""That somebody is there is written down no more often than this."""

ON_ITS_WAY = timedelta(seconds=10)
"""How long after a proof the token before it may still come: what was sent at the same moment."""


def lasts_until(role: Role, *, signed_in_at: datetime, seen_at: datetime) -> datetime:
    """Return when a sign-in ends by itself if nobody does anything from now on."""
    return min(seen_at + IDLE[role], signed_in_at + ABSOLUTE)


def seconds_left(viewer: Viewer, moment: datetime) -> int:
    """Return for how many seconds a sign-in still lasts if nobody does anything, rounded up.

    A page that is told 0 carries its words over the sign-in, so it must not be told too early.
    """
    if viewer.lasts_until is None:
        return 0
    return max(0, ceil((viewer.lasts_until - moment).total_seconds()))


class Device(NamedTuple):
    """The sign-in behind a token, as every request reads it."""

    id: uuid.UUID
    token_hash: bytes
    signed_in_at: datetime
    seen_at: datetime
    confirmed_at: datetime

    def of(self, viewer: Viewer, token_hash: bytes, moment: datetime) -> Viewer | None:
        """Return the viewer with what is known of the sign-in; None where that is over.

        A token that was replaced a moment ago still opens pages, and proves nothing.
        """
        assert viewer.role is not None
        is_replaced = token_hash != self.token_hash
        until = lasts_until(viewer.role, signed_in_at=self.signed_in_at, seen_at=self.seen_at)
        if moment >= until or (is_replaced and moment - self.confirmed_at > ON_ITS_WAY):
            return None
        return replace(
            viewer,
            device_id=self.id,
            confirmed_at=None if is_replaced else self.confirmed_at,
            seen_at=self.seen_at,
            lasts_until=until,
        )
